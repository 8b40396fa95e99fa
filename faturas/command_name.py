"""Gives the name of this command line (``COMMAND``), for commands that people are told to type."""

import sys
from pathlib import Path

INSTALLED = "faturas"
"""The name that pyproject.toml gives the command in an environment with the program installed."""


def command_name(started_as: str) -> str:
    """Return what stands before a command's name; ``started_as`` is ``sys.argv[0]``."""
    return INSTALLED if Path(started_as).stem == INSTALLED else "python main.py"


COMMAND = command_name(sys.argv[0])
