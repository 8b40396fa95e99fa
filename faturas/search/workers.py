"""Runs tasks in threads (``Workers``); each task gives one result.

They are daemon threads, so that the process can end at any moment: what was being asked for then
is asked for again by the next run.
"""

import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


class Workers(Generic[Task, Result]):
    """Runs ``work``, which must not raise, for every task, in ``threads`` threads."""

    def __init__(self, work: Callable[[Task], Result], threads: int, name: str) -> None:
        self._work = work
        self._threads = threads
        self._name = name
        self._tasks: queue.SimpleQueue[tuple[Task] | None] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[Result] = queue.SimpleQueue()
        for number in range(threads):
            threading.Thread(target=self._run, name=f"{name}-{number}", daemon=True).start()

    def put(self, task: Task) -> None:
        self._tasks.put((task,))

    def put_at_once(self, task: Task) -> None:
        """Begin this task now, though all threads be busy."""
        threading.Thread(target=self._do, args=(task,), name=f"{self._name}-*", daemon=True).start()

    def get(self, timeout_s: float) -> Result | None:
        """Return one result, or None when there is none within the time."""
        try:
            return self._results.get(block=timeout_s > 0, timeout=timeout_s)
        except queue.Empty:
            return None

    def close(self) -> None:
        """Let the threads end after the tasks that were put before."""
        for _ in range(self._threads):
            self._tasks.put(None)

    def _run(self) -> None:
        while (task := self._tasks.get()) is not None:
            self._do(*task)

    def _do(self, task: Task) -> None:
        self._results.put(self._work(task))
