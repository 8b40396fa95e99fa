"""Ends the command line after an unexpected error, a lost output or a reader who has left."""

import logging
import os
import sys
import threading
from datetime import UTC, datetime

from faturas.app.configuration import data_dir
from faturas.cli.exits import Exit
from faturas.cli.streams import tell
from faturas.unexpected import code_of, report_of, write_down


class _Log(logging.Handler):
    """Writes to the error log what the program's own modules report by ``logging``."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            write_down(record.getMessage(), data_dir(), datetime.now(UTC))
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Does nothing: a log that cannot be written must not end the job that reports to it."""


def keep_libraries_quiet() -> None:
    """Sends to the log, or nowhere, what libraries and threads would print in English."""
    logging.basicConfig(handlers=[logging.NullHandler()])
    logging.captureWarnings(capture=True)
    log = logging.getLogger("faturas")
    if not any(isinstance(handler, _Log) for handler in log.handlers):
        log.addHandler(_Log(logging.ERROR))
    threading.excepthook = _thread_failed


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None and not isinstance(failed.exc_value, SystemExit):
        tell_unexpected(failed.exc_value)


def tell_unexpected(error: BaseException) -> Exit:
    """Says the code of an error that nobody foresaw, and in which file its trace is."""
    happened = f"Algo inesperado aconteceu (código {code_of(error)}). O que já foi consultado está "
    happened += "guardado. "
    try:
        path = write_down(report_of(error), data_dir(), datetime.now(UTC))
    except OSError:
        tell(f"{happened}O registro não pôde ser gravado na pasta {data_dir()}: confira-a.")
    else:
        tell(f"{happened}Se acontecer de novo, envie a quem cuida do programa o arquivo {path}.")
    return Exit.UNEXPECTED


def tell_unprinted(status: Exit) -> Exit:
    """Says that standard output could not be written; the exit status of another failure stays."""
    done = status in (Exit.OK, Exit.SOME_FAILED)
    files = " O trabalho foi feito: os arquivos pedidos, se houver, estão gravados." if done else ""
    tell(f"O resumo não pôde ser escrito na saída padrão (disco cheio, ou saída fechada).{files}")
    return Exit.UNPRINTED if status is Exit.OK else status


def end_without_reader() -> Exit:
    """Ends without a word after the reader of the output has left, as ``head`` does."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in filter(None, (sys.__stdout__, sys.__stderr__)):
        try:
            stream.flush()
        except OSError:
            # The interpreter writes what is left in the buffer when it ends: that must not fail.
            os.dup2(nowhere, stream.fileno())
    return Exit.NO_READER
