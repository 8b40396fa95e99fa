"""Makes the contact of a campaign (``contact``): what a message to one customer says."""

from dataclasses import dataclass
from decimal import Decimal

from faturas.campaign.profiles import PADRAO, Fonte, FormaTelefone, Perfil
from faturas.domain.choices import Choices, QualValor
from faturas.domain.fatura_conferida import FaturaConferida
from faturas.domain.money import format_brl
from faturas.domain.ptbr import plural


@dataclass(frozen=True, slots=True)
class Contact:
    """The values of one contact, all text, ``""`` where there is nothing to say.

    Their names are those of ``profiles.Fonte``; ``telefone`` has the country code.
    """

    telefone: str
    nome: str
    codigo: str
    valor: str
    vencimento: str
    linha_digitavel: str
    pix: str
    link: str

    def cells(
        self, forma: FormaTelefone = FormaTelefone.COM_DDI, perfil: Perfil = PADRAO
    ) -> tuple[str, ...]:
        """The cells of the contact's row, in the order of the profile's columns."""
        cells = [getattr(self, name) if name else fixo for name, fixo in perfil.contents]
        cells[perfil.places[Fonte.TELEFONE]] = forma.write(self.telefone)
        return tuple(cells)


def incomplete_sentence(contatos: int) -> str:
    """Says that so many contacts have an empty cell and will be refused; without the full stop."""
    have = plural(contatos, "contato tem", "contatos têm")
    them = "recusá-lo" if contatos == 1 else "recusá-los"
    return f"{have} alguma variável vazia: a ferramenta de campanha vai {them}"


def goes_out(conferida: FaturaConferida, choices: Choices) -> bool:
    """Whether a contact is in the file."""
    return choices.let_out(conferida.impedimentos)


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
    vencimento = conferida.fatura.vencimento
    return Contact(
        telefone=phone,
        nome=conferida.nome,
        codigo=conferida.fatura.codigo_cliente,
        valor=format_brl(chosen_valor(conferida, choices)),
        vencimento=f"{vencimento.day:02}/{vencimento.month:02}/{vencimento.year}",
        linha_digitavel=conferida.linha_digitavel,
        pix=conferida.pix,
        link=conferida.link,
    )
