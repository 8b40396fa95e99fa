"""Runs the command line (``run``): ``python main.py``."""

from faturas.cli.app import run

__all__ = ["run"]
