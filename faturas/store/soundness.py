"""Reads a whole job through before a file is made of it (``check``), and finds what is damaged."""

from collections import Counter
from dataclasses import dataclass
from operator import itemgetter

from sqlalchemy import select

from faturas.domain.outcome import Situacao
from faturas.domain.ptbr import number, plural
from faturas.store import sound_rows
from faturas.store.engine import Database
from faturas.store.jobs import find
from faturas.store.schema import linhas
from faturas.store.seals import rows_of

_STREAM_ROWS = 1_000
"""Rows that are in memory at a time, of however many. Our choice: some megabytes."""
_LINES_NAMED = 10
"""Damaged lines that are named; of more, only the number is said. Our choice: one sentence."""
_NAMES = tuple(column.name for column in linhas.columns)
_STANDING = itemgetter(_NAMES.index("ordem"), _NAMES.index("situacao"))
_PENDING = itemgetter(_NAMES.index("pendente"))


@dataclass(frozen=True, slots=True)
class Damage:
    """Tells what of a job is not as the program has written it; false when all is well.

    ``linhas`` are the lines of the first damaged rows, as far as they can be read, ``danificadas``
    is the number of all of them. ``faltam`` rows of the list are not there at all.
    ``contadores``: the rows are sound, but not as many of each outcome as the job counts.
    """

    linhas: tuple[int, ...] = ()
    danificadas: int = 0
    faltam: int = 0
    contadores: bool = False

    def __bool__(self) -> bool:
        return bool(self.danificadas or self.faltam or self.contadores)

    @property
    def sentences(self) -> str:
        """Return what happened and what to do; ``""`` when all is well."""
        if not self:
            return ""
        if not (self.danificadas or self.faltam):
            return (
                "Os totais desta tarefa não conferem com as linhas dela no arquivo de dados, que "
                "está danificado. As linhas estão inteiras; confie no relatório, não nos totais."
            )
        found = []
        if self.danificadas:
            damaged = plural(self.danificadas, "linha está danificada", "linhas estão danificadas")
            found.append(f"{damaged} no arquivo de dados{self._where()}")
        if self.faltam:
            missing = plural(self.faltam, "linha sumiu", "linhas sumiram")
            found.append(f"{missing} do arquivo de dados")
        return (
            f"{'; '.join(found)}. Nenhuma delas vai para os contatos, e o relatório as mostra como "
            "erro. Envie a lista de novo para consultá-las."
        )

    def _where(self) -> str:
        lines = ", ".join(number(line) for line in self.linhas)
        more = ", …" if self.danificadas > len(self.linhas) else ""
        named = "linha" if self.danificadas == 1 else "linhas"
        return f" ({named} {lines}{more})" if lines else ""


def check(database: Database, job_id: str) -> Damage:
    """Read every row of a job at one moment, in the order of its table, which is the list's.

    Raises ``UnknownJob`` and ``DamagedJob``.
    """
    lines: list[int] = []
    damaged = rows = in_place = pending = 0
    counts: Counter[str] = Counter()
    with database.read() as connection:
        job = find(connection, job_id)
        of_job = select(linhas).where(rows_of(job["numero"])).order_by(linhas.c.ordem)
        for found in connection.execution_options(yield_per=_STREAM_ROWS).execute(of_job):
            if sound_rows.is_sound(found):
                ordem, situacao = _STANDING(found)
                in_place += ordem == rows
                counts[situacao] += 1
            else:
                damaged += 1
                if len(lines) < _LINES_NAMED and (line := sound_rows.damaged(found).linha):
                    lines.append(line)
            pending += _PENDING(found) == 1
            rows += 1
    missing = max(0, job["total"] - rows)
    if damaged or missing:
        return Damage(tuple(lines), damaged, missing)
    counted = {situacao: job[f"n_{situacao}"] for situacao in Situacao}
    agree = (
        in_place == rows == job["total"]
        and pending == job["pendentes"]
        and all(counts[situacao] == counted[situacao] for situacao in Situacao)
    )
    return Damage(contadores=not agree)
