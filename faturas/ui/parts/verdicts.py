"""Names and draws the verdicts: what the checks of a contact came to."""

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from faturas.app.contacts import Noticed
from faturas.domain.impediments import Verdict
from faturas.domain.ptbr import number

LABELS: Mapping[Verdict, str] = {
    Verdict.OK: "Tudo certo",
    Verdict.AVISO: "Com aviso",
    Verdict.BLOQUEADA: "Bloqueada",
}
_LOOKS: Mapping[Verdict, tuple[str, Literal["green", "orange", "red"]]] = {
    Verdict.OK: (":material/check_circle:", "green"),
    Verdict.AVISO: (":material/info:", "orange"),
    Verdict.BLOQUEADA: (":material/block:", "red"),
}


def show_noticed(noticed: Noticed) -> None:
    """Draw how many contacts there are of each verdict and aviso, most frequent first."""
    with st.container(horizontal=True, gap="xsmall", key="verdict_counts"):
        for verdict, (icon, color) in _LOOKS.items():
            label = f"{LABELS[verdict]}: {number(noticed.verdicts[verdict])}"
            st.badge(label, icon=icon, color=color)
        for aviso, count in sorted(noticed.avisos.items(), key=lambda item: -item[1]):
            st.badge(f"{aviso.rotulo}: {number(count)}", color="gray")
