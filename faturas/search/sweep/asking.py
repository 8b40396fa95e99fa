"""Asking for everybody's lists: several questions at a time, the answers one after the other."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from faturas.billing.transport.retry import Attempts
from faturas.errors import ApiError, ApiUnavailable, FatalApiError, StopRequested
from faturas.search.sweep.allowance import Allowance, DoubtError
from faturas.search.tasks import Lote
from faturas.search.workers import Workers
from faturas.unexpected import code_of, report_of

_log = logging.getLogger(__name__)

Asked = TypeVar("Asked", bound=Hashable)
Answer = TypeVar("Answer")

NewAttempts = Callable[[], Attempts]
"""Makes the attempts of one question; raises ``StopRequested`` where it would come too late."""
Beats = Generator[Lote]
"""A run with no outcome of its own: an empty lote now and then, so that the job can beat."""


@dataclass(frozen=True, slots=True)
class HowToAsk:
    """How questions are put: in so many ``threads``, until ``stop`` is set.

    ``tick_s`` is the longest time in seconds between two looks at ``stop``. A question that was
    answered is asked again after ``same_question_after_s`` seconds at the earliest.
    """

    new_attempts: NewAttempts
    threads: int
    stop: threading.Event
    tick_s: float
    same_question_after_s: float = 0.0

    def one_at_a_time(self) -> "HowToAsk":
        """The same, each question after the answer to the one before."""
        return replace(self, threads=1)


@dataclass(frozen=True, slots=True)
class _Result(Generic[Asked, Answer]):
    """Holds what became of a question: its answer, or what ended it, and the faults before."""

    asked: Asked
    end: Answer | ApiError | StopRequested
    faults: int = 0


class Asking(Generic[Asked, Answer]):
    """Asks in several threads, each question and each fault at the cost of the ``allowance``.

    ``ask`` puts one question to ``what``. ``waiting`` are the questions that no thread has been
    given yet.
    """

    def __init__(
        self,
        ask: Callable[[Asked, Attempts], Answer],
        how: HowToAsk,
        allowance: Allowance,
        what: str = "a lista geral",
    ) -> None:
        self.waiting: deque[Asked] = deque()
        self.in_flight = 0
        self._put_question = ask
        self._how = how
        self._most_in_flight = 2 * how.threads
        self._allowance = allowance
        self._what = what
        self._answered_at_s: dict[Asked, float] = {}
        self._workers = Workers(self._ask, how.threads, "varredura")

    def ask(self, questions: Iterable[Asked]) -> None:
        """Ask these, too, once the next answer is waited for."""
        self.waiting.extend(questions)

    def next(self) -> Generator[Lote, None, tuple[Asked, Answer]]:
        """The next answer, with what was asked; yields ``[]`` at least every ``tick_s``.

        Raises ``StopRequested`` once ``stop`` is set, ``ApiUnavailable`` when the job cannot go
        on, and ``DoubtError`` for every other failure and where the allowance is used up.
        """
        while True:
            self.hand_out()
            yield []
            if self._how.stop.is_set():
                raise StopRequested("A tarefa foi parada.")
            result = self._workers.get(self._how.tick_s)
            if result is None:
                continue
            self.in_flight -= 1
            end = result.end
            if isinstance(end, ApiUnavailable | StopRequested):
                raise end
            if isinstance(end, ApiError):
                reason = end.of_all if isinstance(end, FatalApiError) else end
                raise DoubtError(f"{self._what} falhou: {reason}") from end
            self._allowance.spend(result.faults)
            return result.asked, end

    def close(self) -> None:
        """Let the threads end."""
        self._workers.close()

    def hand_out(self) -> None:
        """Keep every thread busy, and no more answers in memory than that takes."""
        while self.waiting and self.in_flight < self._most_in_flight:
            self._allowance.spend()
            self._workers.put(self.waiting.popleft())
            self.in_flight += 1

    def _ask(self, asked: Asked) -> _Result[Asked, Answer]:
        try:
            attempts = self._how.new_attempts()
            attempts.wait(self._too_soon_s(asked))
            answer = self._put_question(asked, attempts)
            if self._how.same_question_after_s:
                self._answered_at_s[asked] = time.monotonic()
        except (ApiError, StopRequested) as end:
            return _Result(asked, end)
        except Exception as error:  # noqa: BLE001 - whatever it is, there is the other way
            _log.error("unexpected %s", report_of(error))
            return _Result(asked, ApiError(f"falha inesperada (código {code_of(error)})"))
        return _Result(asked, answer, attempts.faults)

    def _too_soon_s(self, asked: Asked) -> float:
        """For how many seconds the question may not be asked again; none that never was."""
        answered_at_s = self._answered_at_s.get(asked)
        if answered_at_s is None:
            return 0.0
        return answered_at_s + self._how.same_question_after_s - time.monotonic()
