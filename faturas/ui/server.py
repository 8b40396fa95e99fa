"""What the dashboard's server has beyond Streamlit's own: routes, guards, and its ends."""

from typing import Any

from starlette.middleware import Middleware

from faturas.contacts import scratch
from faturas.ui.browser import BrowserMark
from faturas.ui.order_routes import order_routes


def server_parts() -> dict[str, Any]:
    """The arguments of ``st.App`` beside the page's script."""
    scratch.sweep()
    return {"routes": order_routes(), "middleware": [Middleware(BrowserMark)]}
