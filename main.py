"""The offline version: ``python main.py``."""

import sys

if __name__ == "__main__":
    try:
        from faturas.cli import run
    except KeyboardInterrupt:
        sys.exit(130)
    run()
