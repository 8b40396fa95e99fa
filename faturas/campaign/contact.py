"""One row of the campaign file: Telefone, Nome, 1…6."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from faturas.domain.choices import Choices, QualValor
from faturas.domain.fatura_conferida import FaturaConferida
from faturas.domain.money import format_brl
from faturas.domain.notices import Aviso
from faturas.domain.ptbr import plural

HEADER = ("Telefone", "Nome", "1", "2", "3", "4", "5", "6")
VARIAVEIS = {0: "telefone", 1: "nome", 5: "linha digitável", 6: "PIX", 7: "link"}
"""The cells that may be empty, by their place in ``HEADER``; the name stands twice."""
DDI = "55"


class FormaTelefone(StrEnum):
    """How the phone is written; never with a ``+``, which a spreadsheet would run as a formula."""

    COM_DDI = "com_ddi"
    SEM_DDI = "sem_ddi"


@dataclass(frozen=True, slots=True)
class Contact:
    """The cells of one row, all text, ``""`` where there is nothing to say."""

    telefone: str
    nome: str
    valor: str
    vencimento: str
    linha_digitavel: str
    pix: str
    link: str

    def cells(self, forma: FormaTelefone = FormaTelefone.COM_DDI) -> tuple[str, ...]:
        """The cells in the order of ``HEADER``; the name stands twice."""
        phone = self.telefone
        if forma is FormaTelefone.SEM_DDI:
            phone = phone.removeprefix(DDI)
        return (
            phone,
            self.nome,
            self.nome,
            self.valor,
            self.vencimento,
            self.linha_digitavel,
            self.pix,
            self.link,
        )


def told_incomplete(contatos: int) -> str:
    """What becomes of so many contacts with an empty cell, without the full stop."""
    have = plural(contatos, "contato tem", "contatos têm")
    them = "recusá-lo" if contatos == 1 else "recusá-los"
    return f"{have} alguma variável vazia: a ferramenta de campanha vai {them}"


def goes_out(conferida: FaturaConferida, choices: Choices) -> bool:
    """Whether a contact is in the file, by the same rule as ``jobs.queries.contacts_where``."""
    if Aviso.SEM_CODIGO in conferida.avisos and not choices.bloqueadas:
        return False
    return not choices.so_completas or all(contact(conferida, choices).cells())


def chosen_valor(conferida: FaturaConferida, choices: Choices) -> Decimal:
    """The amount that the message names, in reais."""
    if choices.valor is QualValor.CODIGO and conferida.valor_codigo is not None:
        return conferida.valor_codigo
    return conferida.fatura.valor


def contact(conferida: FaturaConferida, choices: Choices) -> Contact:
    """The contact of one customer with an overdue invoice."""
    phone = conferida.telefone
    if not phone and choices.telefone_fixo:
        phone = conferida.telefone_fixo
    return Contact(
        telefone=phone,
        nome=conferida.nome,
        valor=format_brl(chosen_valor(conferida, choices)),
        vencimento=f"{conferida.fatura.vencimento:%d/%m/%Y}",
        linha_digitavel=conferida.linha_digitavel,
        pix=conferida.pix,
        link=conferida.link,
    )
