"""Rows of a list that are no customers: totals, footers, headings of a page.

A total under the codes is a number like a code, and would charge whoever has that code. What a
row says in words is enough to tell it. Without words it is told by where it stands and what it
lacks: it must end the list, hold nothing else where the rows above hold more, and stand behind a
blank row or be the count or the sum of the codes above. A code without digits among codes of
digits is told by what the row lacks, too.
"""

import re
import unicodedata
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

TOTAL = "parece uma linha de total, não um cliente"
FOOTER = "parece um rodapé ou título do relatório, não um cliente"
_UNLESS = "se for um cliente, ponha-o junto dos outros"
BEHIND_BLANK = f"parece um total: está só, depois de uma linha em branco; {_UNLESS}"
COUNT = f"parece um total: é igual à quantidade de códigos acima; {_UNLESS}"
SUM = f"parece um total: é igual à soma dos códigos acima; {_UNLESS}"
UNLIKE = (
    "parece um título ou rodapé: o código não é como os outros e a linha não tem mais nada; "
    "se for um cliente, preencha os outros dados"
)

_LEAST_PHONE_DIGITS = 8
_MOST_COLUMNS = 10
"""Of a list without phone and name, so many tell whether a row is as full as the others."""
_USUAL_SHARE = 0.8
"""Of the rows above; a column filled so often is missed where it is blank."""
_TAIL_ROWS = 12
_TOTALS_IN_A_ROW = 2
"""A block of more codes behind a blank row is a part of the list."""
_LEAST_SUMMED, _LEAST_CODE_SUMMED = 3, 100
"""The sum of fewer or smaller codes may be a code by chance (1, 2, 3)."""

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
    rf"|\d[\d.]*( {_OF_TOTALS})+\.?"
)
_MADE = (
    r"(emitid|impress|gerad|exportad|extraid|atualizad|consultad|processad|criad|elaborad|filtrad"
    r"|ordenad|agrupad)[oa]s?|emissao|impressao|geracao|exportacao|extracao|consulta|atualizacao"
)
_FOOTER = re.compile(
    rf"({_MADE})( (em|por|as|pel[oa]|no|na|automaticamente|realizada|via)( .*)?|\s*:.*| \d.*)?"
    rf"|data( e hora)?( d[aeo])? ({_MADE}|relatorio|base)\b.*|data e hora\b.*"
    r"|(pagina|pag|page|folha|fls?)s?\.?( n[o.]*)?\s*:?\s*\d*(\s*(de|of|/)\s*\d+)?"
    r"|\d+\s+(de|of)\s+\d+"
    r"|(fim|final|termino)( (d[aeo]s?|of)( \w+){1,3})?\.?|end of \w+"
    r"|relatorio\b.*|report\b.*|listagem( d[aeo]s?( .*)?)?|lista de .*"
    r"|(usuario|operador|responsavel|filtros?|periodo|parametros?|observac(ao|oes)|obs|fonte|legenda"
    r"|sistema|empresa|filial|unidade|cnpj|endereco|hora|data|versao|nota|aviso|atencao|solicitante"
    r"|vendedor|cidade|bairro|grupo|setor)s?\s*:.*|(usuario|operador)"
    r"|(https?://|www\.).*|.*\bcopyright\b.*|.*©.*|.*todos os direitos.*"
    r"|\(?continua(cao)?\)?\.*|a transportar|transporte|saldo( anterior| atual| final)?"
    r"|[^\d:]{1,40}:"
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
_PAGE_NUMBER = re.compile(r"(\d{1,5})/(\d{1,5})")


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
        return code if code and not cells[places.codigo].isdecimal() else ""
    return next(filter(None, map(_words, cells)), "")


def _words(cell: str) -> str:
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
    decomposed = unicodedata.normalize("NFKD", cell[:200])
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    text = " ".join(letters.casefold().split()).strip("*#_-–—= ")
    if _TOTAL.fullmatch(text):
        return TOTAL
    return FOOTER if text and _FOOTER.fullmatch(text) else ""


class _Seen(NamedTuple):
    """A row: its place in the list, its code if that can be one, what else is filled."""

    place: int
    codigo: str
    filled: tuple[bool, ...]
    behind_blank: bool


class Footers:
    """Sees every row of a list, and tells at its end which of them are totals without words."""

    def __init__(self, places: Places) -> None:
        named = [place for place in (places.telefone, places.nome) if place is not None]
        others = (place for place in range(places.largura) if place != places.codigo)
        self._is_named = bool(named)
        self._columns = named or list(islice(others, _MOST_COLUMNS))
        self._patterns: Counter[tuple[bool, ...]] = Counter()
        self._tail: deque[_Seen] = deque(maxlen=_TAIL_ROWS)
        self._unlike: list[_Seen] = []
        self._codes: list[str] = []
        self._index = 0

    def see(self, cells: Sequence[str], codigo: str, *, behind_blank: bool) -> None:
        """The next row; ``codigo`` is ``""`` when the row cannot be asked for anyway."""
        filled = tuple([bool(cells[column].strip()) for column in self._columns])
        row = _Seen(self._index, codigo, filled, behind_blank)
        self._index += 1
        self._tail.append(row)
        if codigo:
            self._codes.append(codigo)
            self._patterns[filled] += 1
            if not codigo.isdecimal() and _is_like_no_number(codigo):
                self._unlike.append(row)

    def found(self) -> dict[int, str]:
        """The rows that are no customers by their places in the list, and why."""
        least = _USUAL_SHARE * (len(self._codes) - _TOTALS_IN_A_ROW)
        filled = [
            sum(rows for pattern, rows in self._patterns.items() if pattern[place])
            for place in range(len(self._columns))
        ]
        usual = [place for place, count in enumerate(filled) if count and count >= least]
        reasons = self._unlike_others(usual)
        tail = [row for row in self._tail if row.place not in reasons]
        if usual:
            reasons |= self._totals(usual, tail)
        if not usual or not self._is_named:
            reasons = self._total_of_codes(tail) | reasons
        return reasons

    def _unlike_others(self, usual: list[int]) -> dict[int, str]:
        numbers = len(self._codes) - len(self._unlike)
        if len(self._unlike) > max(_TOTALS_IN_A_ROW, numbers // 10) or not numbers:
            return {}
        return {row.place: UNLIKE for row in self._unlike if _is_bare(row, usual)}

    def _totals(self, usual: list[int], tail: Sequence[_Seen]) -> dict[int, str]:
        """The last rows that lack what the others have, with a sign that they are totals."""
        last = next(
            (at for at, row in reversed(list(enumerate(tail))) if not _is_bare(row, usual)), None
        )
        if last is None:
            return {}
        behind = tail[last + 1 :]
        bare = [row for row in behind if row.codigo]
        above = self._codes[: len(self._codes) - len(bare)]
        reasons = {}
        behind_blank = False
        for row in behind:
            behind_blank |= row.behind_blank
            if not row.codigo:
                continue
            if reason := _count_or_sum(row.codigo, above):
                reasons[row.place] = reason
            elif behind_blank and len(bare) <= _TOTALS_IN_A_ROW:
                reasons[row.place] = BEHIND_BLANK
        return reasons

    def _total_of_codes(self, tail: Sequence[_Seen]) -> dict[int, str]:
        """The last of the codes, in a list of no more than that, if it is their count or sum."""
        ready = [at for at, row in enumerate(tail) if row.codigo]
        if len(ready) < 2:
            return {}
        row, above = tail[ready[-1]], self._codes[:-1]
        behind_blank = any(each.behind_blank for each in tail[ready[-2] + 1 : ready[-1] + 1])
        reason = _count_or_sum(row.codigo, above)
        if reason and (behind_blank or (reason == SUM and _is_no_chance(above))):
            return {row.place: reason}
        return {}


def _is_bare(row: _Seen, usual: Sequence[int]) -> bool:
    return not any(row.filled[place] for place in usual)


def _is_like_no_number(codigo: str) -> bool:
    """A word, or a page of pages such as 1/3."""
    if page := _PAGE_NUMBER.fullmatch(codigo):
        return int(page[1]) <= int(page[2])
    return not any(map(str.isdecimal, codigo))


def _is_no_chance(above: Sequence[str]) -> bool:
    numbers = [int(code) for code in above if code.isdecimal()]
    return len(numbers) >= _LEAST_SUMMED and min(numbers) >= _LEAST_CODE_SUMMED


def _count_or_sum(codigo: str, above: Sequence[str]) -> str:
    if not codigo.isdecimal() or not above:
        return ""
    total = int(codigo)
    if total in (len(above), len(set(above))):
        return COUNT
    numbers = [int(code) for code in above if code.isdecimal()]
    if len(numbers) > 1 and total in (sum(numbers), sum(set(numbers))) and total > max(numbers):
        return SUM
    return ""
