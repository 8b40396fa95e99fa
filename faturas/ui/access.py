"""Who may see the pages: everybody, until ``[auth]`` stands in the secrets."""

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from faturas.config import config_path


def admit() -> None:
    """Stop the page before it shows anything to somebody who has yet to log in."""
    if not _login_required() or st.user.get("is_logged_in"):
        return
    st.title("Entrar", anchor=False)
    st.text("Este painel mostra dados de clientes. Entre com a sua conta para continuar.")
    st.button("Entrar", icon=":material/login:", type="primary", on_click=st.login)
    st.stop()


def _login_required() -> bool:
    """Whether ``[auth]`` is configured; a file that cannot be read must not open the door."""
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        path = config_path()
        return path.is_file() and "[auth" in path.read_text(encoding="utf-8", errors="replace")
