"""Holds what was proved of an overdue invoice (``FaturaConferida``)."""

from dataclasses import dataclass
from decimal import Decimal

from faturas.domain.fatura import SEM_OUTRAS, Fatura, Outras
from faturas.domain.impediments import Impedimento, Verdict, verdict_of
from faturas.domain.notices import NENHUM, Aviso
from faturas.domain.reasons import Razao


@dataclass(frozen=True, slots=True)
class FaturaConferida:
    """Holds an overdue invoice after its checks.

    ``fatura`` is what the API said. ``linha_digitavel`` (masked), ``pix``, ``link`` and ``nome``
    are what may go out, ``""`` where nothing may. ``valor_codigo`` is what the codes charge when
    that is not ``fatura.valor``. ``telefone`` and ``telefone_fixo`` are digits with country code;
    the landline goes out only if the clerk allows it. ``impedimentos`` say why the contact may not
    go out. ``razoes`` explain ``avisos``; an aviso that is about the job as a whole, or that a
    refresh has given, has no reason here. ``outras`` are the customer's further overdue invoices.
    """

    fatura: Fatura
    nome: str
    valor_codigo: Decimal | None
    linha_digitavel: str
    pix: str
    link: str
    telefones_api: tuple[str, ...]
    telefone: str
    telefone_fixo: str
    avisos: Aviso
    impedimentos: Impedimento
    razoes: tuple[Razao, ...] = ()
    outras: Outras = SEM_OUTRAS

    @property
    def verdict(self) -> Verdict:
        """Whether it goes out, with or without a warning, or is blocked."""
        return verdict_of(self.avisos, self.impedimentos)


def explain(conferida: FaturaConferida) -> list[str]:
    """Return every aviso with what was seen, for the detail view and the report."""
    known = {razao.aviso: razao for razao in conferida.razoes}
    return [
        known.get(aviso, Razao(aviso)).texto
        for aviso in conferida.avisos & ~_said_already(conferida.avisos)
    ]


def _said_already(avisos: Aviso) -> Aviso:
    """Return the avisos of empty cells for which another aviso gives the reason."""
    said = NENHUM
    if Aviso.SEM_CODIGO in avisos:
        said |= Aviso.SEM_LINHA | Aviso.SEM_PIX | Aviso.SEM_LINK
    if avisos & (Aviso.LINHA_INVALIDA | Aviso.BARRAS_DIFERENTES):
        said |= Aviso.SEM_LINHA
    if Aviso.PIX_INVALIDO in avisos:
        said |= Aviso.SEM_PIX
    if avisos & (Aviso.LINK_INVALIDO | Aviso.LINK_LONGO):
        said |= Aviso.SEM_LINK
    if Aviso.SO_TELEFONE_FIXO in avisos:
        said |= Aviso.SEM_TELEFONE
    return said
