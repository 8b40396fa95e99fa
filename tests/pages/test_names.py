"""A list whose codes are other people's, and contacts that lack something, on the pages."""

from dataclasses import replace
from decimal import Decimal

import pytest

from faturas.app.context import AppContext
from faturas.domain.fatura import Outras
from faturas.domain.fatura_conferida import explain
from faturas.domain.names import WRONG_COLUMN
from faturas.domain.notices import Aviso
from faturas.domain.outcome import Outcome, Situacao
from faturas.store.tarefa import Tarefa
from faturas.ui.layout.pages import HISTORICO
from tests.factories.app_jobs import app_job
from tests.factories.customers import customer, customers
from tests.factories.jobs import run
from tests.factories.rows import contact_row
from tests.pages.conftest import OpenPage
from tests.pages.screen import text


def job_of(shared: AppContext, different: int) -> Tarefa:
    """A concluded job of ten names, so many of which are other people's."""
    other = Outcome(Situacao.SEM_VENCIDA, "x", nome="ANA", avisos=Aviso.NOME_DIFERENTE)
    same = Outcome(Situacao.SEM_VENCIDA, "x", nome="XISTO")
    contact = contact_row(telefone="", nome="XISTO", pix="").outcome
    return concluded(shared, [other] * different + [same] * (9 - different) + [contact])


def concluded(shared: AppContext, outcomes: list[Outcome]) -> Tarefa:
    """A concluded job whose rows are all of one name and ended in these outcomes."""
    rows = customers(range(2, len(outcomes) + 2), nome="Xisto Wyzz")
    return run(shared.ledger, app_job(shared, rows), outcomes)


@pytest.mark.parametrize(("different", "said"), [(1, False), (2, True)])
def test_from_one_in_five_on_it_is_said_above_everything_else(
    open_page: OpenPage, shared: AppContext, different: int, *, said: bool
) -> None:
    job = job_of(shared, different)
    app = open_page(tarefa=job.id)
    assert [alert.proto.title for alert in app.error] == [WRONG_COLUMN] * said
    if said:
        assert "Não envie estes contatos" in app.error[0].value
        assert not app.success, "it calls for the download"
        drawn = [node.type for node in app.main]
        assert drawn.index("error") < min(map(drawn.index, ("button", "metric")))
    assert (WRONG_COLUMN in text(open_page(HISTORICO.script))) is said


def test_in_a_short_list_of_other_names_only_it_is_said_at_the_end(
    open_page: OpenPage, shared: AppContext
) -> None:
    other = Outcome(Situacao.SEM_VENCIDA, "x", nome="ANA", avisos=Aviso.NOME_DIFERENTE)
    app = open_page(tarefa=concluded(shared, [other] * 3).id)
    assert not app.error
    assert "Confira a coluna do código antes de baixar" in app.warning[0].value
    assert not app.success, "it calls for the download"


def test_a_failure_is_never_called_owing_nothing(open_page: OpenPage, shared: AppContext) -> None:
    failed = Outcome(Situacao.ERRO, "x")
    said = text(open_page(tarefa=concluded(shared, [failed] * 2).id))
    assert "2 clientes não puderam ser consultados. Quem não foi consultado pode dever" in said
    assert "Nenhum cliente desta lista tem fatura vencida" not in said


def test_contacts_that_lack_something_are_counted(open_page: OpenPage, shared: AppContext) -> None:
    app = open_page(tarefa=job_of(shared, 0).id)
    assert "1 contato tem alguma variável vazia: a ferramenta de campanha vai recusá-lo." in text(
        app
    )


def test_the_detail_says_what_the_report_says(open_page: OpenPage, shared: AppContext) -> None:
    job = app_job(shared, [customer(2, telefone="lixo")])
    row = contact_row(telefone="lixo", linha_digitavel="0" * 47)
    assert row.outcome.conferida is not None
    conferida = replace(row.outcome.conferida, outras=Outras(2, Decimal(300)))
    run(shared.ledger, job, [replace(row.outcome, conferida=conferida)])
    app = open_page(tarefa=job.id)
    app.selectbox(key=f"detalhe-{job.id}").select(0).run()
    shown = text(app)
    said = explain(conferida)
    assert "telefone da lista não serve: " in said[-1]
    assert [reason for reason in said if reason not in shown] == []
    assert "mais 2 faturas vencidas, R$ 300,00" in shown
