"""Warns about a list that is in another job already (``make_anyway``), and makes the new job."""

from collections.abc import Callable

from faturas.app.values import SameList, Tarefa
from faturas.cli.streams import tell
from faturas.command_name import COMMAND
from faturas.domain.estado import Estado
from faturas.domain.ptbr import moment, plural

_TO_CONTINUE = f"Para continuá-la: {COMMAND} retomar {{id}}."
_INSTEAD = {
    Estado.NA_FILA: f"Para ver o andamento dela: {COMMAND} tarefas.",
    Estado.EXECUTANDO: f"Para ver o andamento dela: {COMMAND} tarefas.",
    Estado.PAUSADA: _TO_CONTINUE,
    Estado.INTERROMPIDA: _TO_CONTINUE,
    Estado.CONCLUIDA: "Para gravar os arquivos dela com dados de agora: "
    f"{COMMAND} conferir {{id}}.",
    Estado.CANCELADA: f"Para gravar o que ela já tem: {COMMAND} cancelar {{id}} --saida ARQUIVO.",
}
"""What a person can do with the other job instead, by its state; ``{id}`` stands for its id."""


def make_anyway(make: Callable[[frozenset[str]], Tarefa]) -> Tarefa:
    """Makes a job; says of each other job over the same list that it exists.

    ``make`` takes the ids of the jobs that the person knows of, and raises ``SameList`` for any
    other.
    """
    known: frozenset[str] = frozenset()
    while True:
        try:
            return make(known)
        except SameList as same:
            twin, known = same.twin, same.known
            tell(
                f"Esta mesma lista já está na tarefa {twin.id} ({twin.estado.rotulo.lower()}, de "
                f"{moment(twin.criada_em)}, {plural(twin.feitos, 'linha feita', 'linhas feitas')})."
                f" {_INSTEAD[twin.estado].format(id=twin.id)} Uma tarefa nova começa agora: enviar "
                "as duas pode cobrar as mesmas pessoas duas vezes."
            )
