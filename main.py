"""The offline version: ``python main.py``."""

import contextlib
import sys

if __name__ == "__main__":
    try:
        from faturas.start import start
    except Exception:  # noqa: BLE001 - not even that can be loaded
        if sys.stderr is not None:
            with contextlib.suppress(OSError):
                print(  # noqa: T201 - there is nothing else to say it with
                    "O programa não pôde ser carregado (código INICIO). Instale-o de novo.",
                    file=sys.stderr,
                )
        sys.exit(70)
    start()
