"""Suspects by its words that a row is no customer (``suspicion_of``).

The words of a total ("Total geral: 120"), a footer ("Emitido em …"), the heading of a page. What
else has to speak against a row that may be a customer all the same is its ``Proof``; ``footers``
looks for it. Words are compared in small letters, without accents and ornaments.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from faturas.domain.phone import SituacaoTelefone, check_phone
from faturas.intake.cell_errors import is_error

TOTAL = "parece uma linha de total, não um cliente"
FOOTER = "parece um rodapé ou título do relatório, não um cliente"
FUNCTION = (
    "parece uma linha de total: o nome é o de uma função da planilha; se for um cliente, ponha o "
    "nome completo ou o telefone"
)
GROUP = (
    "parece a linha de total de um grupo; se for um cliente, preencha o telefone e ponha-o junto "
    "dos outros"
)
COUNTED = (
    "parece uma linha de total: no lugar do nome está o que se conta; se for um cliente, ponha o "
    "nome completo ou o telefone"
)
_LOCAL_PHONE_DIGITS = (8, 9)
"""Digits of a phone without its DDD; the sum of a column of phones has more."""
_PHONE_DIGITS = (10, 11)
"""Digits of a phone with its DDD."""

# Words that stand beside that of a total and say what it is of.
_OF_TOTALS = (
    r"(de|d[aeo]s?|em|n[ao]s?|por|e|a|geral|gerais|parcial|final|acumulad[oa]|pagina|lista(gem)?"
    r"|relatorio|arquivo|planilha|clientes?|assinantes?|registros?|linhas?|titulos?|faturas?"
    r"|boletos?|contratos?|codigos?|itens|item|valor(es)?|debitos?|dividas?|cobrancas?"
    r"|inadimplentes?|devedor(es)?|ativos?|vencid[oa]s?|atrasad[oa]s?|abert[oa]s?|devid[oa]s?|pag[oa]s?"
    r"|pendentes?|receber|encontrad[oa]s?|listad[oa]s?|exibid[oa]s?|impress[oa]s?|mes|dia|periodo"
    r"|cidade|bairro|grupo|filial|lote|reais|liquid[oa]s?|brut[oa]s?|inadimplencia|original|juros"
    r"|multas?|descontos?|corrigid[oa]s?|mensalidades?|saldos?|montante|numeros?|sub|grand"
    r"|rs?)"
)
_AMOUNT = r"[\s:=.()–-]*(r\$)?\s*-?[\d.,]*\)?"
# Every word of a total is one of the next two, a number, or one of ``_OF_TOTALS``.
_TOTAL_WORD = re.compile(r"(sub)?tota(l|is)|tot|σ")
_FUNCTION_WORD = re.compile(
    r"soma(torio)?s?|quantidades?|qtde?s?|qte|contagem|media|count|sum|average"
)
_OF_TOTALS_WORD = re.compile(_OF_TOTALS)
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
# A total that is nobody's name. A name that begins with another word, and ends with one of a
# total, may be a company's: Grupo Total.
_SURE_TOTAL = re.compile(
    rf"\W*(\d|r\$|valor|sub|grand|numero|({_TOTAL_WORD.pattern}|{_FUNCTION_WORD.pattern})\b).*"
    r"|(\w )+\w"
)
# Words for what is counted in a list; alone in the place of a name they are none.
_COUNTED_WORDS = (
    *("clientes", "assinantes", "registros", "contratos", "pessoas", "linhas", "titulos"),
    *("devedores", "inadimplentes", "boletos", "usuarios", "cadastros", "nomes", "telefones"),
    *("celulares", "contatos", "familias", "unidades", "parcelas", "mensalidades", "cobrancas"),
    *("debitos", "dividas", "codigos", "itens", "socios", "associados", "alunos", "moradores"),
    *("condominos", "empresas", "consumidores", "pagadores", "sacados", "logins", "acessos"),
    *("conexoes", "pontos", "planos", "carnes", "documentos", "lancamentos", "numeros", "ativos"),
    *("inativos", "bloqueados", "suspensos", "cancelados", "pendentes", "vencidos", "vencidas"),
    *("atrasados", "atrasadas", "adimplentes", "abertos", "abertas", "regs", "faturas"),
)
_COUNTED_BEGINNINGS = frozenset(
    (*(word[:3] for word in _COUNTED_WORDS), "tít", "usu", "fam", "déb", "dív", "cód", "sóc", "núm")
)
_COUNTED = re.compile(
    rf"({'|'.join(_COUNTED_WORDS)})( ({'|'.join(_COUNTED_WORDS)}|{_OF_TOTALS}))*\.?"
)
# A cell that names nobody: a number, an amount, a dash, a mark for what is missing.
_NAMES_NOBODY = re.compile(r"(r\$|brl)?[\W\d_]*|n/?[ad]|null|none|nan|vazio", re.IGNORECASE)
# An amount, which has as many digits as some phones.
_MONEY = re.compile(r"\s*(r\$.*|-?\d{1,3}(\.\d{3})*,\d\d|-?\d{1,6},\d\d)\s*", re.IGNORECASE)
# Totals in other words: "Registros: 12", "12 clientes listados".
_TOTAL = re.compile(
    rf"(numero|n[o.]{{0,2}}|registros?|clientes?)( {_OF_TOTALS})+{_AMOUNT}"
    r"|(registros?|clientes?|linhas?|itens|titulos?|faturas?|boletos?)\s*[:=]\s*\d*"
    r"|\d[\d.]* (clientes?|registros?|linhas?|itens|titulos?|faturas?|boletos?|assinantes?)"
    rf"( {_OF_TOTALS})*\.?"
)
# The name of a function, as a spreadsheet's row of totals shows it: "Contagem", "Máximo".
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
# Words for the making of a report, with its day or its author behind them.
_MADE = (
    r"(emitid|impress|gerad|exportad|extraid|atualizad|consultad|processad|criad|elaborad|filtrad"
    r"|ordenad|agrupad)[oa]s?|emissao|impressao|geracao|exportacao|extracao|consulta|atualizacao"
)
_FOOTER = re.compile(
    rf"({_MADE})( (em|por|as|pel[oa]|no|na|automaticamente|realizada|via)(\W.*)?|\s*:.*| \d.*)"
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
# A footer that is nobody's name: one word, a date, a page, a title with its value, an address.
_NO_NAME = re.compile(
    r"\w+|.*(:|©|\d[/.:-]\d|www\.|https?:|copyright|direitos).*"
    r"|(pagina|pag|page|folha|fls?)s?\b.*|\d+ (de|of) \d+"
    rf"|(relatorio|lista(gem)?|fim|final|termino)( {_OF_TOTALS})+"
)
# Words that are values of other columns, too: a footer only in the first cell, as name or as code.
_FOOTER_AT_START = re.compile(
    rf"{_MADE}|pagina|pag|page|folha|\d+\s+(de|of)\s+\d+|fim|final|termino|usuario|operador"
    r"|listagem|transporte|saldo"
)
# The first letters of all these texts. Most cells begin with others, and are not looked at further.
_BEGINNINGS = frozenset(
    (
        *("tot", "sub", "gra", "som", "qua", "qtd", "qte", "con", "cou", "med", "méd", "sum"),
        *("ave", "num", "núm", "nº", "n°", "no", "n", "reg", "cli", "lin", "ite", "tit", "tít"),
        *("fat", "bol", "emi", "imp", "ger", "exp", "ext", "atu", "pro", "cri", "ela", "fil"),
        *("ord", "agr", "dat", "pag", "pág", "fol", "fl", "fls", "fim", "fin", "ter", "tér"),
        *("end", "rel", "rep", "lis", "usu", "ope", "res", "par", "pár", "per", "pér", "obs"),
        *("fon", "leg", "sis", "emp", "uni", "cnp", "hor", "ver", "not", "avi", "ate", "sol"),
        *("ven", "cid", "bai", "gru", "set", "htt", "www", "a t", "tra", "sal", "val", "t o"),
    )
)
# How the total of a group begins or ends: "Total Fortaleza", "Contagem de Sobral", "Sobral Total".
_GROUP_BEGINNINGS = frozenset(("tot", "sub", "con", "som", "qtd", "qua", "med", "méd", "val"))
_GROUP_ENDS = frozenset(("otal", "tais", "agem", "édia", "edia"))
_GROUP_AT_START = re.compile(
    r"((sub)?tota(l|is)|tot\.)\W.*"
    r"|(contagem|soma|quantidade|qtde?\.?|media)( d[aeo]s?| por|\W* -)\W.*"
)
_GROUP_AT_END = re.compile(r".*\W((sub)?tota(l|is)|contagem|media)\W*")


@dataclass(frozen=True, slots=True)
class Places:
    """Holds the indices of code, phone and name in a row of ``largura`` cells; None: no column."""

    largura: int
    codigo: int
    telefone: int | None
    nome: int | None


class Proof(Enum):
    """Names what else a row must have, beside its words, to be no customer."""

    NOTHING_MORE = auto()
    NO_PHONE_OR_PLACE = auto()
    """It lacks the phone that most rows of the list have, or ``PLACE`` is true of it."""
    PLACE = auto()
    """It stands at the end of the list or behind a blank row, or ``NUMBER`` is true of it."""
    NUMBER = auto()
    """Its code is the count or the sum of those above."""


class Suspicion(NamedTuple):
    """Tells why the words of a row make it no customer (``motivo``, Portuguese; ``""``: no).

    ``needs`` says what else must speak against it. ``may_be_name``: the words may be a customer's
    name, and are one where the code fits those around it.
    """

    motivo: str = ""
    needs: Proof = Proof.NOTHING_MORE
    may_be_name: bool = False


NO_SUSPICION = Suspicion()


def suspicion_of(cells: Sequence[str], places: Places) -> Suspicion:
    """Returns the suspicion by its words that a row is no customer, or ``NO_SUSPICION``.

    A row with a name that is not such a word itself is a customer. So is a row with a phone,
    unless it is called a total and its code is the count or the sum of those above.
    """
    name = "" if places.nome is None else cells[places.nome]
    phone = "" if places.telefone is None else cells[places.telefone]
    # Most rows of most lists end here; the rest takes longer.
    if phone.isdecimal() and len(phone) in _PHONE_DIGITS and not _may_be_total(name):
        return NO_SUSPICION
    suspicion = _of_name(name, cells[places.codigo]) if name.strip() else _of_cells(cells, places)
    if suspicion is NO_SUSPICION or not phone or not is_phone(phone):
        return suspicion
    is_total = suspicion.motivo in (TOTAL, GROUP)
    return Suspicion(suspicion.motivo, Proof.NUMBER) if is_total else NO_SUSPICION


def is_phone(cell: str) -> bool:
    """Whether a cell holds what may be a phone, with its DDD or without."""
    if _MONEY.fullmatch(cell):
        return False
    if sum(map(str.isdecimal, cell)) in _LOCAL_PHONE_DIGITS:
        return True
    return check_phone(cell).situacao is not SituacaoTelefone.RECUSADO


def is_own(cell: str) -> bool:
    """Whether a cell may be somebody's name: no number, amount, dash, error or word for a count."""
    text = cell.strip()
    return not (_NAMES_NOBODY.fullmatch(text) or _is_counted(text) or is_error(text))


def _of_name(name: str, codigo: str) -> Suspicion:
    """Returns the suspicion of a row that has something in the place of the name."""
    suspicion = _total_or_footer(name)
    if suspicion is not NO_SUSPICION or (suspicion := _total_or_footer(codigo)) is not NO_SUSPICION:
        return suspicion
    if _is_function(name if any(map(str.isalpha, name)) else codigo):
        return Suspicion(FUNCTION, Proof.PLACE)
    return Suspicion(COUNTED, Proof.PLACE) if _is_counted(name) else _of_group(name)


def _of_cells(cells: Sequence[str], places: Places) -> Suspicion:
    """Returns the suspicion of a row without a name, by all its cells."""
    begins = next((place for place, cell in enumerate(cells) if cell.strip()), 0)
    starts = (begins, places.codigo, places.nome, places.telefone)
    found = (_total_or_footer(cell, starts_row=place in starts) for place, cell in enumerate(cells))
    suspicion = next((each for each in found if each is not NO_SUSPICION), NO_SUSPICION)
    if suspicion is not NO_SUSPICION:
        return suspicion
    if _is_function(cells[begins]) or _is_function(cells[places.codigo]):
        return Suspicion(FUNCTION, Proof.PLACE)
    if places.telefone is not None and _is_counted(cells[places.telefone]):
        return Suspicion(COUNTED, Proof.PLACE)
    return next((each for each in map(_of_group, cells) if each is not NO_SUSPICION), NO_SUSPICION)


def _of_group(cell: str) -> Suspicion:
    """Returns the suspicion that a cell names a group's total: of a city, a plan, a company."""
    if not _may_be_total(cell) or is_error(cell):
        return NO_SUSPICION
    text = _plain(cell)
    if _GROUP_AT_START.fullmatch(text):
        return Suspicion(GROUP, Proof.NO_PHONE_OR_PLACE)
    # Excel calls the totals of groups so ("Sobral Total"); companies are called so, too.
    is_end = _GROUP_AT_END.fullmatch(text)
    return Suspicion(GROUP, Proof.NO_PHONE_OR_PLACE, may_be_name=True) if is_end else NO_SUSPICION


def _is_counted(cell: str) -> bool:
    """Whether a cell is no more than a word for what is counted in lists."""
    if cell.lstrip("*#_-–—= (")[:3].casefold() not in _COUNTED_BEGINNINGS:
        return False
    return bool(_COUNTED.fullmatch(_plain(cell).strip("()")))


def _may_be_total(cell: str) -> bool:
    """Whether a cell begins or ends like a group's total; fast, as it is asked of most cells."""
    return (
        cell.lstrip("*#_-–—= (")[:3].casefold() in _GROUP_BEGINNINGS
        or cell.rstrip(" .:*#_-–—=)")[-4:].casefold() in _GROUP_ENDS
    )


def _is_function(cell: str) -> bool:
    """Whether a cell is no more than the name of a function that comes to a total."""
    if cell.isdecimal() or cell.lstrip("*#_-–—= (")[:3].casefold() not in _FUNCTION_BEGINNINGS:
        return False
    return bool(_FUNCTION.fullmatch(_plain(cell)))


def _total_or_footer(cell: str, *, starts_row: bool = True) -> Suspicion:
    """Returns the suspicion that a cell names a total or a footer, by its words.

    ``starts_row``: it is the first cell with text, or that of code, name or phone.
    """
    if not cell or cell.isdecimal():
        return NO_SUSPICION
    start = cell.lstrip("*#_-–—= \t\f(")
    if (
        start[:3].casefold().strip(" .:") not in _BEGINNINGS
        and not start[:1].isdecimal()
        and start[:1] not in ("Σ", "∑")
        and cell.rstrip()[-1:] != ":"
        and "©" not in cell
        and "copyright" not in cell.casefold()
    ) or is_error(cell):
        return NO_SUSPICION
    text = _plain(cell)
    if _TOTAL.fullmatch(text):
        return Suspicion(TOTAL)
    if _is_total(text):
        return Suspicion(TOTAL, may_be_name=not _SURE_TOTAL.fullmatch(text))
    is_start = starts_row and _FOOTER_AT_START.fullmatch(text.rstrip("."))
    if text and (is_start or _FOOTER.fullmatch(text)):
        return Suspicion(FOOTER, may_be_name=not _NO_NAME.fullmatch(text.rstrip(".")))
    return NO_SUSPICION


def _is_total(text: str) -> bool:
    """Whether all words are those of a total: one names it, or the first names a function."""
    words = _TOKEN.findall(text.replace("∑", "σ"))
    if len(words) > 2 and all(len(word) == 1 for word in words):  # T O T A L
        words = ["".join(words)]
    if not words or not (
        _FUNCTION_WORD.fullmatch(words[0]) or any(map(_TOTAL_WORD.fullmatch, words))
    ):
        return False
    known = (_TOTAL_WORD, _FUNCTION_WORD, _OF_TOTALS_WORD)
    return all(word.isdecimal() or any(kind.fullmatch(word) for kind in known) for word in words)


def _plain(cell: str) -> str:
    """Returns the text without accents, capitals and ornaments."""
    decomposed = unicodedata.normalize("NFKD", cell[:200])
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(letters.casefold().split()).strip("*#_-–—= ")
