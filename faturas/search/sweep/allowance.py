"""What a sweep may cost at most: some times what it has announced, whatever the server says."""

import math

from faturas.domain.ptbr import number

REQUESTS_TIMES, REQUESTS_MORE = 4, 50
"""Requests beyond those announced: windows are halved and read again while people pay, which has
cost up to twice as much; a list without end costs no more than this."""
MOST_ROWS = 5_000_000
"""Invoices that one question can be about: ten open ones of each of half a million customers. No
company has as many; a list that announces more is broken."""


class DoubtError(Exception):
    """The sweep cannot be believed, or cannot go on; the text says why, in Portuguese."""


class Allowance:
    """How many requests a sweep may still make, and how many rows its windows may have.

    Without a word about the cost only ``MOST_ROWS`` holds: what is asked before is a few totals.
    """

    def __init__(self) -> None:
        self.left: float = math.inf
        self._overdrawn = ""
        self._most_rows = MOST_ROWS

    def announce(self, requests: int, rows: int | None) -> None:
        """Grant some times so many ``requests``; ``rows`` are open in all, where that is known."""
        granted = REQUESTS_TIMES * requests + REQUESTS_MORE
        self._grant(granted, f"e seriam cerca de {number(requests)}")
        if rows is not None:
            # A billing run may double what is open while it is read.
            self._most_rows = 2 * rows + REQUESTS_MORE

    def grant_uncounted(self, requests: int) -> None:
        """Grant so many ``requests`` and a few more to a list of which nobody knows the length."""
        self._grant(requests + REQUESTS_MORE, "sem chegar ao fim da lista")

    def spend(self, requests: int = 1) -> None:
        """Count requests; raises ``DoubtError`` once there were too many."""
        self.left -= requests
        if self.left < 0:
            raise DoubtError(self._overdrawn)

    def _grant(self, requests: int, remark: str) -> None:
        self.left = requests
        self._overdrawn = f"ela passou de {number(requests)} consultas, {remark}"

    def check_total(self, total: int, *, quitadas: bool) -> None:
        """Raise ``DoubtError`` where a window cannot have so many rows as its server says."""
        if isinstance(total, bool) or not isinstance(total, int):
            raise DoubtError("a lista geral não diz em número quantas faturas tem")
        if total > (MOST_ROWS if quitadas else self._most_rows):
            raise DoubtError(f"a lista geral anuncia {number(total)} faturas, mais do que pode ter")
