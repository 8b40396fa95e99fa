"""How old the contacts are, and asking again before they are sent."""

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from faturas.jobs.queries import Filtro
from faturas.jobs.tarefa import Tarefa
from faturas.recheck import told
from faturas.ui.markup import paragraph
from faturas.ui.messages import attempt
from faturas.ui.numbers import Numbers
from faturas.ui.office import Office
from faturas.wording import moment, number, span


def show_freshness(office: Office, job: Tarefa, filtro: Filtro, numbers: Numbers) -> None:
    """Say how old the shown contacts are; once they are old, suggest to ask for them again."""
    if _under_way(office, job):
        paragraph(_progress(job))
    elif job.conferida_em is not None:
        paragraph(
            f"Conferida de novo em {moment(job.conferida_em)}: {told(job.conferencia)}.", "fv-miudo"
        )
    asked_at = numbers.oldest_answer(filtro)
    if asked_at is None or job.pendentes or job.estado.viva:
        return
    age_s = (datetime.now(UTC) - asked_at).total_seconds()
    if age_s > job.busca.validade_h * 3600:
        st.warning(
            f"Estes dados têm {span(age_s)}, e nesse tempo alguém pode ter pago. "
            "Confira de novo antes de enviar.",
            icon=":material/schedule:",
        )
    else:
        paragraph(f"Dados de {moment(asked_at)}, há {span(age_s)}.", "fv-miudo")
    st.button(
        "Conferir de novo",
        key=f"reconferir-{job.id}",
        icon=":material/fact_check:",
        help="Consulta de novo os contatos mostrados: tira quem pagou e atualiza os códigos.",
        on_click=attempt,
        args=(partial(_recheck, office, job.id, filtro),),
    )


def _under_way(office: Office, job: Tarefa) -> bool:
    """Whether the rows to be asked for are contacts; a search has not found its rows yet."""
    if job.conferida_em is None or not job.pendentes:
        return False
    row = next(office.ledger.pending(job.id), None)
    return row is not None and row.outcome.achado is not None


def _progress(job: Tarefa) -> str:
    """How far checking again has come, over all of its runs."""
    done = sum(job.conferencia.values())
    counts = f"{number(done)} de {number(done + job.pendentes)}"
    if job.estado.viva:
        return f"Conferindo de novo: {counts}…"
    return f"A nova conferência parou em {counts}. “Retomar” confere os que faltam."


def _recheck(office: Office, job_id: str, filtro: Filtro) -> None:
    if office.second_thoughts.recheck(job_id, filtro):
        office.runner.start(job_id)
