"""Draws the filters and choices of a job, and makes one ``Filter`` of what they hold."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

import streamlit as st

from faturas.app.values import Filter
from faturas.domain.choices import Choices, QualValor
from faturas.domain.money import parse_digitado
from faturas.domain.notices import NENHUM, Aviso
from faturas.errors import InputError
from faturas.ui.layout.widget_memory import clear, held, remembered
from faturas.ui.parts.verdicts import LABELS

_EVERYONE = "Todos"
_PHONES = {_EVERYONE: None, "Com telefone": True, "Sem telefone": False}
_AMOUNTS = {
    QualValor.CODIGO: "O que o código cobra",
    QualValor.FATURA: "O que está na fatura",
}
_DATE_FORM = "DD/MM/YYYY"
_IN_SIGHT: Mapping[str, object] = {"texto": "", "verdicts": []}
_MORE: Mapping[str, object] = {
    "avisos": [],
    "telefone": _EVERYONE,
    "minimo": "",
    "maximo": "",
    "desde": None,
    "ate": None,
}
_ESCOLHAS: Mapping[str, object] = {
    "valor": QualValor.CODIGO,
    "fixo": False,
    "completas": False,
    "bloqueadas": False,
}
_HIDING: Mapping[str, object] = {**_IN_SIGHT, **_MORE, "completas": False}
"""All that may keep a contact out of sight, with what each is while it does not, its default."""
_ALL: Mapping[str, object] = {**_IN_SIGHT, **_MORE, **_ESCOLHAS}
_RANGE = {"minimo": "Valor a partir de (R$)", "maximo": "Valor até (R$)"}
_CLEARED_FROM = ("filtros", "vazio")
"""The places of the buttons that clear the filters."""


def choose(job_id: str, avisos: Iterable[Aviso]) -> Filter:
    """Draw the filters and the choices; ``avisos`` are the ones to offer."""
    with st.container(border=True, key="filtros", gap="small"):
        left, right = st.columns([3, 2])
        left.text_input(
            "Procurar por nome ou código",
            **remembered(job_id, "texto"),
            icon=":material/search:",
            placeholder="Nome ou código do cliente",
        )
        right.pills(
            "Conferência",
            list(LABELS),
            selection_mode="multi",
            format_func=LABELS.__getitem__,
            **remembered(job_id, "verdicts"),
        )
        with st.container(horizontal=True, gap="small"):
            with st.popover(
                _label("Mais filtros", job_id, _MORE),
                icon=":material/filter_alt:",
                key=f"mais-filtros-{job_id}",
            ):
                _draw_avisos_and_phone(job_id, avisos)
                _draw_ranges(job_id)
            with st.popover(
                _label("O que vai no arquivo", job_id, _ESCOLHAS),
                icon=":material/checklist:",
                key=f"escolhas-{job_id}",
            ):
                _draw_escolhas(job_id)
            if _count(job_id, _HIDING):
                clear_button(job_id, "filtros")
    return _filtro(_held(job_id))


def chosen(job_id: str) -> Filter:
    """Return what the widgets hold at this moment, drawn or not, for the callbacks of clicks.

    Raises ``InputError`` while one of them cannot be read: without it the file would be
    everybody's.
    """
    values = _held(job_id)
    if any(st.session_state.get(_clear_key(job_id, place)) for place in _CLEARED_FROM):
        # Of two clicks in one run Streamlit may carry out the later one first: this one before the
        # clearing that will have been done when the page is drawn.
        values.update(_HIDING)
    if reason := _unreadable(values):
        raise InputError(reason)
    return _filtro(values)


def unreadable(job_id: str) -> str:
    """Return why a click cannot go by the filters, ``""`` when all of them can be read."""
    return _unreadable(_held(job_id))


def _held(job_id: str) -> dict[str, Any]:
    return {name: held(job_id, name, unset=unset) for name, unset in _ALL.items()}


def _unreadable(values: Mapping[str, Any]) -> str:
    for name, label in _RANGE.items():
        if values[name].strip() and _amount(values[name]) is None:
            return (
                f"O filtro “{label}” não foi entendido e não está valendo. Antes de baixar ou de "
                "conferir de novo, escreva um valor como 1.234,56 ou apague o que está nele."
            )
    return ""


def _filtro(values: Mapping[str, Any]) -> Filter:
    """Return the filters and choices; an amount that cannot be read filters nothing."""
    return Filter(
        choices=Choices(
            valor=values["valor"],
            telefone_fixo=values["fixo"],
            so_completas=values["completas"],
            bloqueadas=values["bloqueadas"],
        ),
        com_telefone=_PHONES[values["telefone"] or _EVERYONE],
        valor_minimo=_amount(values["minimo"]),
        valor_maximo=_amount(values["maximo"]),
        vencimento_desde=values["desde"],
        vencimento_ate=values["ate"],
        texto=values["texto"] or "",
        verdicts=tuple(values["verdicts"]),
        avisos=reduce(or_, values["avisos"], NENHUM),
    )


def clear_button(job_id: str, place: str) -> None:
    """Draw the button that shows every contact again; ``place`` tells one page's apart."""
    st.button(
        "Limpar filtros",
        key=_clear_key(job_id, place),
        icon=":material/filter_alt_off:",
        type="tertiary",
        on_click=clear,
        args=(job_id, _HIDING),
    )


def _clear_key(job_id: str, place: str) -> str:
    return f"limpar-{place}-{job_id}"


def _count(job_id: str, widgets: Mapping[str, object]) -> int:
    """Return how many of the widgets are set to something."""
    return sum(
        (held(job_id, name, unset=unset) or unset) != unset for name, unset in widgets.items()
    )


def _label(text: str, job_id: str, widgets: Mapping[str, object]) -> str:
    count = _count(job_id, widgets)
    return f"{text} ({count})" if count else text


def _draw_avisos_and_phone(job_id: str, avisos: Iterable[Aviso]) -> None:
    offered = list(avisos)
    before: list[Aviso] = held(job_id, "avisos", unset=[])
    st.multiselect(
        "Avisos",
        [*offered, *(aviso for aviso in before if aviso not in offered)],
        format_func=lambda aviso: aviso.rotulo,
        placeholder="Qualquer um",
        **remembered(job_id, "avisos"),
        help="Com mais de um, mostra os contatos que têm pelo menos um deles.",
    )
    st.segmented_control(
        "Telefone",
        list(_PHONES),
        default=_EVERYONE,
        required=True,
        **remembered(job_id, "telefone"),
    )


def _draw_ranges(job_id: str) -> None:
    with st.grid(2, min_column_width=120, gap="small") as grid:
        with grid.cell():
            from_valor = _draw_amount(job_id, "minimo")
        with grid.cell():
            to_valor = _draw_amount(job_id, "maximo")
        from_date = _draw_date("Vencimento a partir de", job_id, "desde")
        to_date = _draw_date("Vencimento até", job_id, "ate")
    if from_valor is not None and to_valor is not None and from_valor > to_valor:
        st.warning("O valor inicial é maior que o final: nenhum contato passa por esse filtro.")
    if from_date and to_date and from_date > to_date:
        st.warning("O vencimento inicial é depois do final: nenhum contato passa por esse filtro.")


def _draw_amount(job_id: str, name: str) -> Decimal | None:
    """Draw an amount as Brazilians write it; one that cannot be read is said and left out."""
    text = st.text_input(_RANGE[name], **remembered(job_id, name), placeholder="0,00")
    amount = _amount(text)
    if amount is None and text.strip():
        st.warning("Escreva um valor como 1.234,56. Este filtro ainda não está valendo.")
    return amount


def _draw_date(label: str, job_id: str, name: str) -> date | None:
    return st.date_input(label, None, format=_DATE_FORM, **remembered(job_id, name))


def _draw_escolhas(job_id: str) -> None:
    st.radio(
        "Valor na coluna 2, quando o código cobra outro que o da fatura",
        list(_AMOUNTS),
        format_func=_AMOUNTS.__getitem__,
        **remembered(job_id, "valor"),
        help="O código de pagamento pode já incluir multa e juros: é o que a pessoa vai pagar.",
    )
    st.toggle(
        "Aceitar telefone fixo",
        **remembered(job_id, "fixo"),
        help="Usa o telefone fixo dos clientes que não têm celular.",
    )
    st.toggle(
        "Só linhas completas",
        **remembered(job_id, "completas"),
        help="Deixa de fora quem ficaria com alguma coluna vazia.",
    )
    st.toggle(
        "Incluir bloqueadas",
        **remembered(job_id, "bloqueadas"),
        help="Inclui clientes sem nenhum meio de pagamento válido.",
    )


def _amount(text: str) -> Decimal | None:
    try:
        return parse_digitado(text)
    except ValueError:
        return None
