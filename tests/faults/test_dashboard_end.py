"""SIGTERM to a dashboard that is fetching: gone within two seconds, with all that was fetched."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from faturas.config import PROJECT_DIR
from faturas.domain.estado import Estado
from faturas.sandbox.faults import Faults
from faturas.store.ledger import Ledger
from tests.factories.customers import customers
from tests.factories.jobs import new_tarefa
from tests.faults import evidence
from tests.faults.desk import THREADS, Desk
from tests.panel import start_panel
from tests.waiting import AT_ONCE_S, WITHIN_S, wait_for

PAGE = """
from faturas.ui.layout.app_context import open_app

context = open_app()
context.runner.start(context.ledger.tarefas()[0].id)
"""


@contextmanager
def dashboard(desk: Desk) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """``streamlit run`` over a page that starts the newest job; yields the address, too."""
    page = desk.folder / "painel.py"
    page.write_text(PAGE, encoding="utf-8")
    environment = {**desk.environment, "PYTHONPATH": str(PROJECT_DIR)}
    with start_panel(page, environment, desk.folder / "servidor.log") as panel:
        panel.wait()
        yield panel.process, f"ws://127.0.0.1:{panel.port}/_stcore/stream"


def test_a_dashboard_that_is_fetching(desk: Desk) -> None:
    """So large a lote would never be full: what is kept is kept because of the signal."""
    desk.sandbox.faults = Faults(latency_s=0.1)
    ledger = Ledger(desk.data)
    rows = customers(range(1070, 1290))
    job = ledger.create(new_tarefa(rows, api="empresa", threads=THREADS, lote=1000))
    with (
        dashboard(desk) as (server, stream),
        connect(stream, subprotocols=[Subprotocol("streamlit")]) as browser,
    ):
        message = BackMsg()
        message.rerun_script.query_string = ""
        browser.send(message.SerializeToString())
        wait_for(lambda: len(desk.sandbox.counters.codes()) > 2 * THREADS)
        began_s = time.monotonic()
        server.send_signal(signal.SIGTERM)
        server.wait(WITHIN_S)
        assert time.monotonic() - began_s < AT_ONCE_S
    ended = ledger.tarefa(job.id)
    assert ended.estado is Estado.INTERROMPIDA
    missing = desk.sandbox.counters.codes().keys() - evidence.done_codes(desk.data)
    assert len(missing) <= THREADS
    evidence.assert_sound(desk.data)
