"""What the dashboard's server has beyond Streamlit's own: routes, guards, and its ends."""

from typing import Any

from starlette.middleware import Middleware

from faturas.ui.hosts import HostGuard
from faturas.ui.login import login_for_streamlit
from faturas.ui.plain_pages import InPlainWords
from faturas.ui.reach import note_address, open_browser
from faturas.ui.unexpected import show_unexpected
from faturas.unexpected import keep_words_out_of_logs


def server_parts() -> dict[str, Any]:
    """The arguments of ``st.App`` beside the page's script.

    The guard of the host names is the first middleware: whatever is appended sees only requests
    that it has let through.
    """
    keep_words_out_of_logs()
    note_address()
    return {
        "secrets": login_for_streamlit(),
        "middleware": [Middleware(HostGuard), Middleware(InPlainWords)],
        "routes": [],
        "lifespan": open_browser,
        "on_script_error": show_unexpected,
    }
