"""The profiles (``Perfil``) of campaign files: which columns a platform wants, as blocks of data.

Read by ``contact`` and by everything in ``files``. A further profile is a further block here, and
no code: see ``docs/novo-perfil.md``. What platforms ask for stands in their own manuals.
"""

from dataclasses import dataclass, field
from enum import StrEnum

DDI = "55"
"""Brazil's country code, with which a phone is kept."""


class FormaTelefone(StrEnum):
    """How the phone is written; never with a ``+``, which a spreadsheet would run as a formula."""

    COM_DDI = "com_ddi"
    SEM_DDI = "sem_ddi"

    def write(self, telefone: str) -> str:
        """The digits of a phone with country code, in this form."""
        return telefone if self is FormaTelefone.COM_DDI else telefone.removeprefix(DDI)


class Fonte(StrEnum):
    """Where a column's cell comes from: the name of a value of ``contact.Contact``."""

    TELEFONE = "telefone"
    NOME = "nome"
    CODIGO = "codigo"
    VALOR = "valor"
    VENCIMENTO = "vencimento"
    LINHA = "linha_digitavel"
    PIX = "pix"
    LINK = "link"


MAY_LACK = {
    Fonte.TELEFONE: "telefone",
    Fonte.NOME: "nome",
    Fonte.LINHA: "linha digitável",
    Fonte.PIX: "PIX",
    Fonte.LINK: "link",
}
"""The values that a contact may lack, as a person reads them."""


@dataclass(frozen=True, slots=True)
class Coluna:
    """A column: its title, and the source of its cells, or else the text that fills them all."""

    titulo: str
    fonte: Fonte | None = None
    fixo: str = ""


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How the CSV is written; the default is RFC 4180 in UTF-8 without BOM."""

    delimitador: str = ","
    bom: bool = False
    telefone: FormaTelefone = FormaTelefone.COM_DDI


@dataclass(frozen=True, slots=True)
class Perfil:
    """A campaign platform's file: its columns, and the form that it has unless a clerk chooses."""

    nome: str
    colunas: tuple[Coluna, ...]
    forma: CsvForm = field(default_factory=CsvForm)

    @property
    def header(self) -> tuple[str, ...]:
        """The titles, in the order of the columns."""
        return tuple(coluna.titulo for coluna in self.colunas)

    def place_of(self, fonte: Fonte) -> int | None:
        """Where the first column with cells of this source stands, from 0; None without one."""
        places = (at for at, coluna in enumerate(self.colunas) if coluna.fonte is fonte)
        return next(places, None)


PADRAO = Perfil(
    "padrao",
    (
        Coluna("Telefone", Fonte.TELEFONE),
        Coluna("Nome", Fonte.NOME),
        Coluna("1", Fonte.NOME),
        Coluna("2", Fonte.VALOR),
        Coluna("3", Fonte.VENCIMENTO),
        Coluna("4", Fonte.LINHA),
        Coluna("5", Fonte.PIX),
        Coluna("6", Fonte.LINK),
    ),
)
"""The file of the README: ``Telefone, Nome, 1…6``, the template's six variables."""
