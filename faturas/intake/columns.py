"""Finds the columns of code, phone and name by their titles (``candidates``).

Never by what they contain: a column of other numbers would fetch strangers' invoices.
"""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum


class Papel(StrEnum):
    """Names the roles of columns that the program uses."""

    CODIGO = "código"
    TELEFONE = "telefone"
    NOME = "nome"


CANONICAL = {
    Papel.CODIGO: "codigo_cliente",
    Papel.TELEFONE: "TelefoneCorrigido",
    Papel.NOME: "Nome",
}
"""The titles that the README asks for; they go before every other known title."""

# Known titles as ``_plain`` writes them. For the code only what says "código do cliente" and
# nothing else: another key of the same customer (its id, contract, registration) is another number,
# and would fetch a stranger's invoice for this person's phone.
_OF = r"(d[aeo]s?)?"
_PERSON = r"(cli|clientes?|assinantes?)"
_PHONE = r"(telefone|fone|tel|celular|cel|whatsapp|whats|zap)s?"
_KNOWN = {
    Papel.CODIGO: re.compile(
        rf"(codigos?|cod|cd){_OF}{_PERSON}|{_PERSON}(codigo|cod)|codigos?|cod"
    ),
    Papel.TELEFONE: re.compile(
        rf"((numero|num|nro|nr|no|n){_OF})?{_PHONE}"
        rf"(corrigido|principal|primario|movel|fixo|{_PHONE}|{_OF}(contato|{_PERSON}))?[123]?"
        r"|contatos?|phone|mobile"
    ),
    Papel.NOME: re.compile(
        rf"nomes?(completo)?({_OF}{_PERSON})?|(nome(ou)?)?razaosocial|nomerazao|clientes?|assinantes?"
    ),
}

# Titles of another key, in the same form: the kind of number (id), whose number it is (contrato),
# or both (id do contrato).
_ID = r"(ids?|[ug]uid|uid|identificador|identificacao|chave|hash|pk)"
_NUMBER = r"(codigo|cod|cd|numero|num|nro|nr|no|n)"
_THING = (
    r"(cli|clientes?|assinantes?|assinatura|contratos?|servicos?|faturas?|boletos?|titulos?|carne"
    r"|cobranca|parcela|recibo|nota|nf|nfe|pedido|venda|proposta|protocolo|chamado|ticket|documento"
    r"|cadastro|registro|conta|carteira|pessoa|usuario|titular|pagador|sacado|devedor|responsavel"
    r"|parceiro|empresa|plano|pacote|ponto|instalacao|conexao|equipamento|lancamento|transacao|lead"
    r"|linha|item|lista|ordem|sequencial|sequencia|unico|interno|externo|antigo|novo|sistema|origem"
    r"|integracao|hubsoft|erp|crm)"
)
_ALONE = (
    r"(contratos?|matriculas?|protocolo|inscricao(estadual|municipal)?|cadastro|registro|login|pppoe"
    r"|loginpppoe|usuario|user|username|cpf|cnpj|cpfo?u?cnpj|cnpjo?u?cpf|documento|doc|rg|rgie"
    r"|nossonumero|seunumero|numero|num|nro|seq|sequencial|sequencia|item|ordem|os|uc|mac|serial"
    r"|fatura|boleto|titulo|txid|e2eid|token)"
)
_OTHER_KEY = re.compile(
    rf"{_ID}({_OF}{_THING})*|{_THING}+{_OF}{_ID}|{_NUMBER}({_OF}{_THING})+|{_THING}+{_NUMBER}"
    rf"|{_ALONE}({_OF}{_THING})*"
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

# Titles of a name that a list of nothing but codes may have for its only column.
_NAME_OR_LONE_CODE = re.compile(r"clientes?|assinantes?")


def _plain(titulo: str) -> str:
    """Letters and digits alone, without accents or case: ``Cód. do Cliente`` → ``coddocliente``."""
    return "".join(char for char in _without_accents(titulo) if char.isalnum()).casefold()


def _without_accents(titulo: str) -> str:
    decomposed = unicodedata.normalize("NFKD", titulo)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def same_title(one: str, other: str) -> bool:
    """Whether two titles are equal but for accents, case and punctuation."""
    return _plain(one) == _plain(other)


def roles(titulos: Sequence[str]) -> set[Papel]:
    """Returns the roles whose titles are among the cells of a row."""
    plain = [_plain(titulo) for titulo in titulos]
    return {papel for papel, known in _KNOWN.items() if any(map(known.fullmatch, plain))}


def is_other_key(titulo: str) -> bool:
    """Whether the title says that the column holds a key that is not the customer's code.

    In some company such a column may hold the code all the same; only a person can say so.
    """
    plain = _plain(titulo)
    if _KNOWN[Papel.CODIGO].fullmatch(plain):
        return False
    if _OTHER_KEY.fullmatch(plain):
        return True
    words = _WORD.findall(_without_accents(titulo))
    return bool(words) and "id" in (words[0].casefold(), words[-1].casefold())


def candidates(titulos: Sequence[str], papel: Papel) -> tuple[int, ...]:
    """Returns the indices, in order, of the titles that fit ``papel``: none, one, or several.

    The documented title as it is written goes before the same title in another spelling, and that
    before all other known titles. The only column of a list is that of the code also where it has
    no title, or one that says no more than ``Clientes``; any other may be that of another number.
    """
    if papel is Papel.CODIGO and len(titulos) == 1:
        return (0,) if _heads_a_lone_code(titulos[0]) else ()
    canonical = CANONICAL[papel]
    for fits in (
        lambda titulo: titulo == canonical,
        lambda titulo: same_title(titulo, canonical),
        lambda titulo: bool(_KNOWN[papel].fullmatch(_plain(titulo))),
    ):
        if found := tuple(index for index, titulo in enumerate(titulos) if fits(titulo)):
            return found
    return ()


def _heads_a_lone_code(titulo: str) -> bool:
    plain = _plain(titulo)
    known = (_KNOWN[Papel.CODIGO], _NAME_OR_LONE_CODE)
    return not titulo.strip() or any(title.fullmatch(plain) for title in known)
