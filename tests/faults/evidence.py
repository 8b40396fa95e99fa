"""A ledger as an outsider finds it: read with SQLite alone, nothing of the program's own."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from faturas.domain.notices import Aviso
from faturas.store.engines.sqlite.database import FILE_NAME

Settled = dict[tuple[str, int], tuple[Any, ...]]

_NOT_ASKED = ("invalido", "duplicado")
_COLUMNS = (
    "situacao, motivo, tentativas, consultada_em, id_fatura, nome, valor_centavos, "
    "valor_codigo_centavos, vencimento, linha_digitavel, pix, link, telefone, telefone_fixo, "
    f"avisos & ~{int(Aviso.TELEFONE_REPETIDO)}, resposta"
)
"""What a look-up has settled; whether a phone is shared depends on the other rows."""


def assert_sound(folder: Path) -> None:
    """The file is whole, every row is in exactly one state, and every counter is a recount."""
    with closing(_read(folder)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        raw.row_factory = sqlite3.Row
        for job in map(dict, raw.execute("SELECT * FROM tarefas").fetchall()):
            rows = raw.execute(
                "SELECT * FROM linhas WHERE tarefa = ? ORDER BY ordem", (job["numero"],)
            ).fetchall()
            assert [row["ordem"] for row in rows] == list(range(job["total"]))
            states = Counter(row["situacao"] for row in rows)
            counters = {name[2:]: job[name] for name in job if _counts_rows(name)}
            assert {state: n for state, n in counters.items() if n} == states
            assert job["pendentes"] == sum(row["pendente"] for row in rows)
            for row in rows:
                _assert_in_one_state(row)


def settled(folder: Path) -> Settled:
    """Every outcome that is kept, by job and row."""
    with closing(_read(folder)) as raw:
        found = raw.execute(
            f"SELECT id, ordem, {_COLUMNS} FROM linhas JOIN tarefas ON tarefa = numero "
            "WHERE situacao <> 'nao_tentado'"
        )
        return {(job, ordem): tuple(rest) for job, ordem, *rest in found}


def pending(folder: Path) -> int:
    """How many rows of all jobs are still to be asked for."""
    with closing(_read(folder)) as raw:
        number: int = raw.execute("SELECT sum(pendentes) FROM tarefas").fetchone()[0]
        return number


def done_codes(folder: Path) -> set[str]:
    """The codes that have been asked for and whose outcomes are kept."""
    with closing(_read(folder)) as raw:
        found = raw.execute("SELECT codigo FROM linhas WHERE consultada_em IS NOT NULL")
        return {codigo for (codigo,) in found}


def exists(folder: Path) -> bool:
    """Whether there is a ledger with at least one job."""
    if not (folder / FILE_NAME).exists():
        return False
    with closing(_read(folder)) as raw:
        tables = raw.execute("SELECT count(*) FROM sqlite_master WHERE name = 'tarefas'").fetchone()
        return bool(
            tables[0] and raw.execute("SELECT EXISTS (SELECT 1 FROM tarefas)").fetchone()[0]
        )


def is_free(folder: Path) -> bool:
    """Whether nobody is writing."""
    with closing(sqlite3.connect(folder / FILE_NAME, timeout=0, isolation_level=None)) as raw:
        try:
            raw.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        return True


def _read(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / FILE_NAME, timeout=60)


def _counts_rows(column: str) -> bool:
    return column.startswith("n_") and not column.startswith("n_conferida_")


def _assert_in_one_state(row: sqlite3.Row) -> None:
    state, asked = row["situacao"], row["consultada_em"] is not None
    if state == "nao_tentado":
        assert row["pendente"] == 1
    if state in _NOT_ASKED:
        assert row["pendente"] == 0
    assert asked == (state not in ("nao_tentado", *_NOT_ASKED))
    assert (row["id_fatura"] is not None) == (state == "vencida")
