"""What the command line says of a job on the way."""

from dataclasses import replace
from pathlib import Path

import pytest

from faturas.cli.progress import Watched, watch
from faturas.jobs.ledger import Ledger
from faturas.jobs.tarefa import Estado
from tests.office import customers, new_tarefa


def test_a_job_in_line_says_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    job = Ledger(tmp_path).create(new_tarefa(customers([1001])))
    waiting = replace(job, estado=Estado.NA_FILA)
    watch(Watched(read=lambda: waiting, before=lambda: 2, wait=lambda _: True))
    assert "Na fila, com 2 tarefas do mesmo sistema na frente." in capsys.readouterr().err
