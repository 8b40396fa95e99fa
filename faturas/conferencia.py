"""The conferência: what of an overdue invoice may go out, and what the clerk should know of it.

A payment code that is not valid never goes out. Everything else that looks odd is said, one
``Aviso`` each, and left to the clerk. ``faturas.checks`` finds it; here is what was found.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import IntFlag, StrEnum
from functools import reduce
from operator import or_

from faturas.invoice import SEM_OUTRAS, Fatura, Outras


class Aviso(IntFlag):
    """What was noticed; the values are stored in the ledger and never change their meaning."""

    SEM_CODIGO = 1
    LINHA_INVALIDA = 2
    PIX_INVALIDO = 4
    LINK_INVALIDO = 8
    VALOR_ATUALIZADO = 16
    VENCIMENTO_DIFERENTE = 32
    VALORES_DIFERENTES = 64
    PIX_SEM_VALOR = 128
    BOLETO_SEM_VALOR = 256
    SEM_LINHA = 512
    SEM_PIX = 1024
    SEM_LINK = 2048
    SEM_TELEFONE = 4096
    TELEFONE_CORRIGIDO = 8192
    TELEFONE_DA_LISTA_RECUSADO = 16384
    SO_TELEFONE_FIXO = 32768
    SEM_NOME = 65536
    NOME_AJUSTADO = 131072
    BARRAS_DIFERENTES = 262144
    TELEFONE_REPETIDO = 524288
    NAO_RECONFERIDA = 1048576
    NOME_DIFERENTE = 2097152
    LINHA_DAS_BARRAS = 4194304
    SEGMENTO_DESCONHECIDO = 8388608
    LINK_DE_FORA = 16777216
    NOME_LONGO = 33554432
    LINK_LONGO = 67108864

    @property
    def rotulo(self) -> str:
        """What a person reads of one flag."""
        return _ROTULOS[self]


NENHUM = Aviso(0)

_ROTULOS = {
    Aviso.SEM_CODIGO: "sem linha digitável, PIX nem link",
    Aviso.LINHA_INVALIDA: "linha digitável inválida",
    Aviso.PIX_INVALIDO: "PIX inválido",
    Aviso.LINK_INVALIDO: "link recusado",
    Aviso.VALOR_ATUALIZADO: "valor atualizado",
    Aviso.VENCIMENTO_DIFERENTE: "boleto com outro vencimento",
    Aviso.VALORES_DIFERENTES: "linha e PIX cobram valores diferentes",
    Aviso.PIX_SEM_VALOR: "PIX sem valor (o cliente digita)",
    Aviso.BOLETO_SEM_VALOR: "boleto sem valor (o cliente digita)",
    Aviso.SEM_LINHA: "sem linha digitável",
    Aviso.SEM_PIX: "sem PIX",
    Aviso.SEM_LINK: "sem link",
    Aviso.SEM_TELEFONE: "sem telefone",
    Aviso.TELEFONE_CORRIGIDO: "telefone corrigido",
    Aviso.TELEFONE_DA_LISTA_RECUSADO: "telefone da lista não serve",
    Aviso.SO_TELEFONE_FIXO: "só telefone fixo",
    Aviso.SEM_NOME: "sem nome no sistema",
    Aviso.NOME_AJUSTADO: "nome ajustado",
    Aviso.BARRAS_DIFERENTES: "linha digitável e código de barras são de boletos diferentes",
    Aviso.TELEFONE_REPETIDO: "telefone usado por mais de um cliente",
    Aviso.NAO_RECONFERIDA: "falhou ao conferir de novo; os dados são os da consulta anterior",
    Aviso.NOME_DIFERENTE: "nome da lista é outro",
    Aviso.LINHA_DAS_BARRAS: "linha digitável refeita a partir do código de barras",
    Aviso.SEGMENTO_DESCONHECIDO: "arrecadação de segmento desconhecido",
    Aviso.LINK_DE_FORA: "link de um site que não é da empresa",
    Aviso.NOME_LONGO: "nome longo demais",
    Aviso.LINK_LONGO: "link longo demais",
}


class Conferencia(StrEnum):
    """The verdict on one contact."""

    OK = "ok"
    AVISO = "aviso"
    BLOQUEADA = "bloqueada"


def verdict(avisos: Aviso) -> Conferencia:
    """Blocked without any way to pay; otherwise ok, or a warning for whatever was noticed."""
    if Aviso.SEM_CODIGO in avisos:
        return Conferencia.BLOQUEADA
    return Conferencia.AVISO if avisos else Conferencia.OK


@dataclass(frozen=True, slots=True)
class Razao:
    """Why an aviso was given, kept from the moment when it was found.

    ``detalhe`` has the facts, in Portuguese, ``""`` where the label of the aviso says all.
    """

    aviso: Aviso
    detalhe: str = ""

    @property
    def texto(self) -> str:
        """What a person reads."""
        return f"{self.aviso.rotulo}: {self.detalhe}" if self.detalhe else self.aviso.rotulo


def avisos_of(razoes: Iterable[Razao]) -> Aviso:
    """The flags of all reasons."""
    return reduce(or_, (razao.aviso for razao in razoes), NENHUM)


@dataclass(frozen=True, slots=True)
class Achado:
    """An overdue invoice after its conferência.

    ``fatura`` is what the API said. ``linha_digitavel`` (masked), ``pix``, ``link`` and ``nome``
    are what may go out, ``""`` where nothing may. ``valor_codigo`` is what the codes charge when
    that is not ``fatura.valor``. ``telefone`` and ``telefone_fixo`` are digits with country code;
    the landline goes out only if the clerk allows it. ``razoes`` explain ``avisos``, which may
    have more: what is only seen of a job as a whole, or when asking again, has no reason here.
    ``outras`` are the customer's further overdue invoices.
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
    razoes: tuple[Razao, ...] = ()
    outras: Outras = SEM_OUTRAS


def explain(achado: Achado) -> list[str]:
    """Every aviso in full, for the detail view and the report; the exact faults of each code."""
    known = {razao.aviso: razao for razao in achado.razoes}
    return [
        known.get(aviso, Razao(aviso)).texto
        for aviso in achado.avisos & ~_said_already(achado.avisos)
    ]


def _said_already(avisos: Aviso) -> Aviso:
    """The empty cells for which another aviso gives the reason."""
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
