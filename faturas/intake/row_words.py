"""What the words in a row of a list say that it is: a total, a footer, the heading of a page."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

TOTAL = "parece uma linha de total, não um cliente"
FOOTER = "parece um rodapé ou título do relatório, não um cliente"
FUNCTION = (
    "parece uma linha de total: o nome é o de uma função da planilha; se for um cliente, ponha o "
    "nome completo ou o telefone"
)
"""Said only by a row at the end of the list or behind a blank one; Max is a first name, too."""

_LEAST_PHONE_DIGITS = 8

_OF_TOTALS = (
    r"(de|d[aeo]s?|em|n[ao]s?|por|e|a|geral|gerais|parcial|final|acumulad[oa]|pagina|lista(gem)?"
    r"|relatorio|arquivo|planilha|clientes?|assinantes?|registros?|linhas?|titulos?|faturas?"
    r"|boletos?|contratos?|codigos?|itens|item|valor(es)?|debitos?|dividas?|cobrancas?"
    r"|inadimplentes?|devedor(es)?|ativos?|vencid[oa]s?|atrasad[oa]s?|abert[oa]s?|devid[oa]s?|pag[oa]s?"
    r"|pendentes?|receber|encontrad[oa]s?|listad[oa]s?|exibid[oa]s?|impress[oa]s?|mes|dia|periodo"
    r"|cidade|bairro|grupo|filial|lote|reais)"
)
_AMOUNT = r"[\s:=.()–-]*(r\$)?\s*-?[\d.,]*\)?"
_TOTAL = re.compile(
    rf"((sub|grand)?[ -]?tota(l|is)|soma(torio)?s?|quantidades?|qtde?s?|contagem|media|count|sum"
    rf"|average)\.?( {_OF_TOTALS})*{_AMOUNT}( {_OF_TOTALS})*\.?"
    rf"|(numero|n[o.]{{0,2}}|registros?|clientes?)( {_OF_TOTALS})+{_AMOUNT}"
    r"|(registros?|clientes?|linhas?|itens|titulos?|faturas?|boletos?)\s*[:=]\s*\d*"
    r"|\d[\d.]* (clientes?|registros?|linhas?|itens|titulos?|faturas?|boletos?|assinantes?)"
    rf"( {_OF_TOTALS})*\.?"
)
_FUNCTION = re.compile(
    r"(cont(ar|agem)?[. ]?(num(eros?)?|valor(es)?|vazio|se|cel|linhas)?"
    r"|max(imo|ima|a)?|min(imo|ima|a)?|produto"
    r"|(sub|grand)?[ -]?total|soma(se)?|somaquad|media(na)?|moda|agregar|maior|menor"
    r"|desv(io)?[. ]?pad(rao)?[. ]?(a|p|s|n)?|var(iancia)?[. ]?(a|p|s|n)?"
    r"|(count|counta|count (numbers?|nums?)|countnums?|product|maximum|minimum|median|mode"
    r"|std\.? ?dev(p|\.p|\.s)?|standard deviation|variance|varp?|aggregate))\.?"
    rf"( {_OF_TOTALS})*{_AMOUNT}"
)
_FUNCTION_BEGINNINGS = frozenset(
    (
        *("con", "max", "máx", "min", "mín", "pro", "sub", "gra", "tot", "som", "med", "méd"),
        *("mod", "agr", "mai", "men", "des", "var", "cou", "std", "sta", "agg"),
    )
)
_MADE = (
    r"(emitid|impress|gerad|exportad|extraid|atualizad|consultad|processad|criad|elaborad|filtrad"
    r"|ordenad|agrupad)[oa]s?|emissao|impressao|geracao|exportacao|extracao|consulta|atualizacao"
)
_FOOTER = re.compile(
    rf"({_MADE})( (em|por|as|pel[oa]|no|na|automaticamente|realizada|via)( .*)?|\s*:.*| \d.*)"
    rf"|data( e hora)?( d[aeo])? ({_MADE}|relatorio|base)\b.*|data e hora\b.*"
    r"|(pagina|pag|page|folha|fls?)s?\.?( n[o.]*)?\s*:?\s*\d+(\s*(de|of|/)\s*\d+)?"
    r"|(fim|final|termino) (d[aeo]s?|of)( \w+){1,3}\.?|end of \w+"
    r"|relatorio\b.*|report\b.*|listagem d[aeo]s? .*|lista de .*"
    r"|(usuario|operador|responsavel|filtros?|periodo|parametros?|observac(ao|oes)|obs|fonte|legenda"
    r"|sistema|empresa|filial|unidade|cnpj|endereco|hora|data|versao|nota|aviso|atencao|solicitante"
    r"|vendedor|cidade|bairro|grupo|setor)s?\s*:.*"
    r"|(https?://|www\.).*|.*\bcopyright\b.*|.*©.*|.*todos os direitos.*"
    r"|\(?continua(cao)?\)?\.*|a transportar|saldo (anterior|atual|final)|[^\d:]{1,40}:"
)
# Values of other columns, too: they are footers only where a row begins, or as name or code.
_FOOTER_AT_START = re.compile(
    rf"{_MADE}|pagina|pag|page|folha|\d+\s+(de|of)\s+\d+|fim|final|termino|usuario|operador"
    r"|listagem|transporte|saldo"
)
# How the texts above begin; most cells do not, and need no closer look.
_BEGINNINGS = frozenset(
    (
        *("tot", "sub", "gra", "som", "qua", "qtd", "qte", "con", "cou", "med", "méd", "sum"),
        *("ave", "num", "núm", "nº", "n°", "no", "n", "reg", "cli", "lin", "ite", "tit", "tít"),
        *("fat", "bol", "emi", "imp", "ger", "exp", "ext", "atu", "pro", "cri", "ela", "fil"),
        *("ord", "agr", "dat", "pag", "pág", "fol", "fl", "fls", "fim", "fin", "ter", "tér"),
        *("end", "rel", "rep", "lis", "usu", "ope", "res", "par", "pár", "per", "pér", "obs"),
        *("fon", "leg", "sis", "emp", "uni", "cnp", "hor", "ver", "not", "avi", "ate", "sol"),
        *("ven", "cid", "bai", "gru", "set", "htt", "www", "a t", "tra", "sal"),
    )
)


@dataclass(frozen=True, slots=True)
class Places:
    """Where code, phone and name stand in the cells of a row of ``largura`` cells."""

    largura: int
    codigo: int
    telefone: int | None
    nome: int | None


def said_in_words(cells: Sequence[str], places: Places) -> str:
    """Why the words in a row make it no customer; ``""`` when they do not.

    Whoever has a phone, or a name that is not such a word itself, is a customer.
    """
    phone = "" if places.telefone is None else cells[places.telefone]
    if len(phone) >= _LEAST_PHONE_DIGITS and (
        phone.isdecimal() or sum(map(str.isdecimal, phone)) >= _LEAST_PHONE_DIGITS
    ):
        return ""
    if places.nome is not None and cells[places.nome].strip() and not _words(cells[places.nome]):
        code = _words(cells[places.codigo])
        if code and not cells[places.codigo].isdecimal():
            return code
        has_letters = any(map(str.isalpha, cells[places.nome]))
        return (
            FUNCTION if _is_function(cells[places.nome if has_letters else places.codigo]) else ""
        )
    begins = next((place for place, cell in enumerate(cells) if cell.strip()), 0)
    starts = (begins, places.codigo, places.nome)
    found = (_words(cell, starts_row=place in starts) for place, cell in enumerate(cells))
    if said := next(filter(None, found), ""):
        return said
    return FUNCTION if _is_function(cells[begins]) or _is_function(cells[places.codigo]) else ""


def _is_function(cell: str) -> bool:
    """Whether a cell is no more than the name of a function that comes to a total."""
    if cell.isdecimal() or cell.lstrip("*#_-–—= (")[:3].casefold() not in _FUNCTION_BEGINNINGS:
        return False
    return bool(_FUNCTION.fullmatch(_plain(cell)))


def _words(cell: str, *, starts_row: bool = True) -> str:
    """What the words in a cell say that its row is; ``""`` for nothing."""
    if not cell or cell.isdecimal():
        return ""
    start = cell.lstrip("*#_-–—= \t\f(")
    if (
        start[:3].casefold().strip(" .:") not in _BEGINNINGS
        and not start[:1].isdecimal()
        and cell.rstrip()[-1:] != ":"
        and "©" not in cell
        and "copyright" not in cell.casefold()
    ):
        return ""
    text = _plain(cell)
    if _TOTAL.fullmatch(text):
        return TOTAL
    if text and (_FOOTER.fullmatch(text) or (starts_row and _FOOTER_AT_START.fullmatch(text))):
        return FOOTER
    return ""


def _plain(cell: str) -> str:
    """The text without accents, capitals and ornaments."""
    decomposed = unicodedata.normalize("NFKD", cell[:200])
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(letters.casefold().split()).strip("*#_-–—= ")
