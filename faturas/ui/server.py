"""What the dashboard's server has beyond Streamlit's own: routes, guards, and its ends."""

from typing import Any


def server_parts() -> dict[str, Any]:
    """The arguments of ``st.App`` beside the page's script."""
    return {}
