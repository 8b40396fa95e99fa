"""Defines the options that several commands share, and turns them into what the use cases take."""

import functools
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import click

from faturas import clock
from faturas.app import export, files
from faturas.app.actor import COMMAND_LINE
from faturas.app.context import AppContext
from faturas.app.export import Target
from faturas.app.values import BuscaSettings, Estrategia
from faturas.cli.exits import Exit
from faturas.domain.choices import Choices, QualValor


class _Date(click.ParamType[date]):
    """Reads a date as AAAA-MM-DD, and in no other form that Python would also read."""

    name = "data"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        with suppress(ValueError):
            if len(value) == len("AAAA-MM-DD"):
                return date.fromisoformat(value)
        message = f"a data {value} não existe ou não está na forma AAAA-MM-DD."
        raise click.BadParameter(message, ctx, param)


class _Saida(click.ParamType[Path]):
    """Reads the path of a file to write; refuses ``-`` and a folder."""

    name = "arquivo"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        if str(value) == "-":
            message = (
                "os contatos vão para arquivos, não para a saída padrão; escreva o nome de um, por "
                "exemplo --saida contatos.csv."
            )
            raise click.BadParameter(message, ctx, param)
        if str(value).replace(os.sep, "/").rpartition("/")[2] in ("", "."):
            message = "falta o nome do arquivo, por exemplo contatos.csv; uma pasta não basta."
            raise click.BadParameter(message, ctx, param)
        return Path(value)


def _options(*options: Callable[..., Any]) -> Callable[..., Any]:
    """Makes one decorator of several options; the help lists them in this order."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def configured(command: Callable[..., Exit]) -> Callable[..., Exit]:
    """Gives a command the context, after checking the configuration before anything else.

    Raises ``ConfigError`` for a wrong one.
    """

    @functools.wraps(command)
    def with_settings(**options: Any) -> Exit:
        app: AppContext = click.get_current_context().obj
        _ = app.settings
        return command(app, **options)

    return with_settings


job_id = click.argument("tarefa_id", metavar="ID")
reference = click.option(
    "--data-referencia",
    type=_Date(),
    metavar="AAAA-MM-DD",
    help="O que vale como hoje (sem ela, hoje em São Paulo).",
)
common = _options(
    click.option(
        "--api", metavar="NOME", help="A API; dispensável quando só uma está configurada."
    ),
    reference,
)
output = _options(
    click.option(
        "--saida",
        type=_Saida(),
        metavar="CONTATOS.csv",
        help="Onde gravar os contatos; o relatório vai ao lado.",
    ),
    click.option(
        "--valor",
        type=click.Choice([choice.value for choice in QualValor]),
        default=QualValor.CODIGO.value,
        help="Na coluna 2: o valor que o código cobra (padrão) ou o da fatura.",
    ),
    click.option("--aceitar-fixo", is_flag=True, help="Usa telefone fixo onde não há celular."),
    click.option("--so-completas", is_flag=True, help="Só contatos sem nenhuma coluna vazia."),
    click.option("--xlsx", is_flag=True, help="Grava também a planilha .xlsx."),
)
strategy = click.option(
    "--estrategia",
    type=click.Choice([choice.value for choice in Estrategia]),
    help="Perguntar um a um, ler tudo de uma vez (varredura) ou o mais barato (auto).",
)
columns = _options(
    click.option("--coluna-codigo", metavar="NOME", help="A coluna do código do cliente."),
    click.option("--coluna-telefone", metavar="NOME", help="A coluna do telefone."),
    click.option("--coluna-nome", metavar="NOME", help="A coluna do nome."),
    click.option("--planilha", metavar="NOME", help="A planilha, quando o arquivo tem várias."),
    click.option(
        "--com-ocultas", is_flag=True, help="Consulta também as linhas ocultas da planilha."
    ),
)


def target_of(
    saida: Path | None, options: dict[str, Any], api: str, lista: Path | None = None
) -> Target:
    """Returns where the files go, by the options of ``output``.

    Without ``saida``: ``faturas_vencidas_AAAAMMDD_HHMMSS.csv`` in the current folder. ``api`` is
    the name of the API whose data they hold, ``lista`` the customer list, which no file may
    replace. Raises ``OutputError`` where they cannot be written there.
    """
    place = saida or Path(f"{files.file_stem(COMMAND_LINE, api, clock.now())}.csv")
    target = Target(place, choices_of(options), xlsx=options["xlsx"])
    export.check(COMMAND_LINE, target, lista)
    return target


def choices_of(options: dict[str, Any]) -> Choices:
    """Returns the choices for the contact file, by the options of ``output``."""
    return Choices(
        valor=QualValor(options["valor"]),
        telefone_fixo=options["aceitar_fixo"],
        so_completas=options["so_completas"],
    )


def busca_of(configured: BuscaSettings, options: dict[str, Any]) -> BuscaSettings:
    """Returns the settings of a new job: the configured ones, with the strategy of the option."""
    if options["estrategia"] is None:
        return configured
    return configured.model_copy(update={"estrategia": Estrategia(options["estrategia"])})
