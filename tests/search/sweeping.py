"""A list in a ledger, asked for one by one or by a sweep."""

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import update

from faturas.billing.contract import BillingSystem
from faturas.domain.outcome import Outcome
from faturas.search.batches import LookUps
from faturas.search.settings import BuscaSettings
from faturas.search.strategy import ChosenStrategy
from faturas.search.sweep.sweep import Sweep
from faturas.search.sweep.windows import EARLIEST
from faturas.search.tasks import LookUpTask
from faturas.store import mapping
from faturas.store.ledger import Ledger
from faturas.store.schema import varredura_janelas
from faturas.store.sweeps import Sweeps
from tests.factories.customers import customers
from tests.factories.faturas import HOJE
from tests.factories.jobs import begin, new_tarefa
from tests.factories.look_ups import QUICK, criteria
from tests.search.provider import Company

TRIES = 8


class Job:
    """One job, owned by the test."""

    def __init__(self, folder: Path, codes: Iterable[object], **busca: Any) -> None:
        self.ledger = Ledger(folder)
        self.busca = BuscaSettings.model_validate(
            {
                "ritmo": "fixo",
                "threads": 8,
                "pausa_s": 0,
                "tentativas": TRIES,
                "estrategia": "varredura",
                **busca,
            }
        )
        job = self.ledger.create(new_tarefa(customers(codes)))
        self.id, self.owner = job.id, begin(self.ledger, job)
        self.store = Sweeps(self.ledger.database, self.id, self.owner)
        self.stop = threading.Event()
        self.earliest = EARLIEST

    def sweeping(self, billing: BillingSystem, begun: ChosenStrategy | None = None) -> Sweep:
        """A sweep that has not begun."""
        return Sweep(billing, self.store, self.busca, HOJE, self.stop, QUICK, begun, self.earliest)

    def sweep(self, billing: BillingSystem, begun: ChosenStrategy | None = None) -> Sweep:
        made = self.sweeping(billing, begun)
        for lote in made.run():
            assert lote == []
        return made

    def outcomes(self, billing: BillingSystem, sweep: Sweep | None = None) -> dict[str, Outcome]:
        """What becomes of every customer; nothing is committed."""
        rows = self.ledger.pending(self.id)
        answers = sweep.answers if sweep else None
        look_ups = LookUps(billing, criteria(), self.busca, self.stop, QUICK)
        lotes = look_ups.run(answers.attend(rows) if answers else map(LookUpTask, rows))
        return {
            row.codigo: replace(outcome, tentativas=1, lida_em=None)
            for lote in lotes
            for row, outcome in lote
        }

    def close(self) -> None:
        self.ledger.database.close()


def expect_as_alone(billing: Company, job: Job, sweep: Sweep) -> None:
    """See that every outcome is as it is one by one; who was asked by the sweep is left behind."""
    billing.alone.clear()
    billing.registrations.clear()
    outcomes = job.outcomes(billing, sweep)
    asked = billing.alone, billing.registrations
    billing.alone, billing.registrations = Counter(), Counter()
    assert outcomes == job.outcomes(billing)
    billing.alone, billing.registrations = asked


def age_sweep(ledger: Ledger, by: timedelta) -> None:
    """Let every window have been read so long ago."""
    with ledger.database.write() as connection:
        read_at = mapping.stamp(datetime.now(UTC) - by)
        connection.execute(update(varredura_janelas).values(lida_em=read_at))
