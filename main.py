"""The offline version: ``python main.py``."""

import sys

if __name__ == "__main__":
    try:
        from faturas.cli import run
    except KeyboardInterrupt:
        sys.exit(130)
    except ModuleNotFoundError as missing:
        print(  # noqa: T201 - nothing of the program could be loaded to say it
            f"Falta a biblioteca {missing.name}. Instale com pip install -r requirements.txt e use "
            "o Python do ambiente: .venv/bin/python main.py",
            file=sys.stderr,
        )
        sys.exit(2)
    run()
