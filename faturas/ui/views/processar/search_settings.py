"""Draws the settings of one search, which begin as configured."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar, cast

import streamlit as st

from faturas import clock
from faturas.app.values import MOST_THREADS, BuscaSettings, Estrategia, Ritmo
from faturas.domain.due_dates import RegraVencimento
from faturas.domain.ptbr import decimal

_Choice = TypeVar("_Choice", bound=StrEnum)
_Value = TypeVar("_Value")

_PAUSES_S = (0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0)
_TIMEOUTS_S = (5.0, 10.0, 30.0, 60.0, 120.0, 300.0)
"""Seconds to choose from, beside the configured ones: our choice."""
_MOST_PER_MINUTE = 100_000.0
"""Requests a minute that may be typed, at most, as in ``BuscaSettings.max_por_minuto``."""
_RULES = {
    RegraVencimento.DIA_UTIL: "Dia útil: no fim de semana ou feriado vale até o próximo dia útil",
    RegraVencimento.DIA_UTIL_ESTRITO: "Dia útil, e o último dia útil do ano conta como os outros",
    RegraVencimento.CALENDARIO: "Calendário: vencida no dia seguinte ao vencimento",
}

_RITMOS = {
    Ritmo.ADAPTATIVO: "Adaptativo: tão rápido quanto o sistema de cobrança aguenta",
    Ritmo.FIXO: "Fixo: por lotes, com uma pausa entre eles",
}
_ESTRATEGIAS = {
    Estrategia.AUTO: "Automático: o que pesar menos para o sistema de cobrança",
    Estrategia.UM_A_UM: "Um a um: uma pergunta por cliente",
    Estrategia.VARREDURA: "Varredura: lê as faturas em aberto de todos de uma vez",
}


@dataclass(frozen=True, slots=True)
class Search:
    """Holds what one search goes by."""

    busca: BuscaSettings
    referencia: date


def choose_settings(defaults: BuscaSettings) -> Search:
    """Draw the settings; what is not touched is as configured."""
    with st.expander("Ajustes da consulta", icon=":material/tune:"):
        _draw_pace(defaults)
        _draw_tries(defaults)
        _draw_strategy(defaults)
        st.date_input(
            "Data de referência",
            clock.today(),
            format="DD/MM/YYYY",
            key="referencia",
            width=320,
            help="O que vale como hoje para dizer se uma fatura está vencida.",
        )
        _draw_one_of(_RULES, defaults.vencimento, "Quando uma fatura está vencida", key="regra")
        st.toggle(
            "Buscar telefone no sistema de cobrança",
            defaults.buscar_telefone,
            key="buscar-telefone",
            help="Só para quem tem fatura vencida e está sem celular utilizável na lista.",
        )
    return held_settings(defaults)


def held_settings(defaults: BuscaSettings) -> Search:
    """Return what the settings hold at this moment, drawn or not."""
    ritmo = _held("ritmo", defaults.ritmo)
    estrategia = _held("estrategia", defaults.estrategia)
    chosen: dict[str, Any] = {
        "ritmo": ritmo,
        "threads": _held(f"threads-{ritmo}", _usual_threads(defaults, ritmo)),
        "lote": _held("lote", defaults.lote),
        "max_por_minuto": _held("max-por-minuto", 0.0) or defaults.max_por_minuto,
        "tentativas": _held("tentativas", defaults.tentativas),
        "tempo_limite_s": _held("tempo-limite", defaults.tempo_limite_s),
        "estrategia": estrategia,
        "vencimento": _held("regra", defaults.vencimento),
        "buscar_telefone": _held("buscar-telefone", defaults.buscar_telefone),
    }
    if ritmo is Ritmo.FIXO:
        chosen["pausa_s"] = _held("pausa", defaults.pausa_s)
    if estrategia is not Estrategia.UM_A_UM:
        chosen["horizonte_meses"] = _held("horizonte", defaults.horizonte_meses)
    return Search(defaults.model_copy(update=chosen), _held("referencia", clock.today()))


def _held(key: str, unset: _Value) -> _Value:
    return cast(_Value, st.session_state.get(key, unset))


def _usual_threads(defaults: BuscaSettings, ritmo: Ritmo) -> int:
    """Return the threads as configured, or the default of a pace that is not configured."""
    if ritmo is defaults.ritmo:
        return defaults.threads
    return BuscaSettings.model_validate({"ritmo": ritmo}).threads


def _draw_pace(defaults: BuscaSettings) -> None:
    """Draw who sets the pace: what the API bears, or lote, threads and pause."""
    ritmo = _draw_one_of(_RITMOS, defaults.ritmo, "Ritmo das consultas", key="ritmo")
    with st.grid(3, min_column_width=220):
        st.number_input(
            "Consultas ao mesmo tempo, no máximo",
            1,
            MOST_THREADS,
            _usual_threads(defaults, ritmo),
            key=f"threads-{ritmo}",
        )
        st.number_input(
            "Clientes por lote",
            1,
            1000,
            defaults.lote,
            key="lote",
            help="Cada lote é gravado de uma vez.",
        )
        if ritmo is Ritmo.FIXO:
            pauses = _with(_PAUSES_S, defaults.pausa_s)
            st.selectbox(
                "Pausa entre lotes",
                pauses,
                index=pauses.index(defaults.pausa_s),
                format_func=lambda seconds: _seconds(seconds) if seconds else "Sem pausa",
                key="pausa",
            )
        configured = defaults.max_por_minuto
        st.number_input(
            "Consultas por minuto, no máximo",
            0.0,
            configured or _MOST_PER_MINUTE,
            configured or 0.0,
            step=1.0,
            format="%g",
            key="max-por-minuto",
            help="0: só o limite da configuração, que não pode ser passado."
            if configured
            else "0: sem limite seu; o programa descobre o que o sistema de cobrança aguenta.",
        )


def _draw_tries(defaults: BuscaSettings) -> None:
    """Draw the attempts at each customer and the time limit of each answer."""
    timeouts = _with(_TIMEOUTS_S, defaults.tempo_limite_s)
    with st.grid(3, min_column_width=220):
        st.number_input(
            "Tentativas por cliente",
            1,
            20,
            defaults.tentativas,
            key="tentativas",
            help="A primeira conta. Entre uma e outra, a espera cresce.",
        )
        st.selectbox(
            "Tempo limite de cada resposta",
            timeouts,
            index=timeouts.index(defaults.tempo_limite_s),
            format_func=_seconds,
            key="tempo-limite",
        )


def _draw_strategy(defaults: BuscaSettings) -> None:
    """Draw how to ask: one by one, or everybody's invoices at once."""
    estrategia = _draw_one_of(_ESTRATEGIAS, defaults.estrategia, "Como perguntar", key="estrategia")
    if estrategia is Estrategia.UM_A_UM:
        return
    st.number_input(
        "Meses para trás na varredura",
        1,
        240,
        defaults.horizonte_meses,
        key="horizonte",
        width=320,
        help="Faturas de antes disso também são lidas, de uma vez só.",
    )


def _draw_one_of(
    choices: Mapping[_Choice, str], default: _Choice, label: str, *, key: str
) -> _Choice:
    """Draw what may be chosen, each with its name; return what is chosen."""
    options = list(choices)
    return st.radio(
        label, options, index=options.index(default), format_func=choices.__getitem__, key=key
    )


def _with(usual: tuple[float, ...], configured: float) -> list[float]:
    return sorted({*usual, configured})


def _seconds(seconds: float) -> str:
    return f"{decimal(seconds, 0 if seconds.is_integer() else 1)} s"
