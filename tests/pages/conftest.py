"""A dashboard of its own for every test: empty ledger, known configuration, fast searches."""

import functools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit import config as streamlit_config
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from faturas.app.context import AppContext
from faturas.config import PROJECT_DIR
from faturas.store.tarefa import Tarefa
from faturas.ui.layout import file_orders
from faturas.ui.layout.app_context import open_app
from faturas.ui.web.orders import Order, OrderState, orders
from tests.factories.app_jobs import FAST, example_job
from tests.waiting import wait_for

OpenPage = Callable[..., AppTest]
Download = Callable[[AppTest, str], Order]
Configure = Callable[[str], None]


@pytest.fixture(scope="session", autouse=True)
def _components_looked_for_once() -> Iterator[None]:
    """Every AppTest asks all installed packages for components, a third of what a page costs."""
    once = functools.cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


@pytest.fixture(autouse=True)
def configure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Configure]:
    """Write a configuration, that of fast searches being the default, and open a new context."""
    config = tmp_path / "secrets.toml"

    def write(toml: str) -> None:
        config.write_text(toml, encoding="utf-8")
        st.cache_resource.clear()

    monkeypatch.setenv("FATURAS_CONFIG", str(config))
    monkeypatch.setenv("FATURAS_DADOS", str(tmp_path / "dados"))
    streamlit_config.set_option("server.address", "127.0.0.1")
    write(FAST)
    st.cache_data.clear()
    yield write
    open_app().runner.stop_all(2)
    st.cache_resource.clear()


@pytest.fixture
def shared() -> AppContext:
    """What the pages of this test share."""
    return open_app()


@pytest.fixture(scope="session")
def _finished_ledger(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with one concluded job over the example list, and the job's id."""
    folder = tmp_path_factory.mktemp("dados")
    with pytest.MonkeyPatch.context() as environment:
        config = folder / "secrets.toml"
        config.write_text(FAST, encoding="utf-8")
        environment.setenv("FATURAS_CONFIG", str(config))
        environment.setenv("FATURAS_DADOS", str(folder))
        st.cache_resource.clear()
        shared = open_app()
        job = example_job(shared)
        shared.runner.start(job.id)
        assert shared.runner.wait(job.id, 20)
        shared.ledger.database.close()
        st.cache_resource.clear()
    return folder, job.id


@pytest.fixture
def finished(_finished_ledger: tuple[Path, str], tmp_path: Path, configure: Configure) -> Tarefa:
    """A concluded job over the example list, in this test's own ledger."""
    folder, job_id = _finished_ledger
    shutil.copytree(folder, tmp_path / "dados")
    configure(FAST)
    return open_app().ledger.tarefa(job_id)


@pytest.fixture
def open_page() -> OpenPage:
    """Open a page as a browser with that address would."""

    def _open(page: str = "", **query: str) -> AppTest:
        app = AppTest.from_file(str(PROJECT_DIR / "streamlit_app.py"), default_timeout=20)
        if page:
            app.switch_page(page)
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()

    return _open


@pytest.fixture
def download() -> Download:
    """Click a button of the page and wait until its order is settled; browser and route apart."""

    def _click(app: AppTest, key: str) -> Order:
        app.button(key=key).click().run()
        return last_order(app)

    return _click


def last_order(app: AppTest) -> Order:
    """What the page has ordered last, once it is settled."""
    order = orders().find(app.session_state[file_orders.PLACED][-1])
    assert order is not None
    wait_for(lambda: order.estado is not OrderState.PREPARANDO)
    return order
