"""The ledger: every row in exactly one state, nothing lost, one owner at a time."""

import sqlite3
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from faturas.domain.estado import Estado, Pedido
from faturas.domain.fatura import Outras
from faturas.domain.notices import Aviso
from faturas.domain.outcome import Situacao
from faturas.errors import LedgerError
from faturas.store.engines.sqlite import machine
from faturas.store.engines.sqlite.database import FILE_NAME
from faturas.store.job_changes import JobChanges
from faturas.store.lease import new_owner
from faturas.store.ledger import Ledger
from faturas.store.rows import Rows
from faturas.store.schema import SCHEMA_VERSION
from faturas.store.tarefa import Tarefa
from faturas.store.twins import SameList
from faturas.timing import USUAL
from tests.factories.customers import blank, customers, repeated
from tests.factories.faturas import HOJE
from tests.factories.jobs import begin, file_of, new_tarefa, queue_and_die
from tests.factories.rows import FAILED, OWES_NOTHING, contact_row

LIST = [
    *customers(range(1001, 1006)),
    blank(7),
    repeated(8, 1001),
]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path)


@pytest.fixture
def job(ledger: Ledger) -> Tarefa:
    return ledger.create(new_tarefa(LIST))


def test_reasons_and_further_invoices_come_back_as_they_were_found(
    ledger: Ledger, job: Tarefa
) -> None:
    found = contact_row(telefone="lixo", linha_digitavel="0" * 47).outcome
    assert found.conferida is not None
    assert found.conferida.razoes
    conferida = replace(found.conferida, outras=Outras(2, Decimal("300.10")))
    owner = begin(ledger, job)
    [first, *_] = ledger.pending(job.id)
    ledger.commit(job.id, owner, [(first, replace(found, conferida=conferida))])
    kept = next(Rows(ledger.database, job.id).all()).outcome.conferida
    assert kept is not None
    assert (kept.razoes, kept.outras) == (conferida.razoes, conferida.outras)


class TestCreate:
    def test_every_row_is_in_exactly_one_state(self, ledger: Ledger, job: Tarefa) -> None:
        assert (job.total, job.pendentes, job.feitos) == (7, 5, 2)
        assert {s: n for s, n in job.contagens.items() if n} == {
            Situacao.NAO_TENTADO: 5,
            Situacao.INVALIDO: 1,
            Situacao.DUPLICADO: 1,
        }
        assert sum(job.contagens.values()) == job.total

    def test_it_remembers_what_it_was_made_of(self, ledger: Ledger, job: Tarefa) -> None:
        again = ledger.tarefa(job.id)
        assert again == job
        assert (again.arquivo, again.api, again.referencia) == ("lista.csv", "teste", HOJE)
        assert again.busca.tentativas == 3

    def test_rows_keep_the_order_and_lines_of_the_input(self, ledger: Ledger, job: Tarefa) -> None:
        rows = list(Rows(ledger.database, job.id).all())
        assert [row.linha for row in rows] == [c.linha for c in LIST]
        assert rows[6].outcome.motivo == "repete a linha 2"

    def test_only_usable_rows_are_pending(self, ledger: Ledger, job: Tarefa) -> None:
        assert [row.codigo for row in ledger.pending(job.id)] == [str(c) for c in range(1001, 1006)]

    def test_an_unknown_id_is_said(self, ledger: Ledger) -> None:
        with pytest.raises(LedgerError, match="Não existe tarefa"):
            ledger.tarefa("deadbeef")


class TestSameList:
    """Two windows start the same list at the same moment: the second one is told."""

    def test_one_that_has_come_meanwhile_is_told_and_nothing_is_stored(
        self, ledger: Ledger
    ) -> None:
        first = ledger.create(new_tarefa(LIST), known=())
        with pytest.raises(SameList) as told:
            ledger.create(new_tarefa(LIST), known=())
        assert told.value.twin.id == first.id
        assert first.id in str(told.value)
        assert len(ledger.tarefas()) == 1
        ledger.create(new_tarefa(LIST), known=told.value.known)
        assert len(ledger.tarefas()) == 2

    def test_of_several_the_one_not_told_of_is_named(self, ledger: Ledger, job: Tarefa) -> None:
        newer = ledger.create(new_tarefa(LIST))
        with pytest.raises(SameList) as told:
            ledger.create(new_tarefa(LIST), known={job.id})
        assert told.value.twin.id == newer.id
        assert told.value.known == {job.id, newer.id}

    def test_another_companys_or_another_list_is_none(self, ledger: Ledger) -> None:
        ledger.create(replace(new_tarefa(LIST), empresa="uma"))
        ledger.create(replace(new_tarefa(LIST), empresa="outra"), known=())
        ledger.create(new_tarefa(LIST[1:]), known=())
        assert len(ledger.tarefas()) == 3


class TestCommit:
    def test_a_lote_is_kept_with_its_counts(self, ledger: Ledger, job: Tarefa) -> None:
        owner = begin(ledger, job)
        first, second, third, *_ = ledger.pending(job.id)
        found = contact_row(codigo_cliente="1003").outcome
        ledger.commit(job.id, owner, [(first, OWES_NOTHING), (second, FAILED), (third, found)])
        now = ledger.tarefa(job.id)
        assert now.pendentes == 2
        assert (now.contagens[Situacao.ERRO], now.contagens[Situacao.VENCIDA]) == (1, 1)
        assert sum(now.contagens.values()) == now.total
        rows = list(Rows(ledger.database, job.id).all())
        assert rows[1].outcome == FAILED
        assert rows[2].outcome == found, "everything found comes back as it was"

    def test_another_connection_sees_it(self, ledger: Ledger, job: Tarefa, tmp_path: Path) -> None:
        owner = begin(ledger, job)
        ledger.commit(job.id, owner, [(next(ledger.pending(job.id)), OWES_NOTHING)])
        assert Ledger(tmp_path).tarefa(job.id).pendentes == 4

    def test_amounts_are_exact(self, ledger: Ledger, job: Tarefa) -> None:
        owner = begin(ledger, job)
        outcome = contact_row(valor=Decimal("0.29"), linha_digitavel="", pix="").outcome
        ledger.commit(job.id, owner, [(next(ledger.pending(job.id)), outcome)])
        kept = next(Rows(ledger.database, job.id).all()).outcome.conferida
        assert kept is not None
        assert kept.fatura.valor == Decimal("0.29")

    def test_whoever_lost_the_job_writes_nothing(self, ledger: Ledger, job: Tarefa) -> None:
        old = begin(ledger, job)
        row = next(ledger.pending(job.id))
        ledger.finish(job.id, old, "parou")
        begin(ledger, job)
        with pytest.raises(LedgerError, match="Outro processo"):
            ledger.commit(job.id, old, [(row, OWES_NOTHING)])
        assert ledger.tarefa(job.id).pendentes == 5


class TestRun:
    def test_a_live_job_cannot_be_started_again(self, ledger: Ledger, job: Tarefa) -> None:
        begin(ledger, job)
        with pytest.raises(LedgerError, match="já está em andamento"):
            ledger.queue(job.id, new_owner())

    def test_a_dead_owners_job_is_interrupted_and_can_be_taken_over(
        self, ledger: Ledger, job: Tarefa, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dead = new_owner()
        with monkeypatch.context() as patch:
            patch.setattr(machine, "this_process", lambda: "esta-maquina-nao-existe|1|1.00")
            ledger.queue(job.id, dead)
        ledger.begin(job.id, dead)
        set_heartbeat(ledger, "2020-01-01T00:00:00.000+00:00")
        assert ledger.tarefa(job.id).estado is Estado.INTERROMPIDA
        begin(ledger, job)
        assert ledger.tarefa(job.id).estado is Estado.EXECUTANDO

    def test_one_job_runs_per_api(self, ledger: Ledger, job: Tarefa) -> None:
        begin(ledger, job)
        second, other_api = (
            ledger.create(new_tarefa(LIST, api=api)).id for api in ("teste", "outra")
        )
        for job_id, may_begin in ((second, False), (other_api, True)):
            owner = new_owner()
            ledger.queue(job_id, owner)
            assert ledger.begin(job_id, owner) is may_begin
        assert ledger.tarefa(second).estado is Estado.NA_FILA

    def test_a_job_that_slept_while_another_began_at_its_api_ends_its_run(
        self, ledger: Ledger, job: Tarefa
    ) -> None:
        owner = begin(ledger, job)
        row, *_ = ledger.pending(job.id)
        ledger.commit(job.id, owner, [(row, OWES_NOTHING)])
        fall_asleep(ledger, job)
        begin(ledger, ledger.create(new_tarefa(LIST)))
        with pytest.raises(LedgerError, match="outra tarefa desta API começou"):
            ledger.heartbeat(job.id, owner)
        [*later] = ledger.pending(job.id)
        with pytest.raises(LedgerError, match="outra tarefa desta API começou"):
            ledger.commit(job.id, owner, [(later[0], OWES_NOTHING)])
        now = ledger.tarefa(job.id)
        assert (now.estado, now.pendentes) == (Estado.INTERROMPIDA, 4)

    def test_a_job_that_slept_goes_on_while_the_others_still_wait(
        self, ledger: Ledger, job: Tarefa
    ) -> None:
        owner = begin(ledger, job)
        behind, other = ledger.create(new_tarefa(LIST)), new_owner()
        ledger.queue(behind.id, other)
        fall_asleep(ledger, job)
        ledger.heartbeat(job.id, owner)
        assert ledger.tarefa(job.id).estado is Estado.EXECUTANDO
        assert not ledger.begin(behind.id, other)

    def test_word_to_stop_reaches_the_owner(self, ledger: Ledger, job: Tarefa) -> None:
        owner = begin(ledger, job)
        assert ledger.heartbeat(job.id, owner) is None
        JobChanges(ledger.database).pause(job.id)
        assert ledger.heartbeat(job.id, owner) is Pedido.PAUSAR

    def test_an_unfinished_job_pauses_with_its_cause(self, ledger: Ledger, job: Tarefa) -> None:
        done = ledger.finish(job.id, begin(ledger, job), "A API recusou o login.")
        assert (done.estado, done.causa) == (Estado.PAUSADA, "A API recusou o login.")

    def test_a_job_whose_process_leaves_is_interrupted_unless_a_pause_was_asked_for(
        self, ledger: Ledger, job: Tarefa
    ) -> None:
        left = ledger.finish(job.id, begin(ledger, job), "fechado", interrompida=True)
        assert left.estado is Estado.INTERROMPIDA
        owner = begin(ledger, job)
        JobChanges(ledger.database).pause(job.id)
        assert ledger.finish(job.id, owner, "fechado", interrompida=True).estado is Estado.PAUSADA

    def test_a_job_in_line_whose_process_died_is_interrupted_and_the_line_moves_on(
        self, ledger: Ledger, job: Tarefa, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        queue_and_die(ledger, job)
        behind, owner = ledger.create(new_tarefa(LIST)), new_owner()
        ledger.queue(behind.id, owner)
        assert ledger.tarefa(job.id).estado is Estado.INTERROMPIDA
        assert ledger.place_in_queue(behind.id) == 0
        assert ledger.begin(behind.id, owner)
        ledger.queue(job.id, new_owner())
        assert ledger.place_in_queue(job.id) == 1, "resumed, it goes to the end"

    def test_a_finished_job_is_concluded(self, ledger: Ledger, job: Tarefa) -> None:
        owner = begin(ledger, job)
        ledger.commit(job.id, owner, [(row, OWES_NOTHING) for row in ledger.pending(job.id)])
        done = ledger.finish(job.id, owner)
        assert (done.estado, done.causa, done.pendentes) == (Estado.CONCLUIDA, "", 0)
        assert done.terminada_em is not None


class TestSharedPhones:
    def test_the_same_phone_for_several_customers_is_shown(
        self, ledger: Ledger, job: Tarefa
    ) -> None:
        owner = begin(ledger, job)
        rows = list(ledger.pending(job.id))
        phones = ("85988887777", "85988887777", "85977776666", "", "")
        outcomes = [contact_row(telefone=phone).outcome for phone in phones]
        ledger.commit(job.id, owner, list(zip(rows, outcomes, strict=True)))
        ledger.finish(job.id, owner)
        ledger.finish(job.id, begin(ledger, job))
        kept = [row.outcome.conferida for row in Rows(ledger.database, job.id).all()]
        marked = [bool(a and Aviso.TELEFONE_REPETIDO in a.avisos) for a in kept]
        assert marked == [True, True, False, False, False, False, False]


class TestDelete:
    def test_a_job_and_its_rows_are_forgotten(self, ledger: Ledger, job: Tarefa) -> None:
        ledger.delete(job.id)
        assert ledger.tarefas() == []
        assert list(Rows(ledger.database, job.id).all()) == []

    def test_not_while_it_runs(self, ledger: Ledger, job: Tarefa) -> None:
        begin(ledger, job)
        with pytest.raises(LedgerError, match="em andamento"):
            ledger.delete(job.id)


class TestFile:
    def test_jobs_come_newest_first(self, ledger: Ledger, job: Tarefa) -> None:
        second = ledger.create(new_tarefa(LIST))
        assert [found.id for found in ledger.tarefas()] == [second.id, job.id]

    def test_the_file_says_its_version(self, ledger: Ledger, tmp_path: Path) -> None:
        with sqlite3.connect(tmp_path / FILE_NAME) as raw:
            assert raw.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
            assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)

    def test_a_file_of_a_newer_program_is_politely_refused(self, tmp_path: Path) -> None:
        Ledger(tmp_path)
        with sqlite3.connect(tmp_path / FILE_NAME) as raw:
            raw.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
        with pytest.raises(LedgerError, match="versão mais nova"):
            Ledger(tmp_path)

    def test_a_damaged_file_makes_room_for_a_new_one(self, tmp_path: Path) -> None:
        (tmp_path / FILE_NAME).write_bytes(b"isto nao e um banco de dados" * 100)
        ledger = Ledger(tmp_path)
        assert ledger.database.set_aside is not None
        assert ledger.tarefas() == []

    def test_a_writer_elsewhere_does_not_keep_it_from_opening(self, tmp_path: Path) -> None:
        first = Ledger(tmp_path)
        with first.database.write():
            assert Ledger(tmp_path).tarefas() == []

    def test_a_folder_that_cannot_be_made_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "arquivo").write_text("x")
        with pytest.raises(LedgerError, match="não pôde ser criada"):
            Ledger(tmp_path / "arquivo" / "dados")


def set_heartbeat(ledger: Ledger, text: str) -> None:
    with sqlite3.connect(file_of(ledger)) as raw:
        raw.execute("UPDATE tarefas SET batimento = ?", (text,))


def fall_asleep(ledger: Ledger, job: Tarefa) -> None:
    """As if its process had stood still for longer than an owner may."""
    with sqlite3.connect(file_of(ledger)) as raw:
        raw.execute(
            "UPDATE tarefas SET pulso_s = pulso_s - ? WHERE id = ?", (USUAL.lease_s + 1, job.id)
        )


def test_the_reference_date_is_fixed_at_creation(ledger: Ledger, job: Tarefa) -> None:
    assert isinstance(ledger.tarefa(job.id).referencia, date)
