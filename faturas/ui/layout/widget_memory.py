"""Makes widgets remember what they hold (``remembered``), job by job, while the session lasts.

Streamlit itself keeps what a widget holds while it is not drawn, behind another tab or on another
page: ``persist_state="session"``. Two things are left to us:

- clearing. A browser goes on with what it holds for a widget in a closed menu, whatever the server
  sets. So a cleared widget gets another key, and is a new one to the browser.
- reading a widget before it is drawn, or when it is not, which takes its key (``held``).

``bind="query-params"`` would put every choice into the address, which does not show them today. It
carries labels, not values, and loses them on the way over another page.
"""

from collections.abc import Iterable
from typing import Literal, TypedDict, TypeVar, cast

import streamlit as st

_Value = TypeVar("_Value")


class Remembered(TypedDict):
    """Holds the arguments that make a widget remember what it holds."""

    key: str
    persist_state: Literal["session"]


def remembered(job_id: str, name: str) -> Remembered:
    """Return the arguments for a widget of this name on the pages of a job."""
    return {"key": key(job_id, name), "persist_state": "session"}


def key(job_id: str, name: str) -> str:
    """Return the widget's key; another one after each clearing."""
    times = st.session_state.get(_clearings(job_id, name), 0)
    return f"{name}-{job_id}-{times}" if times else f"{name}-{job_id}"


def held(job_id: str, name: str, *, unset: _Value) -> _Value:
    """Return what a widget holds, drawn or not; ``unset`` where it was never drawn, or cleared."""
    return cast(_Value, st.session_state.get(key(job_id, name), unset))


def clear(job_id: str, names: Iterable[str]) -> None:
    """Make these widgets begin anew, with their defaults; the others keep what they hold."""
    for name in names:
        st.session_state[_clearings(job_id, name)] = (
            st.session_state.get(_clearings(job_id, name), 0) + 1
        )


def _clearings(job_id: str, name: str) -> str:
    return f"limpezas-{name}-{job_id}"
