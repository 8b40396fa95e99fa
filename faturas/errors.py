"""Defines the exceptions that one package raises and another handles (``FaturasError``).

Every message is Portuguese, for the person at the screen: what happened, where, what to do.
None ever carries a secret, a phone, a name or a document number.
"""

from collections.abc import Callable
from enum import StrEnum


class FaturasError(Exception):
    """Is the base of all errors raised on purpose; ``str()`` of it can be shown as it is."""


class ConfigError(FaturasError):
    """Says that the configuration cannot be used: the key, and what is expected of it."""


class InputError(FaturasError):
    """Says that what a person gave cannot be used: the customer list, a filter.

    ``line`` is the 1-based line of the file and ``column`` the header of the column, where known.
    """

    def __init__(self, message: str, *, line: int | None = None, column: str | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class OutputError(FaturasError):
    """Says that a file could not be written, or is not what was meant."""


class LedgerError(FaturasError):
    """Says that the ledger cannot do what was asked: unknown job, another's job, bad file."""


class UnknownJob(LedgerError):  # noqa: N818 - said of what was asked for, not of what went wrong
    """Says that there is no job of that id: it was deleted, or never was."""


class DamagedJob(LedgerError):  # noqa: N818 - said of the job
    """Says that a job's record is damaged; ``job_id`` as far as it can be read."""

    def __init__(self, message: str, job_id: str) -> None:
        super().__init__(message)
        self.job_id = job_id


class OtherCompany(ConfigError):  # noqa: N818 - said of the configuration
    """Says that the API of this name is another company's than when the job began."""

    def __init__(self, api: str) -> None:
        super().__init__(
            f"A API {api} agora é de outra empresa ou de outra conta: na configuração, o endereço "
            "ou o acesso (client_id ou usuário) mudou desde que esta tarefa começou. Nada mais foi "
            "consultado e nada se perdeu. Restaure a configuração de antes para continuar esta "
            "tarefa, ou envie a lista de novo para a empresa de agora."
        )


class StopRequested(FaturasError):  # noqa: N818 - not an error: the person asked to stop
    """Ends a row that was waiting when the job was asked to stop; it stays untried."""


class FaultKind(StrEnum):
    """Names why an API call may be tried again."""

    LIMITE = "limite"
    """The server asked us to slow down (429, 503 with Retry-After)."""
    SEM_CONEXAO = "sem_conexao"
    """No connection could be made at all: DNS, refused, connect timeout."""
    REDE = "rede"
    """The connection broke, or the answer took longer than the time limit."""
    SERVIDOR = "servidor"
    """The server answered 5xx."""
    CORPO = "corpo"
    """The body cannot be used: cut, not JSON, an HTML page, too large."""


class ApiError(FaturasError):
    """Says that something went wrong between us and the billing system."""

    def reword(self, reworded: Callable[[str], str]) -> None:
        """Put other words in place of all that this error says, such as ones without secrets."""
        self.args = (reworded(str(self)),)


class RetryableApiError(ApiError):
    """Says that a fault may pass; trying again may help.

    ``retry_after_s`` is the wait in seconds that the server asked for, if it did. ``slow`` says
    that the API cannot keep up: a time-out, or 503. ``held`` says that the gate holds all requests
    back for as long as is needed, so that this look-up need not wait by itself.
    """

    def __init__(
        self,
        message: str,
        *,
        kind: FaultKind,
        retry_after_s: float | None = None,
        slow: bool = False,
        held: bool = False,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.retry_after_s = retry_after_s
        self.slow = slow
        self.held = held


class FatalApiError(ApiError):
    """Ends this customer's look-up for good; the row becomes ``erro`` with this message.

    ``api_answered`` is False when the failure may just as well concern every customer (a 404 of
    the whole route, a redirect): several of those in a row pause the job, its rows stay untried,
    and ``of_all`` is what is said then.
    """

    def __init__(self, message: str, *, api_answered: bool = True, of_all: str = "") -> None:
        super().__init__(message)
        self.api_answered = api_answered
        self.of_all = of_all or message

    def reword(self, reworded: Callable[[str], str]) -> None:
        super().reword(reworded)
        self.of_all = reworded(self.of_all)


class UnknownCustomerError(FatalApiError):
    """Says that the API has, in so many words, no customer of this code."""


class ApiUnavailable(ApiError):  # noqa: N818 - a state of the API more than an error of ours
    """Pauses the whole job, which cannot go on: refused credential, no connection.

    The rows that were not answered stay untried.

    ``passing``: the cause may go by itself (an outage, not a wrong password), so that trying
    again after a while makes sense without anybody's help. ``retry_after_s`` is the wait in seconds
    that the server asked for, if it did.
    """

    def __init__(
        self, message: str, *, passing: bool = False, retry_after_s: float | None = None
    ) -> None:
        super().__init__(message)
        self.passing = passing
        self.retry_after_s = retry_after_s
