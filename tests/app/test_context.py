"""The wiring: opened when it is needed, closed in good order."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from faturas.app import changes, jobs, start
from faturas.app.context import AppContext
from faturas.config import Settings
from faturas.domain.estado import Estado
from faturas.errors import ConfigError
from faturas.sandbox.faults import Faults
from faturas.sandbox.server import Sandbox
from faturas.store.engines.sqlite.database import FILE_NAME
from faturas.timing import Timing
from tests.app.conftest import ACTOR, concluded, wanted
from tests.waiting import wait_for


def refuse() -> Settings:
    raise ConfigError("A configuração não serve.")


def test_nothing_is_opened_before_it_is_needed(app: AppContext, tmp_path: Path) -> None:
    assert app.settings.apis
    assert not (tmp_path / "dados").exists()
    assert jobs.every(ACTOR, app) == []
    assert (tmp_path / "dados" / FILE_NAME).exists()
    assert app.runner_in_use is None
    app.open()
    assert app.runner_in_use is not None


def test_jobs_can_be_seen_and_paused_with_a_configuration_that_cannot_be_used(
    app: AppContext,
) -> None:
    job = start.create(ACTOR, app, wanted([1070]))
    broken = AppContext(refuse)
    assert [each.id for each in jobs.every(ACTOR, broken)] == [job.id]
    changes.pause(ACTOR, broken, job.id)
    with pytest.raises(ConfigError):
        start.run_pending(ACTOR, broken, job.id)
    broken.close(0)


def test_other_settings_hold_from_the_next_connection_on(app: AppContext) -> None:
    assert list(app.apis.names) == ["teste", "demonstracao"]
    app.use(Settings())
    assert list(app.apis.names) == ["demonstracao"]
    assert app.settings == Settings()


@pytest.mark.usefixtures("app")
def test_a_damaged_ledger_that_made_room_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "dados"
    folder.mkdir()
    (folder / FILE_NAME).write_bytes(b"isto nunca foi um banco de dados" * 200)
    told: list[Path] = []
    opened = AppContext(on_set_aside=told.append)
    assert jobs.every(ACTOR, opened) == []
    assert told == [opened.set_aside]
    opened.close(0)
    again = AppContext(on_set_aside=told.append)
    assert jobs.every(ACTOR, again) == []
    assert len(told) == 1
    again.close(0)


def test_a_job_that_an_outage_has_paused_is_tried_again_by_the_timing_given(
    app: AppContext, sandbox: Sandbox
) -> None:
    hourly = AppContext(
        lambda: app.settings, goes_on_by_itself=True, timing=Timing(probe_waits_s=(3600.0,))
    )
    sandbox.faults = Faults(error_500=1)
    job = start.create(ACTOR, hourly, wanted([1070]))
    start.run_pending(ACTOR, hourly, job.id)
    wait_for(lambda: jobs.next_try(ACTOR, hourly, job.id))
    again = jobs.next_try(ACTOR, hourly, job.id)
    assert again is not None
    assert again - datetime.now(UTC) > timedelta(minutes=50)
    hourly.close(5)
    sandbox.faults = Faults()


def test_closing_stops_the_jobs_and_keeps_what_has_arrived(
    app: AppContext, sandbox: Sandbox
) -> None:
    sandbox.faults = Faults(latency_s=0.05)
    job = start.create(ACTOR, app, wanted(range(1070, 1170)))
    start.run_pending(ACTOR, app, job.id)
    wait_for(lambda: jobs.one(ACTOR, app, job.id).feitos)
    app.close(5)
    sandbox.faults = Faults()
    left = jobs.one(ACTOR, AppContext(refuse), job.id)
    assert left.estado is Estado.INTERROMPIDA
    assert 0 < left.feitos < left.total


def test_closing_twice_or_unopened_does_no_harm(app: AppContext) -> None:
    AppContext(refuse).close(0)
    concluded(app, [1070])
    app.close(0)
    app.close(0)
