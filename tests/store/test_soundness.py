"""What damage changes in a ledger that still opens: it is told, and never goes out."""

import io
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from socket import gethostname

import pytest

from faturas.campaign.files.csv_file import write_contacts
from faturas.campaign.files.report import write_report
from faturas.campaign.profiles import CsvForm
from faturas.domain.choices import Choices
from faturas.domain.estado import Estado
from faturas.errors import DamagedJob, FaturasError, LedgerError
from faturas.store.engines.sqlite.database import FILE_NAME
from faturas.store.job_changes import JobChanges
from faturas.store.lease import new_owner
from faturas.store.ledger import UNASKED, Ledger
from faturas.store.rows import Filter, Rows
from faturas.store.seals import JOB_COLUMNS, ROW_COLUMNS
from faturas.store.sound_rows import DAMAGED
from faturas.store.soundness import Damage
from faturas.store.tarefa import Tarefa
from faturas.store.twins import fingerprint
from tests.factories.customers import blank, customers
from tests.factories.faturas import HOJE
from tests.factories.jobs import change, file_of, new_tarefa, run
from tests.factories.rows import FAILED, contact_row

LIST = [
    *customers(range(1001, 1009)),
    blank(10),
]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def job(ledger: Ledger) -> Tarefa:
    """A concluded one: six contacts, two of which share a phone, and two failures."""
    return concluded(ledger)


def concluded(ledger: Ledger) -> Tarefa:
    made = ledger.create(new_tarefa(LIST))
    phones = [f"5585988{number:06d}" for number in (0, 0, 1, 2, 3, 4)]
    outcomes = [contact_row(telefone=phone).outcome for phone in phones] + [FAILED, FAILED]
    return run(ledger, made, outcomes)


@contextmanager
def changed(ledger: Ledger, table: str, where: str, change_to: str) -> Iterator[None]:
    """Damage one row for a while, without anybody's leave."""
    with closing(sqlite3.connect(file_of(ledger), isolation_level=None)) as raw:
        raw.execute("PRAGMA synchronous = OFF")
        raw.execute(f"CREATE TEMP TABLE antes AS SELECT * FROM {table} WHERE {where}")
        raw.execute(f"UPDATE {table} SET {change_to} WHERE {where}")
        yield
        raw.execute(f"DELETE FROM {table} WHERE {_KEYS[table]}")
        raw.execute(f"INSERT INTO {table} SELECT * FROM antes")


_KEYS = {
    "linhas": "(tarefa, ordem % 524288) IN (SELECT tarefa, ordem FROM antes)",
    "tarefas": "numero IN (SELECT numero FROM antes)",
}
_OTHER = (
    "CASE typeof({0}) WHEN 'integer' THEN {0} + 524288 WHEN 'text' THEN {0} || 'x' ELSE 'x' END"
)
"""Some other value than the one that is there, of the same kind where there is one."""


def rows(ledger: Ledger, job: Tarefa) -> Rows:
    return Rows(ledger.database, job.id)


class TestRows:
    def test_a_sound_job_is_sound_whatever_has_been_done_with_it(
        self, ledger: Ledger, job: Tarefa
    ) -> None:
        thoughts = JobChanges(ledger.database)
        again = thoughts.repeat(job.id, HOJE)
        assert thoughts.retry_failures(job.id) == 2
        run(ledger, job, [contact_row(telefone="5585988000004").outcome, FAILED])
        for job_id in (job.id, again):
            assert Rows(ledger.database, job_id).check() == Damage()

    def test_a_change_of_any_column_is_told_and_costs_that_row_alone(
        self, ledger: Ledger, job: Tarefa
    ) -> None:
        for column in ROW_COLUMNS[1:]:
            with changed(ledger, "linhas", "ordem = 2", f"{column} = {_OTHER.format(column)}"):
                damage = rows(ledger, job).check()
                assert damage.danificadas == 1, column
                kept = [row.linha for row in rows(ledger, job).contacts(Filter())]
                assert kept == [2, 3, 5, 6, 7], column
                report = [row.outcome.motivo for row in rows(ledger, job).all()]
                assert len(report) == job.total, column
                assert report.count(DAMAGED) == 1, column
        assert rows(ledger, job).check() == Damage()

    def test_the_lines_are_named(self, ledger: Ledger, job: Tarefa) -> None:
        change(ledger, "UPDATE linhas SET telefone = '5585900000000' WHERE ordem IN (1, 4)")
        said = rows(ledger, job).check().sentences
        assert "2 linhas estão danificadas no arquivo de dados (linhas 3, 6)" in said
        assert "Envie a lista de novo" in said

    def test_a_lost_row_is_told_and_stands_in_the_report(self, ledger: Ledger, job: Tarefa) -> None:
        change(ledger, "DELETE FROM linhas WHERE ordem = 3")
        assert rows(ledger, job).check().faltam == 1
        report = list(rows(ledger, job).all())
        assert len(report) == job.total
        assert (report[-1].linha, report[-1].outcome.motivo) == (0, DAMAGED)

    def test_a_text_that_is_none_costs_its_row(self, ledger: Ledger, job: Tarefa) -> None:
        change(ledger, "UPDATE linhas SET nome = CAST(x'41ff42' AS TEXT) WHERE ordem = 0")
        assert rows(ledger, job).check().linhas == (2,)
        assert len(list(rows(ledger, job).contacts(Filter()))) == 5

    @pytest.mark.parametrize("counter", ["n_vencida", "pendentes"])
    def test_counters_that_are_not_the_rows_are_told(
        self, ledger: Ledger, job: Tarefa, counter: str
    ) -> None:
        change(ledger, f"UPDATE tarefas SET {counter} = {counter} + 1")
        assert "totais" in rows(ledger, job).check().sentences

    def test_no_index_decides_what_goes_out(self, ledger: Ledger, job: Tarefa) -> None:
        """An entry missing from one would make its row vanish from the file."""
        contacts = rows(ledger, job)._contacts_from_the_table(Filter())
        plan = contacts.compile(compile_kwargs={"literal_binds": True})
        with closing(sqlite3.connect(file_of(ledger))) as raw:
            [step] = [
                detail
                for *_, detail in raw.execute(f"EXPLAIN QUERY PLAN {plan}")
                if "linhas" in detail
            ]
        assert step == "SEARCH linhas USING PRIMARY KEY (tarefa=?)"

    def test_a_damaged_row_is_asked_for_nobody_and_stays_as_it_is(self, ledger: Ledger) -> None:
        job, owner = ledger.create(new_tarefa(LIST)), new_owner()
        change(ledger, "UPDATE linhas SET codigo = '9' WHERE ordem = 0")
        ledger.queue(job.id, owner)
        ledger.begin(job.id, owner)
        pending = list(ledger.pending(job.id))
        assert [row.codigo for row in pending] == [str(code) for code in range(1002, 1009)]
        ledger.commit(job.id, owner, [(row, FAILED) for row in pending])
        ended = ledger.finish(job.id, owner)
        assert (ended.estado, ended.pendentes, ended.causa) == (Estado.PAUSADA, 1, UNASKED)
        assert rows(ledger, job).check().linhas == (2,)

    def test_asking_again_passes_over_damaged_rows(self, ledger: Ledger, job: Tarefa) -> None:
        change(ledger, "UPDATE linhas SET codigo = '9' WHERE ordem IN (0, 6)")
        thoughts = JobChanges(ledger.database)
        assert thoughts.retry_failures(job.id) == 1
        change(ledger, "UPDATE linhas SET pendente = 0")
        change(ledger, "UPDATE tarefas SET pendentes = 0, estado = 'concluida'")
        assert thoughts.refresh(job.id, Filter()) == 5

    def test_a_damaged_list_is_not_repeated(self, ledger: Ledger, job: Tarefa) -> None:
        change(ledger, "UPDATE linhas SET codigo = '9' WHERE ordem = 0")
        with pytest.raises(LedgerError, match="Envie a lista de novo"):
            JobChanges(ledger.database).repeat(job.id, HOJE)
        assert len(ledger.tarefas()) == 1


class TestJobs:
    def test_one_that_cannot_be_read_is_told_and_hides_no_other(
        self, ledger: Ledger, job: Tarefa
    ) -> None:
        other = concluded(ledger)
        for change_to in (
            *(f"{column} = {_OTHER.format(column)}" for column in JOB_COLUMNS[1:]),
            "estado = 'executanda'",
            "pedido = 'qausar'",
            "busca = '{'",
            f"dono = 'x', processo = '{gethostname()}|ninguem', estado = 'executando'",
            "batimento = 'ontem'",
            "na_fila_em = '2026-11-23T10:00:00', estado = 'na_fila'",
            "pendentes = 4096",
            "n_erro = -1",
            "n_conferida_paga = 'x'",
            "causa = CAST(x'ff' AS TEXT)",
            "estrategia = 'nenhuma'",
        ):
            with changed(ledger, "tarefas", f"id = '{job.id}'", change_to):
                assert ledger.tarefas() == [other], change_to
                [damaged] = ledger.damaged()
                assert "danificada" in str(damaged), change_to
                assert ledger.twins(fingerprint(job.api, LIST)) == [other], change_to
                with pytest.raises(LedgerError):
                    ledger.tarefa(job.id)

    def test_it_holds_up_no_other_job_and_can_be_deleted(self, ledger: Ledger, job: Tarefa) -> None:
        change(ledger, "UPDATE tarefas SET estado = 'na_fila', na_fila_em = 'x', dono = 'y'")
        other, owner = ledger.create(new_tarefa(LIST)), new_owner()
        ledger.queue(other.id, owner)
        assert ledger.begin(other.id, owner)
        with pytest.raises(DamagedJob):
            ledger.queue(job.id, new_owner())
        ledger.delete(job.id)
        assert ledger.damaged() == []


class TestFlippedBits:
    def test_a_flipped_bit_anywhere_is_told_or_changes_no_file(self, tmp_path: Path) -> None:
        ledger = Ledger(tmp_path / "inteiro")
        jobs = [concluded(ledger).id for _ in range(2)]
        ledger.database.close()
        whole = (tmp_path / "inteiro" / FILE_NAME).read_bytes()
        said, files = handed_out(tmp_path / "inteiro", jobs)
        assert not said
        rng = random.Random(29)
        used = [at for at in range(len(whole)) if whole[at]]
        for number in range(30):
            content = bytearray(whole)
            content[rng.choice(used)] ^= 1 << rng.randrange(8)
            folder = tmp_path / str(number)
            folder.mkdir()
            (folder / FILE_NAME).write_bytes(content)
            said, now = handed_out(folder, jobs)
            assert said or now == files
            for contacts, _ in now.values():
                assert set(contacts.splitlines()) <= set(files[jobs[0]][0].splitlines())


def handed_out(folder: Path, jobs: list[str]) -> tuple[list[str], dict[str, tuple[bytes, bytes]]]:
    """What is said of a ledger, and the contact file and the report of each of its jobs."""
    said: list[str] = []
    files = {}
    try:
        ledger = Ledger(folder)
    except FaturasError as error:
        return [str(error)], {}
    with closing(ledger.database):
        said += [str(ledger.database.set_aside)] if ledger.database.set_aside else []
        for job_id in jobs:
            try:
                ledger.tarefa(job_id)
                found = Rows(ledger.database, job_id)
                said += filter(None, [found.check().sentences])
                contacts, report = io.BytesIO(), io.BytesIO()
                write_contacts(contacts, found.contacts(Filter()), Choices(), CsvForm())
                write_report(report, found.all())
                found.oldest_answer(Filter())
                files[job_id] = (contacts.getvalue(), report.getvalue())
            except FaturasError as error:
                said.append(str(error))
    return said, files
