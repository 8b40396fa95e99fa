"""What all pages and sessions share: one ledger, one runner, one reading of the configuration."""

import atexit
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from faturas.config import DEMONSTRACAO, Settings, data_dir
from faturas.errors import LedgerError
from faturas.store.job_changes import JobChanges
from faturas.store.ledger import Ledger
from faturas.store.rows import Rows
from faturas.ui.layout.messages import literal, problem
from faturas.ui.web.configuration import configuration
from faturas.work.connections import Apis
from faturas.work.runner import PROBE_WAITS_S, Runner

LEAVE_WITHIN_S = 1.5


@dataclass(frozen=True, slots=True)
class Office:
    """``config_problem`` says why only Demonstração is there, ``""`` when all is well."""

    settings: Settings
    config_problem: str
    apis: Apis
    ledger: Ledger
    runner: Runner

    @property
    def job_changes(self) -> JobChanges:
        """Decisions about the jobs that nobody runs."""
        return JobChanges(self.ledger.database, self.apis.empresa)

    def rows(self, job_id: str) -> Rows:
        return Rows(self.ledger.database, job_id)


@contextlib.contextmanager
def ledger_in_reach() -> Iterator[None]:
    """Around what reads the ledger: where that fails, say what to do and draw nothing more.

    Every page is drawn within, and each of its fragments, which run without the page as well.
    """
    try:
        yield
    except LedgerError as error:
        problem("Os dados guardados não puderam ser abertos", str(error))
        st.stop()


def open_office() -> Office:
    """The office of this process; without a usable ledger, says so and stops the page."""
    found = configuration()
    with ledger_in_reach():
        shared = _shared()
    shared.apis.use(found.settings)
    office = Office(found.settings, found.problem, shared.apis, shared.ledger, shared.runner)
    if aside := office.ledger.database.set_aside:
        st.warning(
            f"O programa recomeçou com dados novos e guardou o arquivo danificado como "
            f"{literal(aside.name)}, na mesma pasta. As tarefas que estavam nele precisam ser "
            "repetidas.",
            title="Os dados guardados estavam danificados",
            icon=":material/healing:",
        )
    return office


def holds_customers() -> bool:
    """Whether a job of a real company is in the ledger, whatever is configured now.

    A job that cannot be read may be one.
    """
    with ledger_in_reach():
        ledger = _shared().ledger
        return bool(ledger.damaged()) or any(job.api != DEMONSTRACAO for job in ledger.tarefas())


@dataclass(frozen=True, slots=True)
class _Shared:
    """What there is one of in this process, whatever becomes of the configuration."""

    apis: Apis
    ledger: Ledger
    runner: Runner


@st.cache_resource(show_spinner=False)
def _shared() -> _Shared:
    apis = Apis(Settings())
    ledger = Ledger(data_dir())
    runner = Runner(ledger, apis, probe_waits_s=PROBE_WAITS_S)
    atexit.register(runner.stop_all, LEAVE_WITHIN_S)
    return _Shared(apis, ledger, runner)
