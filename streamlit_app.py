"""The "Processar" page; and the dashboard's server, when ``streamlit run`` imports this file."""

import streamlit as st

if __name__ == "__main__":
    from faturas.ui.processar import show_processar

    show_processar()
else:
    from faturas.ui.server import server_parts

    app = st.App(__file__, **server_parts())
