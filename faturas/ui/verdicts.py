"""How the verdicts of the conferência are called and shown."""

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from faturas.conferencia import Conferencia
from faturas.ui.numbers import Noticed
from faturas.wording import number

LABELS: Mapping[Conferencia, str] = {
    Conferencia.OK: "Tudo certo",
    Conferencia.AVISO: "Com aviso",
    Conferencia.BLOQUEADA: "Bloqueada",
}
_LOOKS: Mapping[Conferencia, tuple[str, Literal["green", "orange", "red"]]] = {
    Conferencia.OK: (":material/check_circle:", "green"),
    Conferencia.AVISO: (":material/info:", "orange"),
    Conferencia.BLOQUEADA: (":material/block:", "red"),
}


def show_noticed(noticed: Noticed) -> None:
    """How many contacts there are of each verdict, and for which reasons, most frequent first."""
    with st.container(horizontal=True, gap="xsmall", key="conferencias"):
        for conferencia, (icon, color) in _LOOKS.items():
            label = f"{LABELS[conferencia]}: {number(noticed.verdicts[conferencia])}"
            st.badge(label, icon=icon, color=color)
        for aviso, count in sorted(noticed.avisos.items(), key=lambda item: -item[1]):
            st.badge(f"{aviso.rotulo}: {number(count)}", color="gray")
