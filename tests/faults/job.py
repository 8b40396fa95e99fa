"""A job of this process, from its ledger to its end, and what it has found."""

from dataclasses import replace
from typing import Any

from faturas.domain.outcome import Outcome, Situacao
from faturas.store.ledger import Ledger
from faturas.store.rows import Rows
from faturas.store.tarefa import Tarefa
from faturas.timing import USUAL, Timing
from faturas.work.connections import Apis
from faturas.work.runner import Runner
from tests.factories.customers import customers
from tests.factories.jobs import file_of, new_tarefa
from tests.faults import evidence
from tests.waiting import WITHIN_S

CODES = range(1070, 1095)
"""Common customers of the company, behind its special cases."""

Outcomes = dict[str, Outcome]


class Job:
    """One job over ``CODES``."""

    def __init__(
        self,
        ledger: Ledger,
        apis: Apis,
        timing: Timing = USUAL,
        *,
        goes_on_by_itself: bool = False,
        **busca: Any,
    ) -> None:
        self.ledger = ledger
        self.runner = Runner(ledger, apis, timing, goes_on_by_itself=goes_on_by_itself)
        settings = {"tentativas": 2, "threads": 8, **busca}
        self.id = ledger.create(new_tarefa(customers(CODES), **settings)).id

    @property
    def now(self) -> Tarefa:
        return self.ledger.tarefa(self.id)

    def start(self) -> None:
        self.runner.start(self.id)

    def ended(self) -> Tarefa:
        """The job, once its run is over; its ledger is sound then."""
        assert self.runner.wait(self.id, WITHIN_S)
        evidence.assert_sound(file_of(self.ledger).parent)
        return self.now

    def run(self) -> Tarefa:
        """From beginning to end."""
        self.start()
        return self.ended()

    def outcomes(self) -> Outcomes:
        """What was found, whatever it took."""
        return {
            row.codigo: replace(row.outcome, tentativas=0)
            for row in Rows(self.ledger.database, self.id).all()
            if row.outcome.situacao is not Situacao.NAO_TENTADO
        }
