"""Decides who may see the pages (``admit``, ``is_open``).

Where any file names a login, those who have logged in may. Without one it is everybody who reaches
the server: on this machine alone that is its user; where other machines reach it, nobody sees the
pages until the owner decides who may.
"""

import logging

import streamlit as st

from faturas.ui.layout.app_context import holds_customers
from faturas.ui.layout.markup import paragraph
from faturas.ui.layout.messages import problem
from faturas.ui.web.configuration import Configuration, configuration
from faturas.ui.web.login import DEFAULT, Login, login
from faturas.ui.web.login_back import login_failed
from faturas.ui.web.plain_pages import LOGIN_BROKEN
from faturas.ui.web.reach import is_local

_log = logging.getLogger(__name__)
_CLOSED = "O painel está fechado"
_THREE_WAYS = """
Este painel tem dados de clientes e pode ser aberto por outros computadores, mas não pede
identificação. Quem cuida dele escolhe **um** destes caminhos:

1. **Só neste computador:** inicie o painel com `--server.address 127.0.0.1`.
2. **Com login:** preencha a tabela `[auth]` na configuração (o arquivo
   `.streamlit/secrets.toml` ou, no Community Cloud, a caixa *Secrets*).
3. **Outra coisa já guarda a porta,** como um aplicativo privado no Community Cloud ou um proxy com
   senha: acrescente à configuração

   ```text
   [acesso]
   aberto = true
   ```

O passo a passo está em `docs/publicar-no-streamlit-cloud.md`, na pasta do programa.
"""
_NOT_IN = (
    "O login foi recusado ou não chegou ao fim. Tente de novo; se continuar, avise quem cuida do "
    "painel: o provedor recusou o login, ou as chaves de [auth] não conferem."
)
_UNREADABLE = (
    "A configuração tem um erro, e sem ela não dá para saber quem pode entrar. O registro do "
    "servidor (no Community Cloud, em Manage app) diz o que corrigir."
)


def admit() -> None:
    """Stop the page before it shows anything to somebody who may not see it."""
    asked = login()
    if asked.named:
        _ask_who(asked)
        return
    found = configuration()
    if _guards_customers(found):
        _close_to_the_network(found)


def leave_if_closed() -> None:
    """Draw the whole page again, which says that it is closed, where that was decided meanwhile."""
    if not is_open():
        st.rerun()


def is_open() -> bool:
    """Whether the visitor of the running page may see it by now."""
    return is_open_to(logged_in=_is_known(login()))


def is_open_to(*, logged_in: bool) -> bool:
    """Whether somebody who has logged in, or has not, may see the pages; works outside of them."""
    asked = login()
    if asked.named:
        return logged_in and not asked.problem
    return not _guards_customers(configuration())


def show_way_out() -> None:
    """Offer to log out, to a visitor who has logged in."""
    if _is_known(login()):
        st.button("Sair", key="sair", icon=":material/logout:", type="tertiary", on_click=st.logout)


def _is_known(asked: Login) -> bool:
    """Whether the visitor has logged in; with secrets out of reach, nobody has."""
    return asked.named and not asked.problem and bool(st.user.get("is_logged_in"))


def _ask_who(asked: Login) -> None:
    if _is_known(asked):
        return
    st.title("Entrar", anchor=False)
    paragraph("Este painel mostra dados de clientes. Entre com a sua conta para continuar.")
    if asked.problem:
        problem(LOGIN_BROKEN, asked.problem)
    elif login_failed(st.query_params.to_dict()):
        problem("Você voltou sem entrar", _NOT_IN)
    for name in asked.providers or (DEFAULT,):
        st.button(
            "Entrar" if len(asked.providers) <= 1 or name == DEFAULT else f"Entrar com {name}",
            key=f"entrar-{name}",
            icon=":material/login:",
            type="primary",
            disabled=bool(asked.problem),
            on_click=st.login,
            args=(name,),
        )
    st.stop()


def _guards_customers(found: Configuration) -> bool:
    """Whether others could reach customers: more than Demonstração alone and jobs of its own."""
    if is_local() or found.settings.acesso.aberto:
        return False
    # Outside of a page nothing stops, and there is no answer, where the ledger cannot be read.
    return bool(found.problem or found.settings.apis) or holds_customers() is not False


def _close_to_the_network(found: Configuration) -> None:
    if found.problem:
        # It may name a company's API: that is for the server's log, not for any visitor.
        _log.error("Configuração recusada: %s", found.problem)
        st.title(_CLOSED, anchor=False)
        paragraph(_UNREADABLE)
        st.stop()
    st.title(_CLOSED, anchor=False)
    st.container(key="fechado").markdown(_THREE_WAYS)
    st.stop()
