"""Names where a job stands (``Estado``), and what is asked of its process (``Pedido``)."""

from enum import StrEnum


class Estado(StrEnum):
    """Names where a job stands."""

    NA_FILA = "na_fila"
    EXECUTANDO = "executando"
    PAUSADA = "pausada"
    INTERROMPIDA = "interrompida"
    CANCELADA = "cancelada"
    CONCLUIDA = "concluida"

    @property
    def rotulo(self) -> str:
        """The word for a person."""
        return _ROTULOS[self]

    @property
    def viva(self) -> bool:
        """Whether some process works on the job, or holds its place in the queue."""
        return self in (Estado.NA_FILA, Estado.EXECUTANDO)

    @property
    def retomavel(self) -> bool:
        """Whether the job can be resumed."""
        return self in (Estado.PAUSADA, Estado.INTERROMPIDA)


_ROTULOS = {
    Estado.NA_FILA: "Na fila",
    Estado.EXECUTANDO: "Executando",
    Estado.PAUSADA: "Pausada",
    Estado.INTERROMPIDA: "Interrompida",
    Estado.CANCELADA: "Cancelada",
    Estado.CONCLUIDA: "Concluída",
}


class Pedido(StrEnum):
    """Names what somebody asks of the process that runs a job."""

    PAUSAR = "pausar"
    CANCELAR = "cancelar"
