"""Ledgers as earlier versions of the program have left them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from faturas.store.engines.sqlite.database import FILE_NAME

KEPT_COPIES = sorted((Path(__file__).parent / "data").glob("ledger_v*.sql"))
"""One of each earlier version, the oldest first, with two jobs of eight rows in all."""
ROWS = 8


def write_old_ledger(folder: Path, rows: int = ROWS) -> Path:
    """Put a ledger of the version before this one in ``folder``, with so many rows; its file."""
    folder.mkdir(exist_ok=True)
    with closing(sqlite3.connect(folder / FILE_NAME)) as raw, raw:
        raw.executescript(KEPT_COPIES[-1].read_text(encoding="utf-8"))
        raw.executemany(
            "INSERT INTO linhas (tarefa, ordem, linha, codigo, telefone_lista, nome_lista,"
            " pendente, situacao) VALUES (1, ?, 2, 'x', '', '', 0, 'erro')",
            ((ordem,) for ordem in range(10, 10 + rows - ROWS)),
        )
    return folder / FILE_NAME
