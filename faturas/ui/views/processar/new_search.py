"""Draws the way to a new search: choose the API, give the list, look at it, start."""

from collections.abc import Sequence, Set
from itertools import islice

import pandas as pd
import streamlit as st

from faturas.app import apis, jobs, lists, start
from faturas.app.configuration import DEMONSTRACAO
from faturas.app.lists import Checked
from faturas.app.start import Wanted
from faturas.app.values import Customer, SameList, SituacaoEntrada, Table, Tarefa, nothing_to_ask
from faturas.domain.ptbr import moment, number, plural, span
from faturas.errors import InputError
from faturas.ui.layout import address
from faturas.ui.layout.app_context import PageContext
from faturas.ui.layout.clicks import attempt, show_refusal
from faturas.ui.layout.markup import paragraph
from faturas.ui.layout.messages import literal, problem
from faturas.ui.parts.damaged import say_damaged
from faturas.ui.views.processar import reading, uploaded
from faturas.ui.views.processar.search_settings import Search, choose_settings, held_settings
from faturas.ui.views.processar.uploaded import CHANGED, Reading
from faturas.ui.web.configuration import configuration

_KNOWN = "mesma-lista-de-outra-janela"
"""Where the session keeps the jobs over the same list of which a refused click has told."""
_PREVIEW_ROWS = 200
_PREVIEW_COLUMNS = 50
"""Rows and columns of the list that the preview shows: our choice."""
_LEFT_OUT_ROWS = 1_000
"""Rows shown of those that will not be asked for; the page says when there are more. Our choice."""
_LARGE_ROWS = 20_000
"""Rows from which on storing a list takes long enough for a toast to say so."""
_REASONS = {SituacaoEntrada.INVALIDO: "Não serve", SituacaoEntrada.DUPLICADO: "Repetido"}


def show_new_search(page: PageContext) -> None:
    """Draw the way from a file to a started search, one step after the other."""
    paragraph(
        "Da lista de clientes ao arquivo da campanha: o programa encontra a fatura vencida mais "
        "antiga de cada cliente e confere tudo o que vai ser enviado.",
        "fv-subtitulo",
    )
    if show_refusal():
        # The button stands far below the top of the page. Streamlit cuts what is long, in English.
        st.toast(
            "Nada foi iniciado: o motivo está no alto da página.",
            icon=":material/error:",
            duration="long",
        )
    if wrong := configuration().problem:
        problem(
            "A configuração tem um problema; por enquanto, só a Demonstração está disponível",
            f"{wrong} Corrija o arquivo e recarregue esta página.",
        )
    say_damaged(page)
    _point_to_running(page)
    api = _choose_api(page)
    st.header("2. Lista de clientes", anchor=False)
    file = uploaded.choose_list(page, api)
    if file is None:
        return
    options = reading.options_of(file)
    table = reading.read(page, file, options)
    if table is None:
        return
    st.header("3. Conferência da lista", anchor=False)
    paragraph(file.nome, "fv-titulo-tarefa")
    columns = reading.choose_columns(page, file, table)
    shown = Reading(file.id, file.nome, options, columns) if columns else None
    checked = _check(page, table, shown) if shown else None
    if shown is None or checked is None:
        _preview(table)
        return
    totals = st.container()
    left_out = len(checked.left_out)
    preview, problems = st.tabs(["Prévia da lista", f"Fora da consulta ({number(left_out)})"])
    with preview:
        _preview(table)
    with problems:
        _show_left_out(checked.left_out)
    st.header("4. Consulta", anchor=False)
    search = choose_settings(page.app.settings.busca)
    with totals:
        _totals(page, checked, search, api)
    impressao = uploaded.fingerprint_of(page, file, checked, api)
    twins = lists.twins(page.actor, page.app, api, impressao)
    known = frozenset(twin.id for twin in twins)
    if twins:
        _point_to_same_list(twins[0])
    if not checked.ready:
        problem(
            "Nenhuma linha pode ser consultada",
            f"{nothing_to_ask(checked.customers)} Veja os outros em “Fora da consulta”, corrija a "
            "lista e envie de novo.",
        )
    st.button(
        "Iniciar mesmo assim"
        if known and known == st.session_state.get(_KNOWN)
        else "Iniciar tarefa",
        key="iniciar",
        type="primary",
        icon=":material/play_arrow:",
        disabled=not checked.ready,
        on_click=_start,
        args=(page, shown, known),
    )


def _point_to_running(page: PageContext) -> None:
    """Name the searches that run, for a visitor who comes back without the address."""
    for job in jobs.every(page.actor, page.app):
        if job.estado.viva:
            with st.container(
                border=True, horizontal=True, vertical_alignment="center", key=f"viva-{job.id}"
            ):
                paragraph(f"Em andamento: {job.arquivo}")
                st.button(
                    "Acompanhar",
                    key=f"acompanhar-{job.id}",
                    icon=":material/visibility:",
                    on_click=address.show_job,
                    args=(job.id,),
                )


def _point_to_same_list(twin: Tarefa) -> None:
    """Offer the earlier job over the same list, which would ask the same people twice."""
    with st.container(gap="xsmall", key="mesma-lista"):
        st.warning(
            f"Foi em {moment(twin.criada_em)}, como {literal(twin.arquivo)} "
            f"({twin.estado.rotulo.lower()}). Enviar de novo pode cobrar as mesmas pessoas duas "
            "vezes.",
            title="Esta mesma lista já foi enviada",
            icon=":material/content_copy:",
        )
        st.button(
            "Abrir aquela tarefa",
            key=f"abrir-{twin.id}",
            icon=":material/open_in_new:",
            on_click=address.show_job,
            args=(twin.id,),
        )


def _choose_api(page: PageContext) -> str:
    st.header("1. Sistema de cobrança", anchor=False)
    names = apis.names(page.actor, page.app)
    api = st.selectbox(
        "De onde vêm as faturas",
        list(names),
        format_func=names.__getitem__,
        key="api",
        width=480,
    )
    if api == DEMONSTRACAO:
        st.info(
            "A empresa, os nomes e os telefones são inventados: nenhuma mensagem chega a ninguém. "
            "Serve para conhecer o programa, do envio da lista ao arquivo pronto.",
            title="Demonstração",
            icon=":material/science:",
        )
    return api


def _check(page: PageContext, table: Table, shown: Reading) -> Checked | None:
    try:
        return uploaded.customers_of(page, table, shown)
    except InputError as error:
        problem("Esta lista não pode ser usada assim", str(error))
        return None


def _totals(page: PageContext, checked: Checked, search: Search, api: str) -> None:
    seconds = start.estimate_s(page.actor, page.app, checked.ready, search.busca)
    with st.grid(4, min_column_width=130, gap="small"):
        st.metric("Clientes a consultar", number(checked.ready), border=True)
        st.metric("Repetidos", number(checked.count(SituacaoEntrada.DUPLICADO)), border=True)
        st.metric("Inválidos", number(checked.count(SituacaoEntrada.INVALIDO)), border=True)
        st.metric("Tempo estimado", f"≈ {span(seconds)}", border=True)
    if cost := start.quota_cost(page.actor, page.app, api, checked.ready):
        paragraph(cost, "fv-miudo")


def _preview(table: Table) -> None:
    width = min(len(table.colunas), _PREVIEW_COLUMNS)
    rows = list(islice(table.linhas(), _PREVIEW_ROWS))
    frame = pd.DataFrame(
        [cells[:width] for _, cells in rows],
        columns=list(table.colunas[:width]),
        index=pd.Index([linha for linha, _ in rows], name="Linha"),
    )
    st.dataframe(
        frame, key="previa", height="auto", alt="As primeiras linhas da lista, como foram lidas"
    )
    if table.total_linhas > len(rows):
        paragraph(
            f"As primeiras {number(len(rows))} de {number(table.total_linhas)} linhas.", "fv-miudo"
        )


def _show_left_out(left_out: Sequence[Customer]) -> None:
    if not left_out:
        paragraph("Todas as linhas serão consultadas.")
        return
    paragraph(
        "Estas linhas não são perguntadas ao sistema de cobrança; elas aparecem no relatório, "
        "cada uma com o motivo."
    )
    st.dataframe(
        pd.DataFrame(
            [
                {
                    "Linha": customer.linha,
                    "Código": customer.codigo,
                    "Situação": _REASONS[customer.situacao],
                    "Motivo": customer.motivo,
                }
                for customer in left_out[:_LEFT_OUT_ROWS]
            ]
        ),
        hide_index=True,
        key="fora",
        column_config={
            "Linha": st.column_config.NumberColumn(format="%d", width="small"),
            "Motivo": st.column_config.TextColumn(width="large"),
        },
        alt="Linhas que não serão consultadas, com o valor e o motivo de cada uma",
    )
    if len(left_out) > _LEFT_OUT_ROWS:
        paragraph(
            f"As primeiras {number(_LEFT_OUT_ROWS)} de "
            f"{plural(len(left_out), 'linha', 'linhas')}; todas estarão no relatório.",
            "fv-miudo",
        )


def _start(page: PageContext, shown: Reading, known: Set[str]) -> None:
    """Start what the page holds at the click.

    ``shown`` is the reading that the page had drawn then, and ``known`` are the jobs over the same
    list that it had told of.
    """
    if address.current_job() is None:  # else this is the second of two clicks
        attempt(lambda: _create(page, shown, known))


def _create(page: PageContext, shown: Reading, known: Set[str]) -> None:
    api = st.session_state["api"]
    search = held_settings(page.app.settings.busca)
    if reading.held_reading(page, api) != shown:
        raise InputError(CHANGED)
    with uploaded.handed_over(shown) as checked:
        if len(checked.customers) > _LARGE_ROWS:
            st.toast("Guardando a lista…", icon=":material/hourglass_top:", duration="long")
        wanted = Wanted(shown.arquivo, api, search.referencia, search.busca, checked.customers)
        try:
            job = start.create(page.actor, page.app, wanted, known)
        except SameList as same:
            st.session_state[_KNOWN] = same.known
            raise
    start.run_pending(page.actor, page.app, job.id)
    address.show_job(job.id)
