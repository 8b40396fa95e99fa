"""Starts the command line (``start``), however it was called, or says why it cannot be loaded."""

import contextlib
import sys
from typing import NoReturn

from faturas.command_name import COMMAND, INSTALLED


def start() -> None:
    """Run the command line of this process and leave with its exit status.

    2 where a library is missing, 70 where a part of the program cannot be loaded.
    """
    try:
        # Whatever is wrong with any module shows here, and nothing that it says is for a person.
        from faturas.cli import run  # noqa: PLC0415 - see above
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - told by its code
        _give_up(error)
    run()


def _give_up(error: Exception) -> NoReturn:
    try:
        from faturas.broken import broken_sentence, library_missing  # noqa: PLC0415 - may be broken, too
    except Exception:  # noqa: BLE001 - not even that can be loaded
        _leave(70, "O programa não pôde ser carregado (código INICIO). Instale-o de novo.")
    if missing := library_missing(error):
        here = (
            "" if COMMAND == INSTALLED else " e use o Python do ambiente: .venv/bin/python main.py"
        )
        _leave(2, f"{missing}{here}")
    _leave(70, broken_sentence(error))


def _leave(status: int, said: str) -> NoReturn:
    """Say why nothing of the program could be loaded, if anybody can be told."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            print(said, file=sys.stderr)  # noqa: T201 - there is nothing else to say it with
    sys.exit(status)
