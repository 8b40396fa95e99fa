"""Reads a job's contacts and its other rows: pages, counts, and what one contact sends."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from faturas.app.actor import Actor
from faturas.app.context import AppContext
from faturas.app.values import Contact, Damage, Filter, Summary
from faturas.campaign import contact
from faturas.campaign.files import report
from faturas.domain.choices import Choices
from faturas.domain.fatura_conferida import FaturaConferida
from faturas.domain.impediments import Verdict
from faturas.domain.names import NamesCompared
from faturas.domain.notices import Aviso
from faturas.domain.outcome import Row, Situacao

_EVERYBODY = Filter(retidas=True)


@dataclass(frozen=True, slots=True)
class Noticed:
    """Counts the contacts of a job by verdict, and by aviso."""

    verdicts: Mapping[Verdict, int]
    avisos: Mapping[Aviso, int]


@dataclass(frozen=True, slots=True)
class Sent:
    """Holds what the contact file says of one contact, and whether the contact is in it at all."""

    cells: Contact
    valor: Decimal
    goes_out: bool


@dataclass(frozen=True, slots=True)
class Contacts:
    """Reads the contacts of one job, and its rows without one, when it is asked for them.

    A damaged row is no contact; among the rows of other outcomes it shows as ``erro``.
    """

    actor: Actor
    app: AppContext
    job_id: str

    def page(self, filtro: Filter, *, offset: int, limit: int) -> list[Row]:
        """Return some of the contacts that pass, in the order of the list."""
        return self.app.rows(self.job_id).contacts_page(filtro, offset=offset, limit=limit)

    def summary(self, filtro: Filter) -> Summary:
        """Return number and total of the contacts that pass."""
        return self.app.rows(self.job_id).summary(filtro)

    def noticed(self) -> Noticed:
        """Count all contacts by verdict, and by aviso."""
        rows = self.app.rows(self.job_id)
        verdicts = {
            verdict: rows.summary(replace(_EVERYBODY, verdicts=(verdict,))).contatos
            for verdict in Verdict
        }
        return Noticed(verdicts, rows.aviso_counts(_EVERYBODY))

    def oldest_answer(self, filtro: Filter) -> datetime | None:
        """Return the moment of the oldest answer among the contacts that pass."""
        return self.app.rows(self.job_id).oldest_answer(filtro)

    def names_compared(self) -> NamesCompared:
        """Return how the list's names compare with the billing system's."""
        return self.app.rows(self.job_id).names_compared()

    def damage(self) -> Damage:
        """Read the whole job through; return what of it is not as the program has written it."""
        return self.app.rows(self.job_id).check()

    def with_outcome(
        self, situacoes: Sequence[Situacao], *, offset: int, limit: int
    ) -> Iterator[Row]:
        """Return some of the rows of these outcomes, in the order of the list."""
        return self.app.rows(self.job_id).with_outcome(situacoes, offset=offset, limit=limit)

    def last_problems(self, limit: int) -> list[Row]:
        """Return the rows that failed most recently."""
        return self.app.rows(self.job_id).last_problems(limit)


def sent(actor: Actor, conferida: FaturaConferida, choices: Choices) -> Sent:
    """Return what the contact file says of one customer with an overdue invoice."""
    return Sent(
        cells=contact.contact(conferida, choices),
        valor=contact.chosen_valor(conferida, choices),
        goes_out=contact.goes_out(conferida, choices),
    )


def reason(actor: Actor, row: Row) -> str:
    """Return why a row is what it is, as the report says it."""
    return report.reason(row)
