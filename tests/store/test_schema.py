"""An older ledger becomes a current one, with everything that was in it."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from socket import gethostname

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_mock_engine

from faturas.domain.choices import Choices
from faturas.domain.decision import impediments_of
from faturas.domain.estado import Estado
from faturas.domain.fatura import SEM_OUTRAS
from faturas.domain.fatura_conferida import explain
from faturas.domain.notices import Aviso
from faturas.domain.outcome import Situacao
from faturas.errors import LedgerError
from faturas.store.engines.sqlite import versions
from faturas.store.engines.sqlite.database import FILE_NAME
from faturas.store.engines.sqlite.machine import beat, this_process
from faturas.store.job_changes import JobChanges
from faturas.store.lease import new_owner
from faturas.store.ledger import Ledger
from faturas.store.mapping import stamp
from faturas.store.migrations import migrate
from faturas.store.rows import Filter, Rows
from faturas.store.schema import SCHEMA_VERSION, metadata
from faturas.store.soundness import Damage
from tests.factories.rows import OWES_NOTHING
from tests.old_ledgers import KEPT_COPIES, ROWS, write_old_ledger


@pytest.fixture(params=KEPT_COPIES, ids=lambda path: path.stem)
def old_folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        raw.executescript(request.param.read_text(encoding="utf-8"))
    return tmp_path


def test_there_is_a_kept_copy_of_every_earlier_version() -> None:
    versions = {int(path.stem.removeprefix("ledger_v")) for path in KEPT_COPIES}
    assert versions == set(range(1, SCHEMA_VERSION))


def test_nothing_is_lost(old_folder: Path) -> None:
    ledger = Ledger(old_folder)
    half, done = ledger.tarefas()
    assert (done.estado, done.total, done.pendentes) == (Estado.CONCLUIDA, 5, 0)
    assert (half.estado, half.total, half.pendentes) == (Estado.INTERROMPIDA, 3, 2)
    outcomes = [row.outcome.situacao for row in Rows(ledger.database, done.id).all()]
    assert outcomes == [
        Situacao.VENCIDA, Situacao.SEM_VENCIDA, Situacao.ERRO, Situacao.NAO_ENCONTRADO,
        Situacao.VENCIDA,
    ]  # fmt: skip


def test_contacts_of_before_get_their_reasons(old_folder: Path) -> None:
    ledger = Ledger(old_folder)
    _, done = ledger.tarefas()
    reissued = [row.outcome.conferida for row in Rows(ledger.database, done.id).all()][-1]
    assert reissued is not None
    assert explain(reissued) == [
        "valor atualizado: a fatura é de R$ 149,99 e o código cobra R$ 154,44",
        "boleto com outro vencimento: a fatura vence em 25/10/2026 e o boleto em 26/11/2026",
    ]
    assert reissued.outras == SEM_OUTRAS


@pytest.mark.parametrize("old_folder", KEPT_COPIES[:3], indirect=True, ids=lambda path: path.stem)
def test_reasons_of_before_heed_the_lists_phone_and_survive_what_is_unreadable(
    old_folder: Path,
) -> None:
    with sqlite3.connect(old_folder / FILE_NAME) as raw:
        raw.execute(
            "UPDATE linhas SET avisos = 16384, telefone_lista = 'lixo'"
            " WHERE (tarefa, ordem) = (1, 0)"
        )
        raw.execute("UPDATE linhas SET resposta = 'x' WHERE (tarefa, ordem) = (1, 4)")
    Ledger(old_folder)
    with sqlite3.connect(old_folder / FILE_NAME) as raw:
        kept = raw.execute("SELECT razoes FROM linhas WHERE tarefa = 1 ORDER BY ordem").fetchall()
    [[aviso, why]] = json.loads(kept[0][0])
    assert (aviso, bool(why)) == (int(Aviso.TELEFONE_DA_LISTA_RECUSADO), True)
    assert kept[4] == (None,)


def test_a_file_in_which_an_older_version_runs_a_job_is_left_as_it_is(tmp_path: Path) -> None:
    """What that version wrote after the upgrade would have no check sum, and read as damaged."""
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        raw.executescript(KEPT_COPIES[-1].read_text(encoding="utf-8"))
        raw.execute(
            "UPDATE tarefas SET estado = 'executando', dono = ?, batimento = ?, pulso_s = ?"
            " WHERE numero = 2",
            (f"{this_process()}|abcd", stamp(beat().at), beat().pulse_s),
        )
    with pytest.raises(LedgerError, match="versão anterior do programa ainda executa"):
        Ledger(tmp_path)
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION - 1,)
        columns = {name for _, name, *_ in raw.execute("PRAGMA table_info(linhas)")}
        assert not {"impedimentos", "procura"} & columns
        raw.execute("UPDATE tarefas SET dono = ''")
    assert len(Ledger(tmp_path).tarefas()) == 2


def test_the_upgraded_file_does_all_that_a_new_one_does(old_folder: Path) -> None:
    ledger = Ledger(old_folder)
    half, done = ledger.tarefas()
    thoughts = JobChanges(ledger.database)
    assert thoughts.retry_failures(done.id) == 1
    owner = new_owner()
    for job in (half, done):
        ledger.queue(job.id, owner)
        assert ledger.begin(job.id, owner)
        ledger.commit(job.id, owner, [(row, OWES_NOTHING) for row in ledger.pending(job.id)])
        assert ledger.finish(job.id, owner).estado is Estado.CONCLUIDA


def test_what_was_kept_gets_its_check_sums(old_folder: Path) -> None:
    ledger = Ledger(old_folder)
    for job in ledger.tarefas():
        assert Rows(ledger.database, job.id).check() == Damage()
    with sqlite3.connect(old_folder / FILE_NAME) as raw:
        raw.execute("UPDATE linhas SET telefone_lista = telefone_lista || '1'")
    assert all(Rows(ledger.database, job.id).check() for job in ledger.tarefas())


def test_rows_that_were_damaged_stay_so(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        raw.executescript(KEPT_COPIES[-1].read_text(encoding="utf-8"))
        raw.execute("UPDATE linhas SET valor_centavos = 1 WHERE (tarefa, ordem) = (1, 0)")
        raw.execute("UPDATE linhas SET nome = CAST(x'ff41' AS TEXT) WHERE (tarefa, ordem) = (1, 4)")
    ledger = Ledger(tmp_path)
    _, done = ledger.tarefas()
    situacoes = [row.outcome.situacao for row in Rows(ledger.database, done.id).all()]
    assert situacoes == [
        Situacao.ERRO, Situacao.SEM_VENCIDA, Situacao.ERRO, Situacao.NAO_ENCONTRADO, Situacao.ERRO,
    ]  # fmt: skip


def test_rows_too_damaged_for_the_table_are_lost_and_keep_no_other(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        raw.executescript(KEPT_COPIES[-1].read_text(encoding="utf-8"))
        raw.execute("PRAGMA writable_schema = ON")
        raw.execute("UPDATE sqlite_schema SET sql = replace(sql, 'codigo TEXT NOT NULL', 'codigo')")
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        raw.execute("UPDATE linhas SET codigo = NULL WHERE (tarefa, ordem) = (1, 0)")
        raw.execute("UPDATE linhas SET tarefa = 99 WHERE (tarefa, ordem) = (1, 4)")
    ledger = Ledger(tmp_path)
    _, done = ledger.tarefas()
    rows = Rows(ledger.database, done.id)
    assert rows.check() == Damage(faltam=2)
    assert [row.linha for row in rows.all()] == [3, 4, 5, 0, 0]


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        raw.executescript(KEPT_COPIES[0].read_text(encoding="utf-8"))
        before = list(raw.iterdump())

    def migrate_and_fail(connection: Connection, version: int) -> None:
        migrate(connection, version)
        raise LedgerError("disco cheio")

    with monkeypatch.context() as patch:
        patch.setattr(versions, "migrate", migrate_and_fail)
        with pytest.raises(LedgerError, match="disco cheio"):
            Ledger(tmp_path)
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (1,)
        assert list(raw.iterdump()) == before
    assert len(Ledger(tmp_path).tarefas()) == 2


class TestAnnouncement:
    """Whoever has to wait for a migration is told before it begins, and nobody else."""

    @pytest.mark.parametrize("more", [0, 1])
    def test_only_a_large_ledger_is_announced(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: int
    ) -> None:
        write_old_ledger(tmp_path, 20_000 + more)
        begun: list[int] = []

        def fail(_connection: Connection, _version: int) -> None:
            begun.append(len(heard))
            raise LedgerError("disco cheio")

        monkeypatch.setattr(versions, "migrate", fail)
        heard: list[str] = []
        with pytest.raises(LedgerError, match="disco cheio"):
            Ledger(tmp_path, announce_migration=lambda: heard.append("agora"))
        assert (begun, heard) == ([more], ["agora"] * more)

    def test_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(versions, "LARGE_ROWS", ROWS - 1)
        write_old_ledger(tmp_path)
        heard: list[int] = []
        for _ in range(2):
            ledger = Ledger(tmp_path, announce_migration=lambda: heard.append(1))
            assert len(ledger.tarefas()) == 2
            ledger.database.close()
        assert heard == [1]

    def test_not_of_a_new_ledger(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(versions, "LARGE_ROWS", -1)
        heard: list[int] = []
        Ledger(tmp_path, announce_migration=lambda: heard.append(1))
        assert heard == []

    def test_not_where_an_older_version_still_runs_a_job(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(versions, "LARGE_ROWS", ROWS - 1)
        with sqlite3.connect(write_old_ledger(tmp_path)) as raw:
            raw.execute(
                "UPDATE tarefas SET estado = 'executando', dono = ?, batimento = ?, pulso_s = ?",
                (f"{this_process()}|abcd", stamp(beat().at), beat().pulse_s),
            )
        heard: list[int] = []
        with pytest.raises(LedgerError, match="versão anterior do programa ainda executa"):
            Ledger(tmp_path, announce_migration=lambda: heard.append(1))
        assert heard == []


def test_only_a_ledger_to_be_migrated_waits_for_alembic(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        raw.executescript(KEPT_COPIES[-1].read_text(encoding="utf-8"))
    code = (
        "import sys; from pathlib import Path; from faturas.store.ledger import Ledger;"
        "Ledger(Path(sys.argv[1])).tarefas(); print('alembic' in sys.modules)"
    )
    loaded = [
        subprocess.run(
            [sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True
        ).stdout.strip()
        for _ in range(2)
    ]
    assert loaded == ["True", "False"]


def test_numbers_that_grow_are_wide_in_a_database_that_knows_widths() -> None:
    postgresql = create_mock_engine("postgresql://", print).dialect
    wide = {
        column.name
        for table in metadata.tables.values()
        for column in table.columns
        if "BIGINT" in str(column.type.compile(postgresql))
    }
    assert wide >= {"numero", "tarefa", "janela", "soma", "valor_centavos", "outras_centavos"}


def test_contacts_of_before_know_what_keeps_them_back_and_are_found_by_a_search(
    old_folder: Path,
) -> None:
    ledger = Ledger(old_folder)
    _, done = ledger.tarefas()
    rows = Rows(ledger.database, done.id)
    kept = dict(_columns(old_folder, "ordem, impedimentos"))
    for row in rows.all():
        found = row.outcome.conferida
        assert kept[row.ordem] == (int(impediments_of(found)) if found else 0)
    wanted = Filter(choices=Choices(bloqueadas=True), texto="MORAES")
    assert [row.codigo for row in rows.contacts(wanted)] == ["1001"]


def test_a_migrated_ledger_has_the_very_tables_of_a_fresh_one(
    old_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    fresh = tmp_path_factory.mktemp("fresh")
    for folder in (old_folder, fresh):
        Ledger(folder)
    assert _tables(old_folder) == _tables(fresh)


def test_the_last_revision_is_the_version_of_the_tables() -> None:
    scripts = ScriptDirectory("faturas/store/migrations")
    assert scripts.get_current_head() == f"{SCHEMA_VERSION}"


def _columns(folder: Path, names: str) -> list[tuple[int, int]]:
    with sqlite3.connect(folder / FILE_NAME) as raw:
        return raw.execute(f"SELECT {names} FROM linhas WHERE tarefa = 1").fetchall()


def _tables(folder: Path) -> dict[str, object]:
    """What SQLite knows of every table: its columns and its indices."""
    with sqlite3.connect(folder / FILE_NAME) as raw:
        tables = raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        return {table: (_columns_of(raw, table), _indices_of(raw, table)) for (table,) in tables}


def _columns_of(raw: sqlite3.Connection, table: str) -> set[tuple[object, ...]]:
    """Names, kinds and defaults; FLOAT and REAL are one kind to SQLite."""
    return {
        (name, kind.replace("FLOAT", "REAL"), notnull, str(default).strip("'"), key)
        for _, name, kind, notnull, default, key in raw.execute(f"PRAGMA table_info({table})")
    }


def _indices_of(raw: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    return sorted(
        (unique, origin, [name for *_, name in raw.execute(f"PRAGMA index_info({index})")])
        for _, index, unique, origin, _ in raw.execute(f"PRAGMA index_list({table})").fetchall()
    )


def test_upgrading_twice_changes_nothing(old_folder: Path) -> None:
    first = Ledger(old_folder).tarefas()
    assert Ledger(old_folder).tarefas() == first
    with sqlite3.connect(old_folder / FILE_NAME) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_migration_leaves_the_file_no_larger(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        raw.executescript(KEPT_COPIES[-1].read_text(encoding="utf-8"))
        raw.executemany(
            "INSERT INTO linhas (tarefa, ordem, linha, codigo, telefone_lista, nome_lista,"
            " pendente, situacao) VALUES (1, ?, 2, 'x', '', ?, 0, 'erro')",
            ((ordem, "n" * 1_000) for ordem in range(10, 1_000)),
        )
    before = (tmp_path / FILE_NAME).stat().st_size
    Ledger(tmp_path).database.close()
    assert (tmp_path / FILE_NAME).stat().st_size < 1.2 * before


@pytest.mark.parametrize(
    "damage", ["link = NULL, pix = '', linha_digitavel = ''", "nome = NULL", "avisos = avisos | 1"]
)
def test_what_damage_has_done_to_an_old_row_lets_nobody_out(tmp_path: Path, damage: str) -> None:
    """Version 3 had no check sums, by which a damaged row is known."""
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        raw.executescript(KEPT_COPIES[2].read_text(encoding="utf-8"))
        raw.execute(f"UPDATE linhas SET {damage} WHERE (tarefa, ordem) = (1, 0)")
    ledger = Ledger(tmp_path)
    _, done = ledger.tarefas()
    assert [row.ordem for row in Rows(ledger.database, done.id).contacts(Filter())] == [4]


def test_a_job_of_a_process_that_was_killed_is_free_at_once(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        raw.executescript(KEPT_COPIES[-1].read_text(encoding="utf-8"))
        raw.execute(
            "UPDATE tarefas SET estado = 'executando', dono = ?, batimento = ?, pulso_s = ?"
            " WHERE numero = 2",
            (f"{gethostname()}|999999999|1.00|abcd", stamp(beat().at), beat().pulse_s),
        )
    ledger = Ledger(tmp_path)
    half, _ = ledger.tarefas()
    assert half.estado is Estado.INTERROMPIDA
    ledger.queue(half.id, new_owner())


def test_a_program_of_before_that_is_open_still_fails_before_it_writes(old_folder: Path) -> None:
    """Whatever a version up to 4 does with a job, it reads all of its columns first."""
    Ledger(old_folder)
    with (
        sqlite3.connect(old_folder / FILE_NAME) as raw,
        pytest.raises(sqlite3.OperationalError, match="iniciada_em"),
    ):
        raw.execute("SELECT iniciada_em FROM tarefas")
