"""Reports errors that nobody foresaw: a short code for the person, the trace for the log.

What an exception says may quote a customer, a phone or a password, so of a trace only the kinds of
the exceptions and the places in the program are kept.
"""

import base64
import hashlib
import logging
import os
import threading
import traceback
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from faturas.errors import FaturasError

LOG_NAME = "erros.log"
MOST_BYTES = 256 * 1024
"""Bytes of the log beyond which a new one begins; the one before is kept as ``erros.log.1``."""
_CODE_CHARS = 6
"""Characters of a code, short enough to be read out: our choice."""
_FRAMES = 60
"""Frames that the log keeps of each exception in a chain, the last ones; they show a recursion."""
_FRAMES_OF_CODE = 4
"""Frames that the code is made of: so few that they are the same wherever the error is caught."""


def code_of(error: BaseException) -> str:
    """Return six letters and digits, the same for errors of one kind from one place."""
    trace = "\n".join(_trace(error, _FRAMES_OF_CODE, seen=set()))
    digest = hashlib.sha256(trace.encode(errors="replace")).digest()
    return base64.b32encode(digest).decode("ascii")[:_CODE_CHARS]


def trace_of(error: BaseException) -> str:
    """Return kinds and places of an error and of those that led to it, the first one first.

    The words of an exception are left out unless it is one of ours, which hold nothing personal.
    """
    return "\n".join(_trace(error, _FRAMES, seen=set()))


def report_of(error: BaseException) -> str:
    """Return code and trace, as they stand in every log."""
    return f"[{code_of(error)}]\n{trace_of(error)}"


def _trace(error: BaseException, frames: int, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _trace(before, frames, seen)
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            if id(part) not in seen:
                yield from _trace(part, frames, seen)
    yield _kind(error)
    for place in traceback.extract_tb(error.__traceback__, -frames):
        yield f"  {place.filename}:{place.lineno} {place.name}"


def place_of(error: BaseException) -> str:
    """Return file and line where an error is; of one in the spelling of a file, in that file."""
    if isinstance(error, SyntaxError):
        return f"{error.filename}:{error.lineno}"
    *_, last = traceback.extract_tb(error.__traceback__)
    return f"{last.filename}:{last.lineno}"


def _kind(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, FaturasError):
        return f"{kind}: {error}"
    if isinstance(error, SyntaxError):
        return f"{kind}: {place_of(error)}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{kind}: {os.strerror(error.errno)}"
    return kind


def keep_words_out_of_logs() -> None:
    """Make every log of this process show a logged exception as code and trace alone.

    Streamlit, the server and others log what they catch with all its words.
    """
    make = logging.getLogRecordFactory()

    def record(*args: Any, **kwargs: Any) -> logging.LogRecord:
        made = make(*args, **kwargs)
        made.msg, made.args = _wordless(made.msg), _wordless_all(made.args)
        if made.exc_info and made.exc_info[1] is not None:
            made.exc_text, made.exc_info = report_of(made.exc_info[1]), None
        return made

    logging.setLogRecordFactory(record)
    threading.excepthook = _log_thread


def _wordless(value: Any) -> Any:
    return _kind(value) if isinstance(value, BaseException) else value


def _wordless_all(args: Any) -> Any:
    """Return the arguments of a log call, with an exception's kind in place of its words.

    Whether they fit the message is found out where it is written: checked here, a call that does
    not fit would raise in the code that makes it.
    """
    if isinstance(args, Mapping):
        return {key: _wordless(value) for key, value in args.items()}
    return tuple(map(_wordless, args)) if args else args


def _log_thread(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None:
        logging.getLogger(__name__).error("a thread failed", exc_info=failed.exc_value)


def write_down(report: str, folder: Path, now: datetime) -> Path:
    """Append a report to the log in ``folder``, which only its owner can read; returns its path.

    Raises ``OSError``.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / LOG_NAME
    if path.exists() and path.stat().st_size >= MOST_BYTES:
        path.replace(path.with_name(f"{LOG_NAME}.1"))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8", errors="replace") as log:
        log.write(f"{now.isoformat(timespec='seconds')} {report}\n\n")
    return path
