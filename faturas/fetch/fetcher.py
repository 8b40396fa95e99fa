"""Many customers at once: worker threads, lotes, and when to give up on the whole API."""

import logging
import threading
import time
import traceback
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from faturas.billing.base import BillingSystem
from faturas.billing.retry import Lookup, RetryPolicy
from faturas.errors import ApiUnavailable, FatalApiError, RetryableApiError, StopRequested
from faturas.fetch.consulta import Criterio, consultar
from faturas.fetch.settings import BuscaSettings
from faturas.fetch.workers import Workers
from faturas.outcome import Outcome, Row, Situacao

TICK_S = 0.25
"""The longest time ``Fetcher.run`` keeps silent: a heartbeat and a look at Stop hang on it."""
COMMIT_S = 0.05
"""Lotes that come faster than this are kept together: a commit waits for the disk."""
GRACE_S = 0.7
"""How long a stopped run waits for the answers that are already on their way."""
SUSPECT_ROWS = 10
"""So many rows in a row without one usable answer, and it is the API, not the customers."""

Lote = list[tuple[Row, Outcome]]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Result:
    """``answered`` is False when the failure may concern every customer alike."""

    row: Row
    end: Outcome | ApiUnavailable | StopRequested
    answered: bool = True


class Fetcher:
    """One run over the pending rows of a job."""

    def __init__(
        self,
        billing: BillingSystem,
        criterio: Criterio,
        busca: BuscaSettings,
        stop: threading.Event,
        policy: RetryPolicy | None = None,
    ) -> None:
        self._billing = billing
        self._criterio = criterio
        self._busca = busca
        self._stop = stop
        self._ended = threading.Event()
        self._policy = policy or RetryPolicy(busca.tentativas)

    def run(self, rows: Iterator[Row]) -> Generator[Lote]:
        """Yield lotes of outcomes as they come in, and ``[]`` at least every ``TICK_S``.

        Ends early once ``stop`` is set. Raises ``ApiUnavailable`` when the whole job cannot go on,
        after everything that was answered has been yielded; the rows tried in vain are not.
        """
        workers = Workers(self._try, self._busca.threads, "consulta")
        try:
            yield from self._lotes(rows, workers)
        finally:
            self._ended.set()
            workers.close()

    def _lotes(self, rows: Iterator[Row], workers: Workers[Row, _Result]) -> Iterator[Lote]:
        tally = _Tally()
        in_flight = 0
        resume_at_s = commit_at_s = 0.0
        upcoming: list[Row] = []
        while tally.cause is None and not self._stop.is_set():
            if not upcoming:
                upcoming = list(islice(rows, self._room(in_flight)))
            if not upcoming and in_flight == 0:
                break
            pause_s = max(0.0, resume_at_s - time.monotonic())
            if not pause_s:
                for row in upcoming:
                    workers.put(row)
                in_flight += len(upcoming)
                upcoming = []
            arrived = 0
            result = workers.get(TICK_S if in_flight else min(TICK_S, pause_s))
            while result is not None:
                tally.add(result)
                arrived += 1
                result = workers.get(0)
            in_flight -= arrived
            if arrived and in_flight == 0:
                resume_at_s = time.monotonic() + self._busca.espera_s
            full = len(tally.done) >= self._busca.lote and time.monotonic() >= commit_at_s
            if not arrived or in_flight == 0 or full:
                yield tally.take()
                commit_at_s = time.monotonic() + COMMIT_S
        if self._stop.is_set() or tally.cause is not None:
            self._ended.set()
            _collect_all(workers, tally, in_flight)
        else:
            tally.close()
        yield tally.take()
        if tally.cause is not None:
            raise tally.cause

    def _room(self, in_flight: int) -> int:
        """How many rows to hand out next: a lote at a time, or as many as keep all busy."""
        if self._busca.espera_s:
            return 0 if in_flight else self._busca.lote
        return max(self._busca.lote, 2 * self._busca.threads) - in_flight

    def _try(self, row: Row) -> _Result:
        lookup = Lookup(self._policy, self._ended)
        try:
            lookup.check_stop()
            outcome = consultar(row, self._billing, self._criterio, lookup)
        except (StopRequested, ApiUnavailable) as end:
            return _Result(row, end)
        except FatalApiError as error:
            return _failed(row, lookup, str(error), answered=error.api_answered)
        except RetryableApiError as error:
            return _failed(row, lookup, str(error), answered=False)
        except Exception as error:  # noqa: BLE001 - one odd row must not end the job of all others
            place = traceback.extract_tb(error.__traceback__)[-1]
            _log.error("unexpected %s at %s:%s", type(error).__name__, place.name, place.lineno)
            reason = f"Falha inesperada do programa ({type(error).__name__}); avise o suporte."
            return _failed(row, lookup, reason, answered=True)
        return _Result(row, replace(outcome, tentativas=lookup.faults + 1))


def _collect_all(workers: Workers[Row, _Result], tally: "_Tally", in_flight: int) -> None:
    """Take what is on its way, for as long as it may take; the rest is forgone."""
    deadline_s = time.monotonic() + GRACE_S
    while in_flight and (left_s := deadline_s - time.monotonic()) > 0:
        if result := workers.get(left_s):
            tally.add(result)
            in_flight -= 1


def _failed(row: Row, lookup: Lookup, reason: str, *, answered: bool) -> _Result:
    tries = max(1, lookup.faults)
    return _Result(row, Outcome(Situacao.ERRO, reason, tries), answered)


class _Tally:
    """The answers so far: what may be committed, and what may be the API's fault, not the rows'.

    A row that failed without a usable answer is only suspected until another row gets one; when
    too many are in suspense, or all there are, they stay untried and the job pauses.
    """

    def __init__(self) -> None:
        self.done: Lote = []
        self.cause: ApiUnavailable | None = None
        self._suspects: Lote = []
        self._answered = False

    def add(self, result: _Result) -> None:
        match result.end:
            case ApiUnavailable():
                self.cause = self.cause or result.end
            case Outcome() if result.answered:
                self._answered = True
                self.done.append((result.row, result.end))
                # An answer that comes after the job was given up speaks for its own row only.
                if self.cause is None:
                    self.done += self._suspects
                    self._suspects = []
            case Outcome():
                self._suspects.append((result.row, result.end))
                if len(self._suspects) >= SUSPECT_ROWS:
                    self.cause = self.cause or self._failing()

    def take(self) -> Lote:
        """What may be committed now."""
        done, self.done = self.done, []
        return done

    def close(self) -> None:
        """Decide on the last suspects, when no row is left that could speak for the API."""
        if self._suspects and not self._answered:
            self.cause = self._failing()
        else:
            self.done += self._suspects

    def _failing(self) -> ApiUnavailable:
        _, last = self._suspects[-1]
        return ApiUnavailable(
            f"A API falhou em todos os últimos {len(self._suspects)} clientes consultados, que "
            f"continuam por consultar. Última falha: {last.motivo} "
            "Retome a tarefa quando a API voltar.",
            passing=True,
        )
