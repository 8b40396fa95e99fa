"""Opens what a process needs (``AppContext``): settings, connections, ledger and running jobs.

This is the only place where they are wired together.
"""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from faturas.config import Settings, data_dir, load_settings
from faturas.store.job_changes import JobChanges
from faturas.store.ledger import Ledger
from faturas.store.rows import Rows
from faturas.timing import USUAL, Timing
from faturas.work.connections import Apis
from faturas.work.port import JobRunner
from faturas.work.runner import Runner

MIGRATING = "Atualizando o arquivo de dados para esta versão… Isso acontece uma vez só."
"""What a person reads while a large ledger of an earlier version is migrated."""


class AppContext:
    """Holds what the use cases work with; each part is opened when it is first needed.

    A face makes one for its process and closes it at the end. One with several threads calls
    ``open`` before the first of them, which could else open a part twice.

    ``read_settings`` gives the settings, until others are handed to ``use``. With
    ``goes_on_by_itself``, a job that an outage has paused is tried again by this process.
    ``on_set_aside`` is called when a damaged ledger had to make room for a new one, with the path
    under which the old one is kept. ``announce_migration`` is called before a ledger of an earlier
    version is migrated, if that takes so long that a person should know (``MIGRATING``).
    Everything here waits and tries by ``timing``.
    """

    def __init__(
        self,
        read_settings: Callable[[], Settings] = load_settings,
        *,
        goes_on_by_itself: bool = False,
        on_set_aside: Callable[[Path], None] | None = None,
        announce_migration: Callable[[], None] | None = None,
        timing: Timing = USUAL,
    ) -> None:
        self.timing = timing
        self._read_settings = read_settings
        self._goes_on_by_itself = goes_on_by_itself
        self._on_set_aside = on_set_aside
        self._announce_migration = announce_migration
        self._settings: Settings | None = None
        self._ledger: Ledger | None = None
        self._runner: JobRunner | None = None

    def open(self) -> None:
        """Open the ledger, and get ready to run jobs. Raises ``LedgerError``, ``ConfigError``."""
        _ = self.runner

    def use(self, settings: Settings) -> None:
        """Use other settings from the next connection on."""
        self._settings = settings
        self.apis.use(settings)

    @property
    def settings(self) -> Settings:
        """The settings in use; reading them raises ``ConfigError``."""
        if self._settings is None:
            self._settings = self._read_settings()
        return self._settings

    @cached_property
    def apis(self) -> Apis:
        """The connections to billing systems."""
        return Apis(self.settings, self.timing)

    @property
    def ledger(self) -> Ledger:
        """The ledger in the data folder; opening it raises ``LedgerError``."""
        if self._ledger is None:
            self._ledger = Ledger(
                data_dir(), self.timing, announce_migration=self._announce_migration
            )
            if self.set_aside is not None and self._on_set_aside is not None:
                self._on_set_aside(self.set_aside)
        return self._ledger

    @property
    def set_aside(self) -> Path | None:
        """The path of the damaged ledger that this one replaced, if there was one."""
        return self.ledger.database.set_aside

    @property
    def runner(self) -> JobRunner:
        """The runner that starts jobs in this process."""
        if self._runner is None:
            self._runner = Runner(
                self.ledger,
                self.apis,
                self.timing,
                goes_on_by_itself=self._goes_on_by_itself,
            )
        return self._runner

    @property
    def runner_in_use(self) -> JobRunner | None:
        """The runner, if this process may have started a job; needs no settings."""
        return self._runner

    @property
    def job_changes(self) -> JobChanges:
        """The changes of jobs, whoever runs them; most of them need no settings."""
        return JobChanges(self.ledger.database, self._empresa)

    def rows(self, job_id: str) -> Rows:
        """Return the rows of one job."""
        return Rows(self.ledger.database, job_id)

    def close(self, timeout_s: float) -> None:
        """Stop the jobs of this process, keep what has arrived, and close the ledger.

        Waits no longer than ``timeout_s``, in seconds, for jobs that have not stopped by then.
        """
        if self._runner is not None:
            self._runner.stop_all(timeout_s)
        if self._ledger is not None:
            self._ledger.database.close()

    def _empresa(self, api: str) -> str:
        """Return what identifies the company behind an API; only this needs the settings."""
        return self.apis.empresa(api)
