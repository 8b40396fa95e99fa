"""What is kept of an error that nobody foresaw: its kind and its places, never its words."""

import errno
import io
import logging
import stat
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from faturas.errors import LedgerError
from faturas.unexpected import (
    MOST_BYTES,
    code_of,
    keep_words_out_of_logs,
    report_of,
    trace_of,
    write_down,
)

PERSONAL = "Maria da Silva 119.876.543-20"
NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def failing(error: Exception, before: Exception | None = None) -> Exception:
    """``error`` as it comes out of a place in the program."""

    def fail() -> None:
        raise error from (failing(before) if before is not None else None)

    try:
        fail()
    except Exception as caught:
        return caught
    raise AssertionError


def fail_in_thread() -> None:
    raise ValueError(PERSONAL)


def nested() -> Exception:
    try:
        raise failing(KeyError(PERSONAL))
    except KeyError:
        return failing(ExceptionGroup(PERSONAL, [ValueError(PERSONAL)]))


@pytest.mark.parametrize(
    "error",
    [
        failing(ValueError(PERSONAL)),
        failing(RuntimeError("x"), before=KeyError(PERSONAL)),
        failing(OSError(errno.ENOSPC, PERSONAL, f"{PERSONAL}.csv")),
        nested(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_words_of_an_error_are_never_kept(error: Exception) -> None:
    error.add_note(PERSONAL)
    trace = trace_of(error)
    assert "Maria" not in trace
    assert type(error).__name__ in trace
    assert f"{Path(__file__)}:" in trace


def test_the_cause_and_why_the_system_refused_are_kept() -> None:
    trace = trace_of(failing(RuntimeError(), before=OSError(errno.ENOSPC, "x")))
    assert "No space left on device" in trace
    assert trace.index("OSError") < trace.index("RuntimeError")


def test_our_own_words_are_kept() -> None:
    assert "arquivo cheio" in trace_of(LedgerError("arquivo cheio"))


def test_the_code_tells_places_and_kinds_apart_and_nothing_else() -> None:
    same = {code_of(failing(ValueError(words))) for words in ("a", "b")}
    assert len(same) == 1
    assert code_of(failing(KeyError("a"))) not in same
    assert all(code.isalnum() and len(code) == 6 for code in same)


def test_a_deep_recursion_is_cut_short() -> None:
    def endless() -> None:
        endless()

    with pytest.raises(RecursionError) as caught:
        endless()
    assert len(trace_of(caught.value)) < 10_000


@pytest.fixture
def wordless_logs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in the dashboard's process."""
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    before = logging.getLogRecordFactory()
    keep_words_out_of_logs()
    yield
    logging.setLogRecordFactory(before)


@pytest.mark.usefixtures("wordless_logs")
class TestLogs:
    def test_a_logged_exception_shows_as_its_code_and_places(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        error = failing(ValueError(PERSONAL))
        logging.getLogger("qualquer").error("falhou em %s", "x", exc_info=error)
        thread = threading.Thread(target=fail_in_thread)
        thread.start()
        thread.join()
        assert f"falhou em x\n[{code_of(error)}]\nbuiltins.ValueError" in caplog.text
        assert "a thread failed" in caplog.text
        assert "Maria" not in caplog.text

    def test_an_exception_within_the_message_shows_as_its_kind(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        error = failing(ValueError(PERSONAL))
        log = logging.getLogger("qualquer")
        log.error("falhou em %s: %s", "x", error, exc_info=error)
        log.warning("falhou em %(onde)s: %(por)s", {"onde": "y", "por": error})
        log.error(error)
        assert "falhou em x: builtins.ValueError\n" in caplog.text
        assert "falhou em y: builtins.ValueError\n" in caplog.text
        assert "Maria" not in caplog.text

    def test_a_call_whose_arguments_do_not_fit_stops_nobody(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(logging, "raiseExceptions", False)
        log = logging.Logger("fora", logging.DEBUG)
        log.addHandler(logging.StreamHandler(io.StringIO()))
        log.error("falhou em %s e %s", "x", exc_info=failing(ValueError(PERSONAL)))


def test_the_log_is_its_owners_and_bounded(tmp_path: Path) -> None:
    folder = tmp_path / "dados"
    for _ in range(3):
        path = write_down("x" * MOST_BYTES, folder, NOW)
    assert path.name == "erros.log"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sum(file.stat().st_size for file in folder.iterdir()) < 3 * MOST_BYTES
    assert report_of(ValueError()) not in path.read_text(encoding="utf-8")
    write_down(report_of(ValueError()), folder, NOW)
    assert report_of(ValueError()) in path.read_text(encoding="utf-8")
