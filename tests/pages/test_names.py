"""A list whose codes are other people's, and contacts that lack something, on the pages."""

from dataclasses import replace
from decimal import Decimal

import pytest

from faturas import clock
from faturas.conferencia import Aviso, explain
from faturas.config import DEMONSTRACAO
from faturas.intake.customers import Customer
from faturas.invoice import Outras
from faturas.jobs.ledger import NewTarefa
from faturas.jobs.owner import new_owner
from faturas.jobs.tarefa import Tarefa
from faturas.names import WRONG_COLUMN
from faturas.outcome import Outcome, Situacao
from faturas.ui.office import Office
from tests.contacts.samples import contact_row
from tests.pages.conftest import OpenPage
from tests.pages.screen import text


def job_of(office: Office, different: int) -> Tarefa:
    """A concluded job of ten names, so many of which are other people's."""
    rows = [Customer(line, str(line), "", "Xisto Wyzz") for line in range(2, 12)]
    busca = office.settings.busca
    job = office.ledger.create(NewTarefa("c.csv", DEMONSTRACAO, clock.today(), busca, rows))
    owner = new_owner()
    office.ledger.queue(job.id, owner)
    office.ledger.begin(job.id, owner)
    other = Outcome(Situacao.SEM_VENCIDA, "x", nome="ANA", avisos=Aviso.NOME_DIFERENTE)
    same = Outcome(Situacao.SEM_VENCIDA, "x", nome="XISTO")
    outcomes = [other] * different + [same] * (9 - different)
    outcomes.append(contact_row(telefone="", nome="XISTO", pix="").outcome)
    office.ledger.commit(
        job.id, owner, list(zip(office.ledger.pending(job.id), outcomes, strict=True))
    )
    return office.ledger.finish(job.id, owner)


@pytest.mark.parametrize(("different", "said"), [(1, False), (2, True)])
def test_from_one_in_five_on_it_is_said_above_everything_else(
    open_page: OpenPage, office: Office, different: int, *, said: bool
) -> None:
    job = job_of(office, different)
    app = open_page(tarefa=job.id)
    assert [alert.proto.title for alert in app.error] == [WRONG_COLUMN] * said
    if said:
        assert "Não envie estes contatos" in app.error[0].value
        drawn = [node.type for node in app.main]
        assert drawn.index("error") < min(map(drawn.index, ("button", "metric", "download_button")))
    assert (WRONG_COLUMN in text(open_page("pages/historico.py"))) is said


def test_contacts_that_lack_something_are_counted(open_page: OpenPage, office: Office) -> None:
    app = open_page(tarefa=job_of(office, 0).id)
    assert "1 contato tem alguma variável vazia: a ferramenta de campanha vai recusá-lo." in text(
        app
    )


def test_the_detail_says_what_the_report_says(open_page: OpenPage, office: Office) -> None:
    rows = [Customer(2, "2", "lixo", "")]
    job = office.ledger.create(
        NewTarefa("c.csv", DEMONSTRACAO, clock.today(), office.settings.busca, rows)
    )
    owner = new_owner()
    office.ledger.queue(job.id, owner)
    office.ledger.begin(job.id, owner)
    row = contact_row(telefone="lixo", linha_digitavel="0" * 47)
    [pending] = office.ledger.pending(job.id)
    assert row.outcome.achado is not None
    achado = replace(row.outcome.achado, outras=Outras(2, Decimal(300)))
    office.ledger.commit(job.id, owner, [(pending, replace(row.outcome, achado=achado))])
    office.ledger.finish(job.id, owner)
    app = open_page(tarefa=job.id)
    app.selectbox(key=f"detalhe-{job.id}").select(0).run()
    shown = text(app)
    said = explain(achado)
    assert "telefone da lista não serve: " in said[-1]
    assert [reason for reason in said if reason not in shown] == []
    assert "mais 2 faturas vencidas, R$ 300,00" in shown
