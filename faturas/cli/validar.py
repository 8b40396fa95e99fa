"""``validar``: the proofs of codes and phones as JSON, one object a line."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import click

from faturas.domain.payment.boleto import read_boleto
from faturas.domain.payment.pix import read_pix
from faturas.domain.phone import SituacaoTelefone, check_phone

Judged = tuple[dict[str, Any], bool]


def _boleto(texto: str, referencia: date) -> Judged:
    boleto = read_boleto(texto, referencia)
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


def _pix(texto: str, _referencia: date) -> Judged:
    pix = read_pix(texto)
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


def _telefone(texto: str, _referencia: date) -> Judged:
    phone = check_phone(texto)
    return {
        "entrada": texto,
        "situacao": phone.situacao,
        "e164": phone.e164,
        "tipo": phone.tipo,
        "motivo": phone.motivo,
    }, phone.situacao in (SituacaoTelefone.OK, SituacaoTelefone.CORRIGIDO)


KINDS: dict[str, Callable[[str, date], Judged]] = {
    "boleto": _boleto,
    "pix": _pix,
    "telefone": _telefone,
}


def judge(kind: str, values: Iterable[str], referencia: date) -> bool:
    """Print one JSON object for each value; True when all are valid."""
    all_valid = True
    for value in values:
        judged, valid = KINDS[kind](value, referencia)
        click.echo(_one_line(judged))
        all_valid &= valid
    return all_valid


def _one_line(judged: dict[str, Any]) -> str:
    """JSON as people read it; what some reader takes for the end of a line, or a terminal for a
    command, is written by its number."""
    text = json.dumps(judged, ensure_ascii=False)
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)


def _valor(valor: Decimal | None) -> str | None:
    return None if valor is None else f"{valor:.2f}"
