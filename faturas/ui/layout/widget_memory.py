"""What a clerk has chosen for a job, for as long as the browser's session lasts.

Streamlit forgets what a widget holds once it is not drawn: behind another tab, on another page.
And a browser takes no new value for a widget in a closed menu; clearing one takes another widget.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar, cast

import streamlit as st

_Value = TypeVar("_Value")

_KEPT = "escolhido-"


def key(job_id: str, name: str) -> str:
    """The widget's key; another one after each clearing."""
    times = st.session_state.get(_times(job_id), 0)
    return f"{name}-{job_id}-{times}" if times else f"{name}-{job_id}"


def held(job_id: str, name: str, *, unset: _Value) -> _Value:
    """What a widget holds, or held when it was drawn last; draw it with this as its default.

    Not put into the session: a browser that has the menu closed would miss it there.
    """
    remembered = _values(job_id).get(name, unset)
    return cast(_Value, st.session_state.get(key(job_id, name), remembered))


def keep(job_id: str, names: Iterable[str] = ()) -> None:
    """Remember what widgets hold: these, once they are drawn, and those remembered before.

    A run may bring the last choice and be the first one not to draw its widget.
    """
    values = _values(job_id)
    for name in {*values, *names}:
        if key(job_id, name) in st.session_state:
            values[name] = st.session_state[key(job_id, name)]


def keep_all() -> None:
    """Remember what the widgets of every job hold."""
    for name in list(st.session_state):
        if isinstance(name, str) and name.startswith(_KEPT):
            keep(name.removeprefix(_KEPT))


def reset(job_id: str, to: Mapping[str, object]) -> None:
    """Give widgets these values, and leave the others as they are."""
    keep(job_id)
    _values(job_id).update(to)
    st.session_state[_times(job_id)] = st.session_state.get(_times(job_id), 0) + 1


def _values(job_id: str) -> dict[str, object]:
    values: dict[str, object] = st.session_state.setdefault(f"{_KEPT}{job_id}", {})
    return values


def _times(job_id: str) -> str:
    return f"limpezas-{job_id}"
