"""Holds the outcome of one input row (``Outcome``): its one ``Situacao``, and what was found."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from faturas.domain.fatura_conferida import FaturaConferida
from faturas.domain.notices import NENHUM, Aviso


class Situacao(StrEnum):
    """Names the outcome of an input row; every row has exactly one."""

    VENCIDA = "vencida"
    SEM_VENCIDA = "sem_vencida"
    NAO_ENCONTRADO = "nao_encontrado"
    ERRO = "erro"
    INVALIDO = "invalido"
    DUPLICADO = "duplicado"
    NAO_TENTADO = "nao_tentado"

    @property
    def rotulo(self) -> str:
        """The words for a person."""
        return _ROTULOS[self]


_ROTULOS = {
    Situacao.VENCIDA: "Com fatura vencida",
    Situacao.SEM_VENCIDA: "Sem fatura vencida",
    Situacao.NAO_ENCONTRADO: "Não encontrado",
    Situacao.ERRO: "Erro na consulta",
    Situacao.INVALIDO: "Código inválido",
    Situacao.DUPLICADO: "Código repetido",
    Situacao.NAO_TENTADO: "Ainda não consultado",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Holds the outcome of a look-up.

    ``conferida`` is there when, and only when, ``situacao`` is ``VENCIDA``.

    ``tentativas`` counts how often this customer was tried in this run, the first time included.
    ``nome`` is the billing system's name of a customer with nothing overdue, ``""`` where it gave
    none; ``avisos`` are what was noticed of one. ``lida_em`` is when a sweep read what the outcome
    is made of, aware; None where the customer was asked for alone.
    """

    situacao: Situacao
    motivo: str = ""
    tentativas: int = 0
    conferida: FaturaConferida | None = None
    nome: str = ""
    avisos: Aviso = NENHUM
    lida_em: datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Holds one input row as the ledger keeps it.

    ``ordem`` counts rows from 0 in the order of the input; ``linha`` is the line in the file.
    ``consultada_em`` is when the outcome was asked for, aware.
    """

    ordem: int
    linha: int
    codigo: str
    telefone: str
    nome: str
    outcome: Outcome
    consultada_em: datetime | None = None
