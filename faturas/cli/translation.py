"""Translates click: its help, and what it says of a command that was typed wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

_SECTIONS = {
    "Options": "Opções",
    "Commands": "Comandos",
    "Positional arguments": "Argumentos",
}


class _Formatter(click.HelpFormatter):
    """Writes the help with Portuguese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "Uso: ")

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        with super().section(_SECTIONS.get(name, name)):
            yield


class _Context(click.Context):
    """Prints the help by way of ``_Formatter``."""

    formatter_class = _Formatter


class Command(click.Command):
    """Defines a command whose help is Portuguese."""

    context_class = _Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[OPÇÕES]")
        super().__init__(*args, **kwargs)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Mostra esta ajuda e sai."
        return option


class Group(Command, click.Group):
    """Defines a group of commands whose help is Portuguese."""

    command_class = Command


def usage_problem(error: click.UsageError) -> str:
    """Returns what was typed wrong, in Portuguese."""
    match error:
        case click.NoSuchOption():
            similar = f" Seria {' ou '.join(error.possibilities)}?" if error.possibilities else ""
            return f"A opção {error.option_name} não existe.{similar}"
        case click.exceptions.NoSuchCommand():
            return f"O comando {error.command_name} não existe."
        case click.MissingParameter() if error.param is not None:
            return f"Falta informar {_name(error.param)}."
        case click.BadOptionUsage():
            return f"A opção {error.option_name} foi usada de um jeito que não serve."
        case click.BadParameter() if error.param is not None:
            return _bad_value(error, error.param)
        case _:
            return "O comando tem argumentos demais ou fora do lugar."


def _bad_value(error: click.BadParameter, param: click.Parameter) -> str:
    if isinstance(param.type, click.Choice):
        return f"{_name(param)} deve ser um destes: {', '.join(param.type.choices)}."
    return f"{_name(param)}: {error.message}"


def _name(param: click.Parameter) -> str:
    return param.human_readable_name if isinstance(param, click.Argument) else param.opts[0]
