"""Making, running and changing jobs."""

import pytest

from faturas.app import changes, jobs, lists, start
from faturas.app.context import AppContext
from faturas.app.values import Columns, Filter, SameList
from faturas.domain.choices import Choices
from faturas.domain.estado import Estado
from faturas.domain.outcome import Situacao
from faturas.errors import LedgerError, OtherCompany, UnknownJob
from faturas.sandbox.faults import Faults
from faturas.sandbox.server import Sandbox
from tests.app.conftest import ACTOR, WITH_DEBT, WITHOUT, concluded, ended, wanted
from tests.factories.faturas import HOJE
from tests.waiting import wait_for

ALL = [*WITH_DEBT, *WITHOUT]


class TestStart:
    def test_a_new_job_belongs_to_its_company_and_waits(self, app: AppContext) -> None:
        job = start.create(ACTOR, app, wanted(ALL))
        assert job.estado is Estado.PAUSADA
        assert job.empresa == app.apis.empresa("teste") != ""
        assert (job.total, job.pendentes) == (len(ALL), len(ALL))

    def test_what_is_pending_runs_once(self, app: AppContext) -> None:
        job = concluded(app, ALL)
        assert job.estado is Estado.CONCLUIDA
        assert job.contagens[Situacao.VENCIDA] == len(WITH_DEBT)
        assert not start.run_pending(ACTOR, app, job.id)
        assert jobs.one(ACTOR, app, job.id) == job

    def test_a_list_that_is_there_has_to_be_told(self, app: AppContext) -> None:
        first = start.create(ACTOR, app, wanted(ALL))
        with pytest.raises(SameList) as same:
            start.create(ACTOR, app, wanted(ALL), frozenset())
        assert same.value.known == {first.id}
        second = start.create(ACTOR, app, wanted(ALL), same.value.known)
        table = lists.read(ACTOR, "\n".join(["codigo", *map(str, ALL)]).encode(), "outra.csv")
        checked = lists.check(ACTOR, table, Columns(0, None, None))
        impressao = lists.fingerprint(ACTOR, "teste", checked)
        twins = lists.twins(ACTOR, app, "teste", impressao)
        assert [twin.id for twin in twins] == [second.id, first.id]

    def test_a_name_that_leads_to_another_company_asks_nobody(self, app: AppContext) -> None:
        job = start.create(ACTOR, app, wanted(ALL))
        other = app.settings.apis["teste"].model_copy(update={"url": "https://outra.example"})
        app.use(type(app.settings)(apis={"teste": other}))
        for ask in (start.run_pending, changes.retry_failures):
            with pytest.raises(OtherCompany):
                ask(ACTOR, app, job.id)


class TestChanges:
    def test_failures_are_asked_for_again(self, app: AppContext, sandbox: Sandbox) -> None:
        sandbox.faults = Faults(error_500=1, only_codes={str(WITH_DEBT[0])})
        job = concluded(app, ALL)
        sandbox.faults = Faults()
        assert job.contagens[Situacao.ERRO] == 1
        assert changes.retry_failures(ACTOR, app, job.id)
        assert ended(app, job.id).contagens[Situacao.VENCIDA] == len(WITH_DEBT)
        assert not changes.retry_failures(ACTOR, app, job.id), "nothing failed any more"

    def test_contacts_are_asked_for_again_before_sending(self, app: AppContext) -> None:
        job = concluded(app, ALL)
        nobody = Filter(texto="ninguém se chama assim")
        assert not changes.refresh(ACTOR, app, job.id, nobody)
        assert changes.refresh(ACTOR, app, job.id, Filter(choices=Choices(bloqueadas=True)))
        again = ended(app, job.id)
        assert sum(again.refresh_counts.values()) == len(WITH_DEBT)
        assert not jobs.is_refreshing(ACTOR, app, again)

    def test_a_refresh_that_waits_is_told_from_a_search_that_waits(self, app: AppContext) -> None:
        job = concluded(app, ALL)
        app.job_changes.refresh(job.id, Filter())
        assert jobs.is_refreshing(ACTOR, app, jobs.one(ACTOR, app, job.id))
        assert not jobs.is_refreshing(ACTOR, app, start.create(ACTOR, app, wanted([1072])))

    def test_a_repeated_job_is_another_one_over_the_same_list(self, app: AppContext) -> None:
        job = concluded(app, ALL)
        again = changes.repeat(ACTOR, app, job.id, HOJE, frozenset())
        assert again.id != job.id
        assert (again.total, again.pendentes) == (job.total, job.total)
        with pytest.raises(SameList):
            changes.repeat(ACTOR, app, job.id, HOJE, frozenset())

    def test_paused_and_cancelled_by_the_process_that_runs_it(
        self, app: AppContext, sandbox: Sandbox
    ) -> None:
        sandbox.faults = Faults(latency_s=0.05)
        job = start.create(ACTOR, app, wanted(range(1070, 1170)))
        start.run_pending(ACTOR, app, job.id)
        wait_for(lambda: jobs.one(ACTOR, app, job.id).feitos)
        assert not jobs.wait(ACTOR, app, job.id, 0)
        assert jobs.pace(ACTOR, app, job.id) is not None
        changes.pause(ACTOR, app, job.id)
        paused = ended(app, job.id)
        assert paused.estado is Estado.PAUSADA
        assert start.run_pending(ACTOR, app, job.id)
        cancelled = changes.cancel_and_wait(ACTOR, app, job.id)
        sandbox.faults = Faults()
        assert cancelled.estado is Estado.CANCELADA
        with pytest.raises(LedgerError):
            start.run_pending(ACTOR, app, job.id)
        changes.delete(ACTOR, app, job.id)
        with pytest.raises(UnknownJob):
            jobs.one(ACTOR, app, job.id)


def test_a_process_that_runs_nothing_knows_nothing_of_a_run(app: AppContext) -> None:
    job = start.create(ACTOR, app, wanted(ALL))
    assert jobs.live(ACTOR, app, job.id) == job
    assert jobs.failure(ACTOR, app, job.id) == ""
    assert jobs.next_try(ACTOR, app, job.id) is None
    assert jobs.pace(ACTOR, app, job.id) is None
    assert jobs.wait(ACTOR, app, job.id, 0)


def test_customers_of_a_real_company_are_told_from_invented_ones(app: AppContext) -> None:
    assert not jobs.holds_customers(ACTOR, app)
    new = wanted([1070])
    start.create(ACTOR, app, start.Wanted(new.arquivo, "demonstracao", HOJE, new.busca, []))
    assert not jobs.holds_customers(ACTOR, app)
    start.create(ACTOR, app, new)
    assert jobs.holds_customers(ACTOR, app)
