"""The offline version: ``python main.py``."""

from faturas.cli import run

if __name__ == "__main__":
    run()
