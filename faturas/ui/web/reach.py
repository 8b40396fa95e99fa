"""Says from where the server can be reached (``is_local``), and opens this machine's browser."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from streamlit import cli_util
from streamlit import config as streamlit_config
from streamlit.web.server import server_util

_OPEN_AFTER_S = 0.5
"""Seconds for the server to begin to listen, which it does once its start is over."""
_begun: list[str | None] = []


def note_address() -> None:
    """Remember where the server begins to listen: a later edit of config.toml moves nothing."""
    _begun[:] = [st.get_option("server.address")]


def is_local() -> bool:
    """Whether only this machine can reach the server."""
    address = _begun[0] if _begun else st.get_option("server.address")
    return not is_beyond_this_machine(address)


def is_beyond_this_machine(address: str | None) -> bool:
    """Whether a server at this ``server.address`` can be reached from other machines.

    One that is not given listens everywhere; a name, and a socket that waits for a proxy, may.
    """
    if address is not None and address.strip().lower() == "localhost":
        return False
    try:
        ip = ipaddress.ip_address((address or "").strip())
    except ValueError:
        return True
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return not (mapped or ip).is_loopback


@asynccontextmanager
async def open_browser(_app: object) -> AsyncIterator[None]:
    """Open the dashboard in this machine's browser at the start, unless there is no screen.

    For ``st.App(lifespan=…)``: Streamlit does this only for a script without a server of its own.
    """
    if not st.get_option("server.headless"):
        address = "localhost"
        if streamlit_config.is_manually_set("server.address"):
            address = server_util.get_display_address(st.get_option("server.address"))
        url = server_util.get_url(address)
        asyncio.get_running_loop().call_later(_OPEN_AFTER_S, cli_util.open_browser, url)
    yield
