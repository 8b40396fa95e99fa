"""The ledger gets damaged, or out of reach, while the dashboard stands open."""

import pytest
from streamlit.testing.v1 import AppTest

from faturas.app.context import AppContext
from faturas.errors import LedgerError
from faturas.store.ledger import Ledger
from faturas.store.tarefa import Tarefa
from faturas.ui.layout.pages import HISTORICO
from tests.factories.app_jobs import small_job
from tests.factories.jobs import file_of
from tests.pages.conftest import OpenPage
from tests.pages.screen import text

TITLE = "Os dados guardados não puderam ser abertos"


def damage(shared: AppContext) -> None:
    """Overwrite the beginning of the file, and lose the log."""
    path = file_of(shared.ledger)
    shared.ledger.database.close()
    for companion in ("-wal", "-shm"):
        path.with_name(path.name + companion).unlink(missing_ok=True)
    content = bytearray(path.read_bytes())
    content[:4096] = b"\xa5" * 4096
    path.write_bytes(content)


def said(app: AppTest) -> str:
    assert not app.exception, "nothing in English"
    [alert] = app.error
    assert alert.proto.title == TITLE
    return str(alert.value)


def test_every_page_says_what_happened_and_what_to_do(
    open_page: OpenPage, shared: AppContext
) -> None:
    job = small_job(shared)
    on_job = open_page(tarefa=job.id)
    damage(shared)
    for app in (on_job.run(), open_page(), open_page(HISTORICO.script)):
        assert "danificado\\. Feche o programa e abra de novo" in said(app)
        assert "Esta tarefa não existe" not in text(app)


@pytest.mark.parametrize("reads_before", [1, 2], ids=["the progress", "the results"])
def test_a_part_of_the_page_that_draws_itself_again_says_so_too(
    open_page: OpenPage, finished: Tarefa, monkeypatch: pytest.MonkeyPatch, reads_before: int
) -> None:
    usual, left = Ledger.tarefa, [reads_before]

    def fail_later(ledger: Ledger, job_id: str) -> Tarefa:
        left[0] -= 1
        if left[0] < 0:
            raise LedgerError("O arquivo de dados não pôde ser usado agora.")
        return usual(ledger, job_id)

    monkeypatch.setattr(Ledger, "tarefa", fail_later)
    assert "usado agora" in said(open_page(tarefa=finished.id))
