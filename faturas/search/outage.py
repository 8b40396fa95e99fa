"""Decides when it is the API that fails, and not single customers (``OutageTally``)."""

from faturas.billing.transport.retry import Silence
from faturas.domain.outcome import Outcome, Row, Situacao
from faturas.domain.ptbr import plural, span
from faturas.errors import ApiUnavailable, StopRequested
from faturas.search.tasks import LookUpResult, Lote

SUSPECT_ROWS = 10
"""Rows in succession without a usable answer from which on the API is the suspect (our choice)."""


class OutageTally:
    """Tells failures of the API from those of single customers, by the answers so far.

    A row that failed without a usable answer is only suspected until the API answers for another
    one. When too many are in suspense, or nobody is answered for ``patience_s`` seconds, or nothing
    else is left, witnesses are asked for; if the API answers none of them either, the suspects stay
    untried and the job pauses.
    """

    def __init__(self, silence: Silence, patience_s: float) -> None:
        self._silence = silence
        self._patience_s = patience_s
        self.done: Lote = []
        self.cause: ApiUnavailable | None = None
        self._suspects: Lote = []
        self._fault = ""
        self._answered = False
        self.last_answered: tuple[Row, ...] = ()
        self._to_hear: int | None = None

    def add(self, result: LookUpResult) -> None:
        row = result.task.row
        match result.end:
            case StopRequested():
                pass  # it says nothing about the API, not even where the row is a witness
            case Outcome() if result.task.witness:
                self._testify(answered=result.answered)
            case Outcome() if result.answered:
                self._answered = True
                self.last_answered = (row,)
                self.done.append((row, result.end))
                self._clear()
            case Outcome(situacao=Situacao.ERRO):
                self._suspects.append((row, result.end))
                self._fault = result.of_all
            case Outcome():
                # The outcome was known without asking, so it says nothing about the API.
                self.done.append((row, result.end))
            case _ if result.task.witness:
                self._testify(answered=False)
            case ApiUnavailable():
                self.cause = self.cause or result.end

    def take(self) -> Lote:
        """Return what may be committed now, and forget it."""
        done, self.done = self.done, []
        return done

    @property
    def silent(self) -> bool:
        """Whether nobody has been answered for too long."""
        return self._silence.lasts_s >= self._patience_s

    def doubts(self, *, over: bool) -> bool:
        """Whether witnesses should be asked for; ``over``: no other row is left to be answered."""
        if over and self._answered:
            self._clear()
        many = len(self._suspects) >= (1 if over else SUSPECT_ROWS)
        return self._to_hear is None and (many or self.silent)

    def suspects_of(self, row: Row) -> bool:
        """Whether this row is one of the suspects itself."""
        return any(row.ordem == suspect.ordem for suspect, _ in self._suspects)

    def hear(self, witnesses: int) -> None:
        """Note that so many witnesses are asked for; with none, an answer of this run decides."""
        self._to_hear = witnesses
        self._silence.end()
        if not witnesses and self._answered:
            self._clear()
        elif not witnesses:
            self.cause = self._failing()

    def _testify(self, *, answered: bool) -> None:
        if answered:
            self._clear()
        elif self._to_hear is not None:
            self._to_hear -= 1
            if not self._to_hear:
                self.cause = self.cause or self._failing()

    def _clear(self) -> None:
        """Note that the API answers: the suspects failed as single customers."""
        # An answer that comes once the job is paused counts for its own row only.
        if self.cause is None:
            self.done += self._suspects
            self._suspects = []
            self._to_hear = None

    def _failing(self) -> ApiUnavailable:
        if self._suspects:
            number = plural(len(self._suspects), "cliente consultado", "clientes consultados")
            what = f"A API falhou para {number} em seguida, sem responder por nenhum outro"
            fault = self._fault
        else:
            what = f"A API não responde por nenhum cliente há mais de {span(self._patience_s)}"
            fault = self._silence.fault
        return ApiUnavailable(
            f"{what}; eles continuam por consultar. Última falha: {fault}",
            passing=True,
        )
