"""Defines the command ``validar``, which checks codes and phones: one JSON object a line."""

import json
import sys
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import click

from faturas import clock
from faturas.app import validate
from faturas.app.actor import COMMAND_LINE
from faturas.cli import options as opt
from faturas.cli.exits import Exit
from faturas.cli.translation import Command
from faturas.domain.phone import SituacaoTelefone
from faturas.errors import InputError

CheckedValue = tuple[dict[str, Any], bool]
"""What is printed about one value, and whether it is valid."""


def _boleto(texto: str, referencia: date) -> CheckedValue:
    boleto = validate.boleto(COMMAND_LINE, texto, referencia)
    return {
        "entrada": texto,
        "valido": boleto.valido,
        "motivos": boleto.motivos,
        "avisos": boleto.avisos,
        "tipo": boleto.tipo,
        "linha_digitavel": boleto.linha_digitavel,
        "codigo_barras": boleto.codigo_barras,
        "valor": "0.00" if boleto.valor_em_aberto else _valor(boleto.valor),
        "vencimento": boleto.vencimento.isoformat() if boleto.vencimento else None,
    }, boleto.valido


def _pix(texto: str, _referencia: date) -> CheckedValue:
    pix = validate.pix(COMMAND_LINE, texto)
    return {
        "entrada": texto,
        "valido": pix.valido,
        "motivos": pix.motivos,
        "avisos": pix.avisos,
        "tipo": pix.tipo,
        "chave": pix.chave,
        "url": pix.url,
        "valor": _valor(pix.valor),
        "recebedor": pix.recebedor,
        "cidade": pix.cidade,
    }, pix.valido


def _telefone(texto: str, _referencia: date) -> CheckedValue:
    phone = validate.telefone(COMMAND_LINE, texto)
    return {
        "entrada": texto,
        "situacao": phone.situacao,
        "e164": phone.e164,
        "tipo": phone.tipo,
        "motivo": phone.motivo,
    }, phone.situacao in (SituacaoTelefone.OK, SituacaoTelefone.CORRIGIDO)


_KINDS: dict[str, Callable[[str, date], CheckedValue]] = {
    "boleto": _boleto,
    "pix": _pix,
    "telefone": _telefone,
}


@click.command(cls=Command)
@click.argument("tipo", type=click.Choice(list(_KINDS)), metavar="boleto|pix|telefone")
@click.argument("valores", nargs=-1, metavar="[VALOR…]")
@opt.reference
def validar(tipo: str, valores: tuple[str, ...], data_referencia: date | None) -> Exit:
    """Confere boletos, códigos PIX ou telefones: um objeto JSON por linha.

    Com "-" no lugar dos valores, lê um por linha da entrada padrão.
    """
    if not valores:
        raise InputError('Diga o que validar, ou "-" para ler da entrada padrão.')
    values = (line.rstrip("\r\n") for line in sys.stdin) if valores == ("-",) else iter(valores)
    all_valid = _check_each(tipo, values, data_referencia or clock.today())
    return Exit.OK if all_valid else Exit.SOME_FAILED


def _check_each(kind: str, values: Iterable[str], referencia: date) -> bool:
    """Prints one JSON object for each value; returns whether all are valid."""
    all_valid = True
    for value in values:
        checked, valid = _KINDS[kind](value, referencia)
        click.echo(_one_line(checked))
        all_valid &= valid
    return all_valid


def _one_line(checked: dict[str, Any]) -> str:
    """Returns JSON on one line with its accents; unprintable characters as their numbers.

    A reader might take one for the end of the line, or a terminal for a command.
    """
    text = json.dumps(checked, ensure_ascii=False)
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)


def _valor(valor: Decimal | None) -> str | None:
    return None if valor is None else f"{valor:.2f}"
