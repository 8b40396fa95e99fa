"""The sweep: everybody's invoices, page by page, instead of one customer after the other.

It is believed only as far as it proves itself. What was read must add up to the totals that the
server names, and a sample of customers asked for alone must show nothing that the sweep has not.
Where one of these fails, or all of it costs some times what was announced, everybody is asked for
alone; and whoever shows nowhere is asked for alone in any case, as is whoever has nothing open
where the list does not prove that.

How everybody's invoices are read depends on what the system lists: ``ByPeriod``, which goes on
with the windows it lacks when it was broken off, unless it is too old, or ``ByKey``. What a sweep
knows is kept as of its reading, and not believed for long. Where the list bears ids of the
system's own instead of codes, the register is read before it.
"""

import threading
import time
from dataclasses import replace
from datetime import date, timedelta

from faturas.billing.contract import (
    BillingSystem,
    IdsOnlyRegistered,
    ListsByKey,
    ListsByPeriod,
    RefusesRepeats,
    listed_at_most,
)
from faturas.billing.transport.retry import Attempts, RetryPolicy, Silence
from faturas.errors import StopRequested
from faturas.search.settings import BuscaSettings
from faturas.search.strategy import (
    WORTH_ASKING,
    ChosenStrategy,
    Estrategia,
    choose,
    sample_size,
    sweep_requests,
)
from faturas.search.sweep import spot_check
from faturas.search.sweep.allowance import DoubtError
from faturas.search.sweep.answers import FRESH_FOR, SweepAnswers, SweepStore
from faturas.search.sweep.asking import Beats, HowToAsk
from faturas.search.sweep.by_key import ByKey
from faturas.search.sweep.by_period import ByPeriod
from faturas.search.sweep.leitura import Fase, Leitura
from faturas.search.sweep.register import (
    IdReading,
    RegisterReading,
    has_register,
    requests_for,
)
from faturas.search.sweep.wanted import WantedCodes, normal_form_of
from faturas.search.sweep.windows import EARLIEST
from faturas.timing import USUAL, Timing

_MORE_SAMPLES = 4
"""How many times as many customers are drawn where the sweep cannot speak for most of a sample."""


class Sweep:
    """One sweep for the customers of one job.

    ``strategy`` says which way is taken, None before it is known, ``leitura`` how far the reading
    has come, None where there is none; once ``run`` has ended, ``answers`` has what the sweep
    knows, None when everybody is to be asked for alone.
    """

    def __init__(
        self,
        billing: BillingSystem,
        store: SweepStore,
        busca: BuscaSettings,
        hoje: date,
        stop: threading.Event,
        timing: Timing = USUAL,
        begun: ChosenStrategy | None = None,
        earliest: date = EARLIEST,
    ) -> None:
        """``begun`` is the plan of the job's run before, if there was one.

        No invoice is due before ``earliest``.
        """
        self.strategy: ChosenStrategy | None = None
        self.leitura: Leitura | None = None
        self.answers: SweepAnswers | None = None
        self._billing = billing
        self._store = store
        self._busca = busca
        self._hoje = hoje
        self._ended = threading.Event()
        self._silence = Silence()
        self._timing = timing
        self._how = HowToAsk(
            self._attempts, busca.threads, stop, timing.tick_s, _same_question_after_s(billing)
        )
        self._earliest = earliest
        self._begun = begun if begun and begun.estrategia is Estrategia.VARREDURA else None

    def run(self) -> Beats:
        """Decide and, where it pays, sweep; yields ``[]`` at least every ``tick_s``.

        Ends early once ``stop`` is set; raises ``ApiUnavailable`` when the job cannot go on.
        """
        wish, listing = self._busca.estrategia, self._billing
        if wish is Estrategia.UM_A_UM:
            self.strategy = _alone("como pedido")
            return
        if not isinstance(listing, ListsByPeriod | ListsByKey):
            self.strategy = _alone("esta API não lista as faturas de todos")
            return
        wanted = WantedCodes(self._store.codes(), normal_form_of(listing))
        if not self._goes_on():
            self._begun = None
        if wish is Estrategia.AUTO and len(wanted) < WORTH_ASKING and self._begun is None:
            self.strategy = _alone("a lista é curta")
            return
        reading = self._reading(listing, wanted)
        try:
            for lote in self._sweep(reading, wanted, listing.requests_per_customer):
                self._look_at(reading)
                yield lote
            self._look_at(reading)
        except StopRequested:
            return
        except DoubtError as doubt:
            self._store.forget()
            self.strategy = _alone(f"a varredura não serviu ({doubt})")
        finally:
            self._ended.set()
            reading.close()

    def _goes_on(self) -> bool:
        """Whether an earlier run has left something to go on from; else all of it is forgotten."""
        if isinstance(self._billing, ListsByPeriod) and not self._bears_ids:
            return self._store.resumes()
        self._store.forget()
        return False

    @property
    def _bears_ids(self) -> bool:
        """Whether the list bears ids that only the register connects with codes.

        Another run may find another customer under a code: it begins anew.
        """
        return isinstance(self._billing, IdsOnlyRegistered) and self._billing.ids_only_registered

    def _reading(
        self, listing: ListsByPeriod | ListsByKey, wanted: WantedCodes
    ) -> ByPeriod | ByKey:
        if isinstance(listing, ListsByPeriod):
            return ByPeriod(
                listing, self._store, wanted, self._busca, self._hoje, self._how, self._earliest
            )
        return ByKey(listing, self._store, wanted, self._hoje, self._how, self._earliest)

    def _look_at(self, reading: ByPeriod | ByKey) -> None:
        """Note how far the reading has come; invoices that are read again were seen before."""
        if self.strategy is not None and self.strategy.estrategia is Estrategia.VARREDURA:
            seen = self.leitura.vistas if self.leitura else 0
            now = reading.leitura
            self.leitura = replace(now, vistas=max(seen, now.vistas), fase=reading.fase)

    def _attempts(self) -> Attempts:
        """For one question; raises ``StopRequested`` where it would come after the end."""
        policy = RetryPolicy(self._busca.tentativas, self._timing)
        attempts = Attempts(policy, self._ended, self._silence)
        attempts.check_stop()
        return attempts

    def _sweep(self, reading: ByPeriod | ByKey, wanted: WantedCodes, each: float) -> Beats:
        """``each`` is what one customer costs alone."""
        began_s = time.monotonic()
        customers = len(wanted)
        forecast = yield from reading.forecast()
        ids = None
        registrations = requests_for(self._billing, customers, forecast.rows)
        if self._bears_ids:
            ids = IdReading(self._billing, wanted, self._store.codes(), self._how)
            registrations = yield from ids.forecast()
        forecast = replace(forecast, registrations=registrations)
        self.strategy = self._begun or choose(self._busca.estrategia, customers, forecast, each)
        if self.strategy.estrategia is Estrategia.UM_A_UM:
            return
        known = None
        if ids is not None:
            reading.fase = Fase.CADASTROS
            by_id = yield from ids.read(registrations)
            wanted.name_by(by_id)
            known = by_id.values()
            reading.fase = Fase.LENDO
        yield from reading.read(sweep_requests(customers, forecast, each))
        if has_register(self._billing):
            reading.fase = Fase.CADASTROS
            register = RegisterReading(self._billing, self._store, self._how, reading.allowance)
            yield from register.run(known)
        reading.fase = Fase.AMOSTRA
        size = sample_size(customers)
        yield from spot_check.check(
            self._sample(size),
            lambda: self._sample(2 * size),
            self._billing,
            self._busca,
            self._how,
            by_id=self._bears_ids,
        )
        took = timedelta(seconds=time.monotonic() - began_s)
        limit = listed_at_most(self._billing)
        self.answers = SweepAnswers(self._store, FRESH_FOR + took, limit)

    def _sample(self, number: int) -> spot_check.Sample:
        """Customers for whom the sweep speaks; more are drawn where it does not for most."""
        drawn, had = number, -1
        while True:
            rows = self._store.sample(drawn, self._hoje)
            known = self._store.known([row.codigo for row in rows])
            found = [(row, known[row.codigo]) for row in rows if row.codigo in known]
            if 2 * len(found) >= len(rows) or len(rows) <= had:
                return found[:number]
            drawn, had = _MORE_SAMPLES * drawn, len(rows)


def _same_question_after_s(billing: object) -> float:
    return billing.same_question_after_s if isinstance(billing, RefusesRepeats) else 0.0


def _alone(why: str) -> ChosenStrategy:
    return ChosenStrategy(Estrategia.UM_A_UM, f"um a um: {why}.")
