"""How the search goes about it: the configuration's defaults, adjustable for one search."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from faturas import clock
from faturas.business_days import RegraVencimento
from faturas.fetch.settings import MOST_THREADS, BuscaSettings
from faturas.wording import decimal

_PAUSES_S = (0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0)
_TIMEOUTS_S = (5.0, 10.0, 30.0, 60.0, 120.0, 300.0)
_RULES = {
    RegraVencimento.DIA_UTIL: "Dia útil: no fim de semana ou feriado vale até o próximo dia útil",
    RegraVencimento.DIA_UTIL_ESTRITO: "Dia útil, e o último dia útil do ano conta como os outros",
    RegraVencimento.CALENDARIO: "Calendário: vencida no dia seguinte ao vencimento",
}


@dataclass(frozen=True, slots=True)
class Search:
    """What one search will go by."""

    busca: BuscaSettings
    referencia: date


def choose_settings(defaults: BuscaSettings) -> Search:
    """Draw the settings; what is not touched is as configured."""
    with st.expander("Ajustes da busca", icon=":material/tune:"):
        with st.grid(3, min_column_width=220):
            lote = st.number_input(
                "Clientes por lote",
                1,
                1000,
                defaults.lote,
                key="lote",
                help="Cada lote é gravado de uma vez.",
            )
            threads = st.number_input(
                "Consultas ao mesmo tempo", 1, MOST_THREADS, defaults.threads, key="threads"
            )
            pausa_s = st.selectbox(
                "Pausa entre lotes",
                _with(_PAUSES_S, defaults.pausa_s),
                index=_with(_PAUSES_S, defaults.pausa_s).index(defaults.pausa_s),
                format_func=lambda seconds: _seconds(seconds) if seconds else "Sem pausa",
                key="pausa",
            )
            tentativas = st.number_input(
                "Tentativas por cliente",
                1,
                20,
                defaults.tentativas,
                key="tentativas",
                help="A primeira conta. Entre uma e outra, a espera cresce.",
            )
            tempo_limite_s = st.selectbox(
                "Tempo limite de cada resposta",
                _with(_TIMEOUTS_S, defaults.tempo_limite_s),
                index=_with(_TIMEOUTS_S, defaults.tempo_limite_s).index(defaults.tempo_limite_s),
                format_func=_seconds,
                key="tempo-limite",
            )
            referencia = st.date_input(
                "Data de referência",
                clock.today(),
                format="DD/MM/YYYY",
                key="referencia",
                help="O que vale como hoje para dizer se uma fatura está vencida.",
            )
        regra = st.radio(
            "Quando uma fatura está vencida",
            list(_RULES),
            index=list(_RULES).index(defaults.vencimento),
            format_func=_RULES.__getitem__,
            key="regra",
        )
        buscar_telefone = st.toggle(
            "Buscar telefone no sistema de cobrança",
            defaults.buscar_telefone,
            key="buscar-telefone",
            help="Só para quem tem fatura vencida e está sem celular utilizável na lista.",
        )
    busca = BuscaSettings(
        lote=lote,
        threads=threads,
        pausa_s=pausa_s,
        tentativas=tentativas,
        tempo_limite_s=tempo_limite_s,
        buscar_telefone=buscar_telefone,
        vencimento=regra,
    )
    return Search(busca, referencia)


def _with(usual: tuple[float, ...], configured: float) -> list[float]:
    return sorted({*usual, configured})


def _seconds(seconds: float) -> str:
    return f"{decimal(seconds, 0 if seconds.is_integer() else 1)} s"
