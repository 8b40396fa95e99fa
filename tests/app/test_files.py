"""Contacts as they are shown and as they go out: by download, and into a folder."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from faturas.app import customer, export, files, start
from faturas.app.contacts import Contacts, reason, sent
from faturas.app.context import AppContext
from faturas.app.export import Export, Target
from faturas.app.files import ContactFile, Kind, ReportFile
from faturas.app.sight import held_back, in_sight, incomplete
from faturas.app.values import CsvForm, Filter, Tarefa
from faturas.domain.choices import Choices
from faturas.domain.impediments import Verdict
from faturas.domain.outcome import Row, Situacao
from faturas.errors import InputError, OutputError
from faturas.sandbox.cases import CASES
from tests.app.conftest import ACTOR, WITH_DEBT, WITHOUT, concluded, ended, wanted
from tests.factories.faturas import HOJE

ASKED_AT = datetime(2026, 11, 23, 9, 5, 7)  # noqa: DTZ001 - only written into a name
BLOCKED = CASES["sem_codigos"]
ALL = [*WITH_DEBT, BLOCKED, *WITHOUT]
EVERYBODY = Filter(choices=Choices(bloqueadas=True))


@pytest.fixture
def job(app: AppContext) -> Tarefa:
    return concluded(app, ALL)


def contact_file(
    app: AppContext, job: Tarefa, filtro: Filter, kind: Kind = Kind.CSV
) -> ContactFile:
    return ContactFile(ACTOR, app, job.id, filtro, CsvForm(), kind, ASKED_AT)


class TestContacts:
    def test_counted_and_paged_by_one_filter(self, app: AppContext, job: Tarefa) -> None:
        contacts = Contacts(ACTOR, app, job.id)
        assert contacts.noticed().verdicts[Verdict.BLOQUEADA] == 1
        assert sum(contacts.noticed().verdicts.values()) == len(WITH_DEBT) + 1
        assert contacts.summary(Filter()).contatos == len(WITH_DEBT)
        shown = contacts.page(Filter(), offset=1, limit=10)
        assert [row.codigo for row in shown] == [str(code) for code in WITH_DEBT[1:]]
        assert not contacts.damage()
        assert contacts.oldest_answer(Filter()) is not None
        left = contacts.with_outcome((Situacao.SEM_VENCIDA,), offset=0, limit=10)
        assert {reason(ACTOR, row) for row in left} != {""}

    def test_what_is_shown_of_one_is_what_goes_out(self, app: AppContext, job: Tarefa) -> None:
        contacts = Contacts(ACTOR, app, job.id)
        for row in contacts.page(EVERYBODY, offset=0, limit=10):
            conferida = row.outcome.conferida
            assert conferida is not None
            said = sent(ACTOR, conferida, Choices())
            assert said.goes_out == (row.codigo != str(BLOCKED))
            assert said.cells.nome == conferida.nome
            assert said.valor == (conferida.valor_codigo or conferida.fatura.valor)

    def test_bloqueadas_asked_for_by_name_are_seen_and_held_back(
        self, app: AppContext, job: Tarefa
    ) -> None:
        count = Contacts(ACTOR, app, job.id).summary
        by_name = Filter(verdicts=(Verdict.BLOQUEADA,))
        assert count(by_name).contatos == 0
        assert count(in_sight(by_name)).contatos == 1
        assert held_back(by_name, count) == 1
        assert held_back(Filter(), count) == 0
        assert incomplete(EVERYBODY, count) >= 1
        with pytest.raises(OutputError, match="bloqueada"):
            contact_file(app, job, by_name).build(io.BytesIO())


class TestDownload:
    def test_a_contact_file_says_what_is_in_it(self, app: AppContext, job: Tarefa) -> None:
        file = io.BytesIO()
        built = contact_file(app, job, Filter()).build(file)
        assert built.name == "faturas_vencidas_20261123_090507.csv"
        assert built.contents == "3 contatos"
        rows = list(csv.reader(io.StringIO(file.getvalue().decode())))
        assert len(rows) == 1 + len(WITH_DEBT)
        assert contact_file(app, job, Filter()).check().contatos == len(WITH_DEBT)

    def test_a_file_for_nobody_is_none(self, app: AppContext, job: Tarefa) -> None:
        with pytest.raises(OutputError, match="Nenhum contato passa"):
            contact_file(app, job, Filter(texto="ninguém")).build(io.BytesIO())

    def test_a_workbook_and_the_report_of_some_outcomes(self, app: AppContext, job: Tarefa) -> None:
        file = io.BytesIO()
        built = contact_file(app, job, Filter(), Kind.XLSX).build(file)
        assert (built.name[-5:], built.media_type) == (".xlsx", Kind.XLSX.media_type)
        assert file.getvalue()[:2] == b"PK"
        some = (Situacao.SEM_VENCIDA,)
        report = ReportFile(ACTOR, app, job.id, some, "sem_vencida", Kind.CSV, ASKED_AT)
        built = report.build(io.BytesIO())
        assert built.name == "faturas_vencidas_20261123_090507.sem_vencida.csv"
        assert built.contents == "2 linhas"

    def test_a_partial_list_says_so_in_its_name(self, app: AppContext) -> None:
        job = start.create(ACTOR, app, wanted(ALL))
        report = ReportFile(ACTOR, app, job.id, None, "relatorio", Kind.CSV, ASKED_AT)
        assert "_parcial.relatorio.csv" in report.build(io.BytesIO()).name

    def test_who_watches_may_end_the_building(self, app: AppContext, job: Tarefa) -> None:
        def leave(rows: Iterator[Row]) -> Iterator[Row]:
            yield next(rows)
            raise InterruptedError

        with pytest.raises(InterruptedError):
            contact_file(app, job, Filter()).build(io.BytesIO(), leave)

    def test_its_version_changes_with_the_rows(self, app: AppContext) -> None:
        job = start.create(ACTOR, app, wanted(ALL))
        before = files.version_of(ACTOR, app, job.id)
        assert files.version_of(ACTOR, app, job.id) == before
        start.run_pending(ACTOR, app, job.id)
        ended(app, job.id)
        assert files.version_of(ACTOR, app, job.id) != before


class TestExport:
    def test_all_files_of_a_job(self, app: AppContext, job: Tarefa, tmp_path: Path) -> None:
        target = Target(tmp_path / "c.csv", Choices(), xlsx=True)
        export.check(ACTOR, target)
        job_files = Export(ACTOR, app, job, target)
        assert not job_files.damage
        assert not job_files.names.column_is_doubtful
        exported = job_files.write()
        assert exported.written.contatos == exported.summary.contatos == len(WITH_DEBT)
        assert exported.unproved == 0
        names = sorted(path.name for path in tmp_path.iterdir() if path.is_file())
        assert names == ["c.csv", "c.relatorio.csv", "c.relatorio.xlsx", "c.xlsx"]
        downloaded = io.BytesIO()
        contact_file(app, job, Filter()).build(downloaded)
        assert (tmp_path / "c.csv").read_bytes() == downloaded.getvalue(), "one file, both ways"

    def test_a_partial_list_goes_beside_the_place_asked_for(
        self, app: AppContext, tmp_path: Path
    ) -> None:
        job = start.create(ACTOR, app, wanted(ALL))
        exported = Export(ACTOR, app, job, Target(tmp_path / "c.csv", Choices())).write()
        assert exported.target.saida == tmp_path / "c_parcial.csv"
        assert not (tmp_path / "c.csv").exists()


class TestCustomer:
    def test_asked_for_alone_and_written(self, app: AppContext, tmp_path: Path) -> None:
        named = customer.named(ACTOR, f" {WITH_DEBT[0]} ", "11987654321")
        row = customer.ask(ACTOR, app, named, "teste", HOJE)
        assert row.outcome.situacao is Situacao.VENCIDA
        written = export.write_customer(ACTOR, Target(tmp_path / "c.csv", Choices()), row)
        assert written.contatos == 1

    def test_one_who_does_not_go_out_is_in_the_report_alone(
        self, app: AppContext, tmp_path: Path
    ) -> None:
        row = customer.ask(ACTOR, app, customer.named(ACTOR, str(BLOCKED)), "teste", HOJE)
        written = export.write_customer(ACTOR, Target(tmp_path / "c.csv", Choices()), row)
        assert written.contatos == 0
        assert str(BLOCKED) in (tmp_path / "c.relatorio.csv").read_text(encoding="utf-8")

    def test_what_is_no_code_is_not_asked_for(self) -> None:
        with pytest.raises(InputError, match="não serve"):
            customer.named(ACTOR, "#REF!")
