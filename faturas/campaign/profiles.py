"""The profiles (``Perfil``) of campaign files: what a platform wants of a file, as blocks of data.

Read by ``contact`` and by everything in ``files``. A further profile is a further block here, and
no code: see ``docs/novo-perfil.md``. What platforms ask for stands in their own manuals.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, reduce
from operator import or_

from faturas.domain.impediments import SEM_IMPEDIMENTO, Impedimento
from faturas.domain.safe_text import runs_as_formula

DDI = "55"
"""Brazil's country code, with which a phone is kept."""
BOM = "\ufeff"
"""The mark of UTF-8 at the start of a file, by which Excel knows it."""
_DELIMITERS = ",;\t|"
_ENCODINGS = frozenset({"utf-8", "cp1252"})


class FormaTelefone(StrEnum):
    """How the phone is written.

    A spreadsheet would run a ``+`` as a formula: ``COM_MAIS`` is for platforms that refuse the
    phone without it, and nobody chooses it.
    """

    COM_DDI = "com_ddi"
    SEM_DDI = "sem_ddi"
    COM_ZERO = "com_zero"
    COM_MAIS = "com_mais"

    def write(self, telefone: str) -> str:
        """The digits of a phone with country code, in this form; ``""`` stays ``""``."""
        if not telefone:
            return ""
        match self:
            case FormaTelefone.COM_DDI:
                return telefone
            case FormaTelefone.SEM_DDI:
                return telefone.removeprefix(DDI)
            case FormaTelefone.COM_ZERO:
                return f"0{telefone}"
            case FormaTelefone.COM_MAIS:
                return f"+{telefone}"


class Aspas(StrEnum):
    """Which cells of a CSV stand in quotes: those that need them, or all."""

    MINIMAS = "minimas"
    TODAS = "todas"


class Fonte(StrEnum):
    """Where a column's cells come from: the name of a value of ``contact.Contact``."""

    TELEFONE = "telefone"
    NOME = "nome"
    CODIGO = "codigo"
    VALOR = "valor"
    VENCIMENTO = "vencimento"
    LINHA = "linha_digitavel"
    PIX = "pix"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Falta:
    """A value that a contact may lack: as a person reads it, and as an impediment."""

    nome: str
    impedimento: Impedimento


MAY_LACK = {
    Fonte.TELEFONE: Falta("telefone", Impedimento.SEM_TELEFONE),
    Fonte.NOME: Falta("nome", Impedimento.SEM_NOME),
    Fonte.LINHA: Falta("linha digitável", Impedimento.SEM_LINHA),
    Fonte.PIX: Falta("PIX", Impedimento.SEM_PIX),
    Fonte.LINK: Falta("link", Impedimento.SEM_LINK),
}
"""The values that a contact may lack; every other one is always there."""


@dataclass(frozen=True, slots=True)
class Coluna:
    """A column: its title, and the source of its cells, or else the text that fills them all.

    A platform refuses a contact whose cell is empty in a column that is ``obrigatoria``. Cells of
    more than ``max_caracteres`` are not written; 0 is no limit.
    """

    titulo: str
    fonte: Fonte | None = None
    fixo: str = ""
    obrigatoria: bool = True
    max_caracteres: int = 0

    @property
    def must_have(self) -> bool:
        """Whether an empty cell makes a contact incomplete; a fixed text is as it is meant."""
        return self.obrigatoria and self.fonte is not None


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How the CSV is written; the default is RFC 4180 in UTF-8 without BOM."""

    delimitador: str = ","
    bom: bool = False
    telefone: FormaTelefone = FormaTelefone.COM_DDI
    aspas: Aspas = Aspas.MINIMAS
    codificacao: str = "utf-8"


@dataclass(frozen=True)
class Perfil:
    """A campaign platform's file: its columns, the form unless a clerk chooses one, its limits.

    ``titulos`` is what each title must match. 0 is no known limit of contacts or of bytes. Raises
    ``ValueError``, in Portuguese, for what makes no file that a platform could take.
    """

    nome: str
    colunas: tuple[Coluna, ...]
    forma: CsvForm = field(default_factory=CsvForm)
    titulos: str = ".+"
    max_contatos: int = 0
    max_bytes: int = 0

    def __post_init__(self) -> None:
        if fault := _fault(self):
            raise ValueError(f"perfil {self.nome}: {fault}")

    @property
    def header(self) -> tuple[str, ...]:
        """The titles, in the order of the columns."""
        return tuple(coluna.titulo for coluna in self.colunas)

    @property
    def incompleto(self) -> Impedimento:
        """The impediments that leave a column empty which must not be; for ``Choices``."""
        lacking = (MAY_LACK[each.fonte].impedimento for each in self._that_may_lack if each.fonte)
        return reduce(or_, lacking, SEM_IMPEDIMENTO)

    @cached_property
    def places(self) -> dict[Fonte, int]:
        """Where the first column of each source stands, from 0."""
        return {
            coluna.fonte: at
            for at, coluna in reversed(list(enumerate(self.colunas)))
            if coluna.fonte is not None
        }

    @cached_property
    def contents(self) -> tuple[tuple[str, str], ...]:
        """What fills each column: the name of its source, ``""`` for none, and its fixed text."""
        # Looking up an attribute by a plain text takes two thirds of the time of one by a member.
        return tuple((str(each.fonte or ""), each.fixo) for each in self.colunas)

    @property
    def _that_may_lack(self) -> tuple[Coluna, ...]:
        return tuple(each for each in self.colunas if each.must_have and each.fonte in MAY_LACK)


def variables(titulo: str) -> tuple[Coluna, ...]:
    """The columns of the template's six variables; ``{n}`` in a title is the variable's number."""
    fontes = (Fonte.NOME, Fonte.VALOR, Fonte.VENCIMENTO, Fonte.LINHA, Fonte.PIX, Fonte.LINK)
    return tuple(Coluna(titulo.format(n=n), fonte) for n, fonte in enumerate(fontes, start=1))


def _fault(perfil: Perfil) -> str:
    """Why a profile makes no file that a platform could take; ``""`` if it does."""
    titles = Counter(titulo.casefold() for titulo in perfil.header)
    phones = sum(coluna.fonte is Fonte.TELEFONE for coluna in perfil.colunas)
    forma = perfil.forma
    unmatched = [each for each in perfil.header if not re.fullmatch(perfil.titulos, each)]
    faults = (
        (phones != 1, "deve haver uma coluna de telefone, e só uma"),
        (max(titles.values(), default=0) > 1, "há dois títulos iguais"),
        (bool(unmatched), f"a plataforma não aceita o título {''.join(unmatched[:1])}"),
        (forma.delimitador not in _DELIMITERS, "o separador deve ser vírgula, ; TAB ou |"),
        (forma.codificacao not in _ENCODINGS, "a codificação deve ser utf-8 ou cp1252"),
        (forma.bom and forma.codificacao != "utf-8", "só há BOM em utf-8"),
        (
            runs_as_formula([text for each in perfil.colunas for text in (each.titulo, each.fixo)]),
            "há um texto que viraria fórmula",
        ),
    )
    return next((fault for applies, fault in faults if applies), "")


PADRAO = Perfil(
    "padrao",
    (Coluna("Telefone", Fonte.TELEFONE), Coluna("Nome", Fonte.NOME), *variables("{n}")),
)
"""The file of the README: ``Telefone, Nome, 1…6``, the template's six variables."""
