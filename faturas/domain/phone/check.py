"""The phone of a cell (``check_phone``), and the best of several (``choose_phone``)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from faturas.domain.documents import names_another_number
from faturas.domain.findings import Cause, Finding, Repair
from faturas.domain.phone.cell import NoPhoneError, read_cell
from faturas.domain.phone.number import judge_number
from faturas.domain.phone.telefone import (
    MAYBE_DOCUMENT,
    SituacaoTelefone,
    Telefone,
    TipoTelefone,
    refused,
)


@dataclass(frozen=True, slots=True)
class Escolha:
    """The best of several phones; the landline stands apart, for only the clerk may allow it."""

    movel: Telefone | None
    fixo: Telefone | None


def check_phone(texto: str) -> Telefone:
    """Judge one cell. Never raises."""
    try:
        numbers, repairs = read_cell(texto)
    except NoPhoneError as refusal:
        return refused(texto, refusal.why)
    found = _judge_all(texto, numbers)
    if found.usavel and names_another_number(texto):
        return replace(found, situacao=SituacaoTelefone.REVISAR, findings=(MAYBE_DOCUMENT,))
    if found.usavel and repairs:
        findings = tuple(dict.fromkeys((*repairs, *found.findings)))
        return replace(found, situacao=SituacaoTelefone.CORRIGIDO, findings=findings)
    return found


def choose_phone(phones: Iterable[Telefone]) -> Escolha:
    """The first usable mobile and the first usable landline, in the order given."""
    usable = [phone for phone in phones if phone.usavel]
    return Escolha(
        movel=next((phone for phone in usable if phone.tipo is TipoTelefone.MOVEL), None),
        fixo=next((phone for phone in usable if phone.tipo is TipoTelefone.FIXO), None),
    )


def _judge_all(entrada: str, numbers: Sequence[str]) -> Telefone:
    """The first mobile of the cell, otherwise its first landline; two of the kind are a doubt."""
    phones: list[Telefone] = []
    ddd = ""
    for text in numbers:
        phone = judge_number(entrada, text, ddd)
        ddd = phone.e164[3:5] if phone.e164 and phone.tipo and not ddd else ddd
        phones.append(phone)
    if len(phones) == 1:
        return phones[0]
    found = sorted(
        (phone for phone in phones if phone.tipo),
        key=lambda phone: (not phone.usavel, phone.tipo is not TipoTelefone.MOVEL),
    )
    if not found:
        return phones[0]
    best = found[0]
    if len({phone.e164 for phone in found if phone.tipo is best.tipo}) > 1:
        return replace(
            best,
            situacao=SituacaoTelefone.REVISAR,
            findings=(Finding.of(Cause.TELEFONE_VARIOS),),
        )
    if not best.usavel:
        return best
    is_mobile = best.tipo is TipoTelefone.MOVEL
    kept = Finding.of(Repair.TELEFONE_FICOU_CELULAR if is_mobile else Repair.TELEFONE_FICOU_FIXO)
    return replace(
        best,
        situacao=SituacaoTelefone.CORRIGIDO,
        findings=(kept, *best.findings),
    )
