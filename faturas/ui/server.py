"""What the dashboard's server has beyond Streamlit's own: routes, guards, and its ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.middleware import Middleware

from faturas.contacts import scratch
from faturas.ui.browser import BrowserMark
from faturas.ui.order_routes import order_routes


def server_parts() -> dict[str, Any]:
    """The arguments of ``st.App`` beside the page's script."""
    return {
        "routes": order_routes(),
        "middleware": [Middleware(BrowserMark)],
        "lifespan": _no_file_stays,
    }


@asynccontextmanager
async def _no_file_stays(_app: object) -> AsyncIterator[None]:
    """No temporary file of an earlier process outlives the start, none of this one the end."""
    scratch.sweep()
    yield
    scratch.leave()
