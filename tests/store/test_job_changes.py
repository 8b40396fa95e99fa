"""Cancel, try again, repeat, check again: what each marks, and what it never loses."""

import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from faturas.domain.estado import Estado, Pedido
from faturas.domain.notices import Aviso
from faturas.domain.outcome import Outcome, Row, Situacao
from faturas.domain.refresh import Mudanca
from faturas.errors import LedgerError
from faturas.store.job_changes import JobChanges
from faturas.store.lease import new_owner
from faturas.store.ledger import Ledger
from faturas.store.rows import Filter, Rows
from faturas.store.tarefa import Tarefa
from faturas.store.twins import SameList, fingerprint
from tests.factories.faturas import HOJE
from tests.factories.jobs import begin, file_of, new_tarefa, run
from tests.factories.rows import FAILED, OWES_NOTHING, contact_row
from tests.store.test_ledger import LIST

BOTH = [contact_row(codigo_cliente=code).outcome for code in ("1001", "1002")]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path)


@pytest.fixture
def thoughts(ledger: Ledger) -> JobChanges:
    return JobChanges(ledger.database)


@pytest.fixture
def job(ledger: Ledger) -> Tarefa:
    """A job whose five usable rows ended as: contact, contact, nothing, failed, failed."""
    made = ledger.create(new_tarefa(LIST))
    return run(ledger, made, [*BOTH, OWES_NOTHING, FAILED, FAILED])


def contact(**changes: object) -> Outcome:
    return contact_row(**changes).outcome  # type: ignore[arg-type]  # keywords of an invoice


def rows(ledger: Ledger, job: Tarefa) -> list[Row]:
    return list(Rows(ledger.database, job.id).all())


class TestRetryFailures:
    def test_only_the_failures_are_asked_for_again(
        self, ledger: Ledger, thoughts: JobChanges, job: Tarefa
    ) -> None:
        assert thoughts.retry_failures(job.id) == 2
        waiting = ledger.tarefa(job.id)
        assert (waiting.estado, waiting.pendentes) == (Estado.PAUSADA, 2)
        assert waiting.contagens[Situacao.ERRO] == 2, "what is known stays until it is replaced"
        done = run(ledger, job, [contact(), FAILED])
        assert done.estado is Estado.CONCLUIDA
        assert (done.contagens[Situacao.ERRO], done.contagens[Situacao.VENCIDA]) == (1, 3)
        assert sum(done.contagens.values()) == done.total

    def test_tries_add_up_and_the_history_is_kept(
        self, ledger: Ledger, thoughts: JobChanges, job: Tarefa
    ) -> None:
        thoughts.retry_failures(job.id)
        run(ledger, job, [OWES_NOTHING, FAILED])
        assert [row.outcome.tentativas for row in rows(ledger, job)[3:5]] == [6, 10]
        with sqlite3.connect(file_of(ledger)) as raw:
            kept = raw.execute("SELECT ordem, situacao, motivo FROM historico").fetchall()
        assert kept == [(3, "erro", FAILED.motivo), (4, "erro", FAILED.motivo)]

    def test_without_failures_nothing_changes(
        self, ledger: Ledger, thoughts: JobChanges, job: Tarefa
    ) -> None:
        thoughts.retry_failures(job.id)
        done = run(ledger, job, [OWES_NOTHING, OWES_NOTHING])
        assert thoughts.retry_failures(job.id) == 0
        assert ledger.tarefa(job.id).estado is done.estado is Estado.CONCLUIDA

    def test_not_while_it_runs(self, ledger: Ledger, thoughts: JobChanges, job: Tarefa) -> None:
        thoughts.retry_failures(job.id)
        ledger.queue(job.id, new_owner())
        with pytest.raises(LedgerError, match="em andamento"):
            thoughts.retry_failures(job.id)


class TestCancel:
    def test_at_rest_it_is_cancelled_at_once_and_keeps_what_was_fetched(
        self, ledger: Ledger, thoughts: JobChanges
    ) -> None:
        job = run(ledger, ledger.create(new_tarefa(LIST)), [contact(), OWES_NOTHING])
        thoughts.cancel(job.id)
        cancelled = ledger.tarefa(job.id)
        assert (cancelled.estado, cancelled.parcial) == (Estado.CANCELADA, True)
        assert cancelled.contagens[Situacao.VENCIDA] == 1
        with pytest.raises(LedgerError, match="cancelada"):
            ledger.queue(job.id, new_owner())

    def test_a_running_job_is_asked_and_ends_cancelled(
        self, ledger: Ledger, thoughts: JobChanges
    ) -> None:
        job = ledger.create(new_tarefa(LIST))
        owner = begin(ledger, job)
        thoughts.cancel(job.id)
        assert ledger.heartbeat(job.id, owner) is Pedido.CANCELAR
        assert ledger.finish(job.id, owner, "parou").estado is Estado.CANCELADA

    def test_cancelling_a_second_question_leaves_a_finished_job_finished(
        self, ledger: Ledger, thoughts: JobChanges, job: Tarefa
    ) -> None:
        thoughts.retry_failures(job.id)
        thoughts.cancel(job.id)
        done = ledger.tarefa(job.id)
        assert (done.estado, done.pendentes) == (Estado.CONCLUIDA, 0)
        assert done.contagens[Situacao.ERRO] == 2
        assert list(ledger.pending(job.id)) == []

    def test_what_has_ended_stays_as_it_is(
        self, ledger: Ledger, thoughts: JobChanges, job: Tarefa
    ) -> None:
        before = ledger.tarefa(job.id)
        thoughts.cancel(job.id)
        assert ledger.tarefa(job.id) == before


class TestPause:
    def test_only_what_somebody_could_heed(
        self, ledger: Ledger, thoughts: JobChanges, job: Tarefa
    ) -> None:
        assert job.estado is Estado.CONCLUIDA
        thoughts.pause(job.id)
        assert ledger.tarefa(job.id) == job
        waiting = run(ledger, ledger.create(new_tarefa(LIST)), [])
        thoughts.pause(waiting.id)
        assert ledger.tarefa(waiting.id).pedido is Pedido.PAUSAR, "it may mean to try by itself"


class TestRepeat:
    def test_the_same_list_from_the_start(
        self, ledger: Ledger, thoughts: JobChanges, job: Tarefa
    ) -> None:
        tomorrow = HOJE.replace(day=HOJE.day + 1)
        again = ledger.tarefa(thoughts.repeat(job.id, tomorrow))
        assert again.id != job.id
        assert (again.arquivo, again.api, again.busca) == (job.arquivo, job.api, job.busca)
        assert (again.referencia, again.total, again.pendentes) == (tomorrow, 7, 5)
        assert {s: n for s, n in again.contagens.items() if n} == {
            Situacao.NAO_TENTADO: 5, Situacao.INVALIDO: 1, Situacao.DUPLICADO: 1,
        }  # fmt: skip
        old, new = rows(ledger, job), rows(ledger, again)
        assert [(r.linha, r.codigo, r.telefone) for r in new] == [
            (r.linha, r.codigo, r.telefone) for r in old
        ]
        assert new[6].outcome == old[6].outcome, "an unusable row stays one, with its reason"
        assert all(row.outcome.conferida is None for row in new)
        assert rows(ledger, job) == old

    def test_twice_at_once_is_refused_until_the_person_knows_of_the_other_one(
        self, ledger: Ledger, thoughts: JobChanges, job: Tarefa
    ) -> None:
        first = thoughts.repeat(job.id, HOJE, frozenset())
        with pytest.raises(SameList, match=first) as refused:
            thoughts.repeat(job.id, HOJE, frozenset())
        assert {each.id for each in ledger.tarefas()} == {job.id, first}
        second = thoughts.repeat(job.id, HOJE, refused.value.known)
        for each in (first, second):
            run(ledger, ledger.tarefa(each), [OWES_NOTHING] * 5)
        assert thoughts.repeat(job.id, HOJE, frozenset()), "what has ended asks for nothing"

    def test_the_same_list_is_noticed(self, ledger: Ledger, job: Tarefa) -> None:
        [found] = ledger.twins(fingerprint(job.api, LIST))
        assert found.id == job.id
        assert ledger.twins(fingerprint(job.api, LIST[1:])) == []
        assert ledger.twins(fingerprint("outra", LIST)) == []

    def test_of_several_with_the_same_list_the_one_that_serves_best(
        self, ledger: Ledger, thoughts: JobChanges, job: Tarefa
    ) -> None:
        def noticed() -> str:
            return ledger.twins(fingerprint(job.api, LIST))[0].id

        newer, owner = thoughts.repeat(job.id, HOJE), new_owner()
        assert noticed() == job.id, "a concluded one before one that has not begun"
        ledger.queue(newer, owner)
        assert noticed() == newer, "a live one before all"
        ledger.finish(newer, owner, "parou")
        ledger.delete(job.id)
        thoughts.cancel(thoughts.repeat(newer, HOJE))
        assert noticed() == newer, "a cancelled one last"


class TestRecheck:
    def test_who_paid_drops_out_and_what_changed_is_updated(
        self, ledger: Ledger, thoughts: JobChanges, job: Tarefa
    ) -> None:
        assert thoughts.refresh(job.id, Filter()) == 2
        dearer = contact(valor=Decimal("1300.00"), linha_digitavel="", pix="")
        done = run(ledger, job, [OWES_NOTHING, dearer])
        assert done.refresh_counts == {
            Mudanca.IGUAL: 0, Mudanca.ATUALIZADA: 1, Mudanca.PAGA: 1, Mudanca.FALHOU: 0,
        }  # fmt: skip
        assert done.refreshed_at is not None
        assert done.contagens[Situacao.VENCIDA] == 1
        paid, changed, *_ = rows(ledger, job)
        assert paid.outcome.situacao is Situacao.SEM_VENCIDA
        assert "saiu ao conferir" in paid.outcome.motivo
        assert changed.outcome.conferida is not None
        assert changed.outcome.conferida.fatura.valor == Decimal("1300.00")

    def test_what_is_the_same_only_becomes_fresher(
        self, ledger: Ledger, thoughts: JobChanges, job: Tarefa
    ) -> None:
        before = Rows(ledger.database, job.id).oldest_answer(Filter())
        thoughts.refresh(job.id, Filter())
        done = run(ledger, job, BOTH)
        after = Rows(ledger.database, job.id).oldest_answer(Filter())
        assert done.refresh_counts[Mudanca.IGUAL] == 2
        assert before is not None
        assert after is not None
        assert after > before

    def test_cancelled_midway_it_does_not_pass_for_a_whole_one(
        self, ledger: Ledger, thoughts: JobChanges, job: Tarefa
    ) -> None:
        thoughts.refresh(job.id, Filter())
        run(ledger, job, [OWES_NOTHING])
        thoughts.cancel(job.id)
        cancelled = ledger.tarefa(job.id)
        assert (cancelled.estado, cancelled.refreshed_at) == (Estado.CONCLUIDA, None)
        assert cancelled.refresh_counts[Mudanca.PAGA] == 1

    def test_a_whole_one_stays_so_when_something_else_is_cancelled(
        self, ledger: Ledger, thoughts: JobChanges, job: Tarefa
    ) -> None:
        thoughts.refresh(job.id, Filter())
        whole = run(ledger, job, BOTH)
        thoughts.retry_failures(job.id)
        thoughts.cancel(job.id)
        assert ledger.tarefa(job.id).refreshed_at == whole.refreshed_at

    def test_a_failed_look_up_proves_nothing(
        self, ledger: Ledger, thoughts: JobChanges, job: Tarefa
    ) -> None:
        before = rows(ledger, job)[0]
        thoughts.refresh(job.id, Filter())
        done = run(ledger, job, [FAILED, BOTH[1]])
        kept = rows(ledger, job)[0]
        assert done.refresh_counts[Mudanca.FALHOU] == 1
        assert kept.outcome.situacao is Situacao.VENCIDA
        assert kept.consultada_em == before.consultada_em, "it is as old as it was"
        assert kept.outcome.conferida is not None
        assert Aviso.NAO_RECONFERIDA in kept.outcome.conferida.avisos
        thoughts.refresh(job.id, Filter())
        done = run(ledger, job, BOTH)
        assert done.refresh_counts[Mudanca.IGUAL] == 2, "the mark goes with the next good answer"
        assert rows(ledger, job)[0].outcome.conferida == before.outcome.conferida

    def test_only_the_contacts_that_pass_the_filter(
        self, ledger: Ledger, thoughts: JobChanges, job: Tarefa
    ) -> None:
        assert thoughts.refresh(job.id, Filter(texto="1002")) == 1

    def test_not_before_the_list_is_done(self, ledger: Ledger, thoughts: JobChanges) -> None:
        job = run(ledger, ledger.create(new_tarefa(LIST)), [contact()])
        with pytest.raises(LedgerError, match="retome"):
            thoughts.refresh(job.id, Filter())


class TestQueue:
    def test_jobs_of_one_api_go_in_the_order_they_came(self, ledger: Ledger) -> None:
        jobs = [ledger.create(new_tarefa(LIST)).id for _ in range(3)]
        owners = {job_id: new_owner() for job_id in jobs}
        for job_id in reversed(jobs):
            ledger.queue(job_id, owners[job_id])
        assert [ledger.place_in_queue(job_id) for job_id in jobs] == [2, 1, 0]
        assert [ledger.begin(job_id, owners[job_id]) for job_id in jobs] == [False, False, True]
        ledger.finish(jobs[2], owners[jobs[2]], "parou")
        assert not ledger.begin(jobs[0], owners[jobs[0]])
        assert ledger.begin(jobs[1], owners[jobs[1]])


def test_a_row_that_has_an_outcome_is_not_given_another(ledger: Ledger, job: Tarefa) -> None:
    again = ledger.create(new_tarefa(LIST))
    owner = begin(ledger, again)
    row = next(ledger.pending(again.id))
    ledger.commit(again.id, owner, [(row, OWES_NOTHING)])
    with pytest.raises(LedgerError, match="já tinha resultado"):
        ledger.commit(again.id, owner, [(row, FAILED)])
    assert rows(ledger, again)[0].outcome == OWES_NOTHING
    assert ledger.tarefa(again.id).contagens[Situacao.ERRO] == 0
