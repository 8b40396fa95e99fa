"""The offline version: ``python main.py``."""

import contextlib
import sys


def _give_up(status: int, told: str) -> None:
    """Say why nothing of the program could be loaded, if anybody can be told."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            print(told, file=sys.stderr)  # noqa: T201 - there is nothing else to say it with
    sys.exit(status)


if __name__ == "__main__":
    try:
        from faturas.cli import run
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - told by its code
        try:
            from faturas.broken import library_missing, told_broken
        except Exception:  # noqa: BLE001 - not even that can be loaded
            _give_up(70, "O programa não pôde ser carregado (código INICIO). Instale-o de novo.")
        if missing := library_missing(error):
            _give_up(2, f"{missing} e use o Python do ambiente: .venv/bin/python main.py")
        _give_up(70, told_broken(error))
    run()
