"""The "Processar" page; and the dashboard's server, when ``streamlit run`` imports this file."""

import sys

import streamlit as st

if __name__ == "__main__":
    from faturas.ui.views.processar.page import show_processar

    show_processar()
else:
    try:
        from faturas.ui.server import server_parts

        parts = server_parts()
    except Exception as error:  # noqa: BLE001 - told by its code
        from faturas.broken import broken_sentence, library_missing

        sys.exit(library_missing(error) or broken_sentence(error))
    app = st.App(__file__, **parts)
