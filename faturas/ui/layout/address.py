"""Keeps which job a page shows: in the address, and in the session across page changes."""

import streamlit as st

from faturas.ui.layout.pages import PROCESSAR

_PARAMETER = "tarefa"


def current_job() -> str | None:
    """Return the job of the address or, after coming back from another page, of the session."""
    job_id = st.query_params.get(_PARAMETER) or st.session_state.get(_PARAMETER)
    if job_id:
        show_job(job_id)
    return job_id or None


def show_job(job_id: str) -> None:
    """Put a job into the address, so that reloading or sharing it comes back to the job."""
    st.session_state[_PARAMETER] = job_id
    if st.query_params.get(_PARAMETER) != job_id:
        st.query_params[_PARAMETER] = job_id


def leave_job() -> None:
    """Take the job out of the address: the page is the empty first one again."""
    st.session_state.pop(_PARAMETER, None)
    st.query_params.pop(_PARAMETER, None)


def go_to_job(job_id: str) -> None:
    """Go from any page to the job's own."""
    st.session_state[_PARAMETER] = job_id
    st.switch_page(PROCESSAR.script, query_params={_PARAMETER: job_id})
