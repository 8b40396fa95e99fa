"""Which column holds what, by its title; never by its content, and never guessed."""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum


class Papel(StrEnum):
    """What a column can be for us."""

    CODIGO = "código"
    TELEFONE = "telefone"
    NOME = "nome"


CANONICAL = {
    Papel.CODIGO: "codigo_cliente",
    Papel.TELEFONE: "TelefoneCorrigido",
    Papel.NOME: "Nome",
}
"""The titles that our own documentation asks for; they win over every other."""

# Known titles as ``_plain`` writes them. A bare "id" is missing on purpose: it may count rows or
# invoices, and asking for customer 1, 2, 3… would send one customer's invoice to another's phone.
_OF = r"(d[aeo]s?)?"
_PERSON = r"(cli|clientes?|assinantes?)"
_PHONE = r"(telefone|fone|tel|celular|cel|whatsapp|whats|zap)s?"
_KNOWN = {
    Papel.CODIGO: re.compile(
        rf"(codigo|cod|cd|id|numero|num|nro|nr|no|n|matricula){_OF}{_PERSON}"
        rf"|{_PERSON}(codigo|cod|id|matricula)|codigos?|cod|matriculas?"
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

# Titles of a name that head a lone column of codes just as well.
_OF_EITHER = frozenset(("cliente", "clientes", "assinante"))


def _plain(titulo: str) -> str:
    """Letters and digits alone, without accents or case: ``Cód. do Cliente`` → ``coddocliente``."""
    decomposed = unicodedata.normalize("NFKD", titulo)
    return "".join(char for char in decomposed if char.isalnum()).casefold()


def same_title(one: str, other: str) -> bool:
    """Whether two titles are equal but for accents, case and punctuation."""
    return _plain(one) == _plain(other)


def roles(titulos: Sequence[str]) -> set[Papel]:
    """The roles for which a row of cells has a known title."""
    plain = [_plain(titulo) for titulo in titulos]
    return {papel for papel, known in _KNOWN.items() if any(map(known.fullmatch, plain))}


def candidates(titulos: Sequence[str], papel: Papel) -> tuple[int, ...]:
    """Positions of the titles that fit ``papel``, in order: none, the one found, or several.

    The documented title as written wins, then the documented title in another spelling, then all
    known titles. A lone column is the code unless its title says that it is something else.
    """
    if papel is Papel.CODIGO and len(titulos) == 1:
        return () if _is_something_else(titulos[0]) else (0,)
    canonical = CANONICAL[papel]
    for fits in (
        lambda titulo: titulo == canonical,
        lambda titulo: same_title(titulo, canonical),
        lambda titulo: bool(_KNOWN[papel].fullmatch(_plain(titulo))),
    ):
        if found := tuple(index for index, titulo in enumerate(titulos) if fits(titulo)):
            return found
    return ()


def _is_something_else(titulo: str) -> bool:
    return _plain(titulo) not in _OF_EITHER and bool(roles([titulo]) - {Papel.CODIGO})
