"""Orders and the way to their files: built whatever happens, for one browser only, for a while."""

import threading
from collections.abc import Callable, Iterator
from itertools import repeat
from pathlib import Path
from typing import BinaryIO

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import config as streamlit_config

from faturas.app.files import Built, Passing
from faturas.domain.outcome import Row
from faturas.errors import OutputError, UnknownJob
from faturas.store.ledger import Ledger
from faturas.ui.layout.access import is_open_to
from faturas.ui.web import order_routes as routes
from faturas.ui.web import orders as registry
from faturas.ui.web.browser import BrowserId, BrowserMark, browser_id_of
from faturas.ui.web.order_routes import order_routes
from faturas.ui.web.orders import Order, Orders, OrderState
from faturas.unexpected import code_of
from tests.factories.customers import customers
from tests.factories.jobs import new_tarefa
from tests.factories.rows import contact_row
from tests.pages.conftest import Configure
from tests.waiting import wait_for

PAGE = {"accept": "text/html,application/xhtml+xml"}
FIVE_MINUTES_S = 5 * 60
NAME = "faturas_vencidas_20261123_090000.csv"
CONTENT = b"Telefone,Nome\r\n" * 50_000


def build(file: BinaryIO, passing: Passing) -> Built:
    file.write(CONTENT)
    return Built(NAME, "text/csv; charset=utf-8", "50.000 contatos")


class Clock:
    """Stands still until a test lets time pass."""

    def __init__(self) -> None:
        self._now_s = 0.0

    def __call__(self) -> float:
        return self._now_s

    def passes(self, seconds: float) -> None:
        self._now_s += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(clock: Clock) -> Orders:
    """This test's own orders."""
    return Orders(clock=clock)


@pytest.fixture
def visitor(desk: Orders) -> Iterator[TestClient]:
    """A browser that has opened the page."""
    with new_browser(desk) as client:
        yield client


def new_browser(desk: Orders, **cookies: str) -> TestClient:
    """One that nobody lets wait long for an answer."""

    async def page(_: Request) -> Response:
        return HTMLResponse("<html></html>")

    app = Starlette(
        routes=[*order_routes(is_open_to, desk, long_poll_s=0.1), Route("/", page)],
        middleware=[Middleware(BrowserMark)],
    )
    client = TestClient(app, cookies=cookies)
    client.get("/", headers=PAGE)
    return client


def browser_id_in(client: TestClient) -> BrowserId:
    return browser_id_of(dict(client.cookies))


def settled(desk: Orders, token: str) -> Order:
    order = desk.find(token)
    assert order is not None
    wait_for(lambda: order.estado is not OrderState.PREPARANDO)
    return order


def placed(desk: Orders, client: TestClient) -> str:
    token = desk.place(build, browser_id_in(client))
    settled(desk, token)
    return token


class TestCookie:
    def test_a_page_gives_it_once_and_out_of_reach_of_scripts(
        self, desk: Orders, visitor: TestClient
    ) -> None:
        [name] = visitor.cookies
        assert name.startswith("faturas_")
        assert "set-cookie" not in visitor.get("/", headers=PAGE).headers
        with new_browser(desk) as another:
            said = TestClient(another.app).get("/", headers=PAGE).headers["set-cookie"]
            assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(said.split("; "))
            assert "Secure" not in said
            by_https = TestClient(another.app, base_url="https://painel.example")
            assert "; Secure" in by_https.get("/", headers=PAGE).headers["set-cookie"]

    def test_only_a_page_gives_it(self, visitor: TestClient) -> None:
        stranger = TestClient(visitor.app)
        assert "set-cookie" not in stranger.get("/", headers={"accept": "*/*"}).headers

    def test_two_first_pages_at_once_do_not_take_each_others_away(
        self, desk: Orders, visitor: TestClient
    ) -> None:
        """Each has sent its request before the other's cookie came."""
        token = placed(desk, visitor)
        visitor.cookies.update(TestClient(visitor.app).get("/", headers=PAGE).cookies)
        assert len(visitor.cookies) == 2
        assert visitor.get(f"/baixar/{token}").content == CONTENT


class TestFile:
    def test_it_comes_as_a_download_that_nobody_keeps(
        self, desk: Orders, visitor: TestClient
    ) -> None:
        answer = visitor.get(f"/baixar/{placed(desk, visitor)}")
        assert answer.content == CONTENT
        assert answer.headers["content-disposition"] == f'attachment; filename="{NAME}"'
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-length"] == str(len(CONTENT))
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"

    def test_it_can_be_fetched_again_until_its_time_is_over(
        self, desk: Orders, visitor: TestClient, clock: Clock
    ) -> None:
        """All of it may have gone out, and the browser have kept nothing."""
        token = placed(desk, visitor)
        path = settled(desk, token).path
        assert path is not None
        assert visitor.head(f"/baixar/{token}").headers["content-length"] == str(len(CONTENT))
        state = f"/baixar/{token}/estado"
        assert visitor.get(state).json()["estado"] == "pronto", (
            "asking for the head fetches nothing"
        )
        for _ in range(3):
            assert visitor.get(f"/baixar/{token}").content == CONTENT
            said = visitor.get(state).json()
            assert (said["estado"], said["nome"]) == ("entregue", NAME)
        clock.passes(FIVE_MINUTES_S - 1)
        assert visitor.get(f"/baixar/{token}").content == CONTENT
        clock.passes(2)
        assert visitor.get(f"/baixar/{token}").status_code == 404
        assert not path.exists()

    def test_it_does_not_come_again_once_what_it_is_made_of_has_changed(
        self, desk: Orders, visitor: TestClient
    ) -> None:
        """Somebody may have paid: only a new file leaves them out."""
        versions = iter(["as read", "as read", "changed", "changed", "changed"])
        token = desk.place(build, browser_id_in(visitor), lambda: next(versions))
        path = settled(desk, token).path
        assert visitor.get(f"/baixar/{token}").content == CONTENT
        said = visitor.get(f"/baixar/{token}/estado").json()
        assert said["estado"] == "recusado"
        assert "Os dados mudaram depois deste arquivo" in said["motivo"]
        assert visitor.get(f"/baixar/{token}").status_code == 404
        assert path is not None
        assert not path.exists()

    def test_it_comes_once_although_a_running_job_goes_on(
        self, desk: Orders, visitor: TestClient
    ) -> None:
        token = desk.place(build, browser_id_in(visitor), iter(range(9)).__next__)
        settled(desk, token)
        assert visitor.get(f"/baixar/{token}").content == CONTENT

    def test_it_goes_with_its_job(self, desk: Orders, visitor: TestClient) -> None:
        there = [True]

        def version() -> None:
            if not there:
                raise UnknownJob("Não existe tarefa com o código x.")

        token = desk.place(build, browser_id_in(visitor), version)
        settled(desk, token)
        there.clear()
        assert visitor.get(f"/baixar/{token}").status_code == 404
        said = visitor.get(f"/baixar/{token}/estado").json()
        assert said["motivo"] == "Não existe tarefa com o código x."

    def test_a_fetch_that_breaks_off_can_be_repeated(
        self, desk: Orders, visitor: TestClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        token = placed(desk, visitor)

        def breaking(path: Path) -> Iterator[bytes]:
            yield b"Telefone"
            raise ConnectionResetError

        with monkeypatch.context() as broken:
            broken.setattr(routes, "_chunks", breaking)
            with pytest.raises(ConnectionResetError):
                visitor.get(f"/baixar/{token}")
        assert visitor.get(f"/baixar/{token}").content == CONTENT

    def test_nobody_else_learns_that_it_is_there(self, desk: Orders, visitor: TestClient) -> None:
        token = placed(desk, visitor)
        unknown = visitor.get(f"/baixar/{'x' * 43}")
        with new_browser(desk) as another:
            for client in (another, TestClient(visitor.app)):
                for path in (f"/baixar/{token}", f"/baixar/{token}/estado"):
                    answer = client.get(path)
                    assert (answer.status_code, answer.text) == (404, unknown.text)
        assert visitor.get(f"/baixar/{token}").status_code == 200

    def test_after_logging_out_it_does_not_open(self, desk: Orders) -> None:
        with new_browser(desk, _streamlit_user="joana") as visitor:
            token = placed(desk, visitor)
            visitor.cookies.delete("_streamlit_user")
            assert visitor.get(f"/baixar/{token}").status_code == 404
            visitor.cookies.set("_streamlit_user", "outra pessoa")
            assert visitor.get(f"/baixar/{token}").status_code == 404
            visitor.cookies.set("_streamlit_user", "joana")
            assert visitor.get(f"/baixar/{token}").status_code == 200

    def test_once_the_door_is_closed_it_does_not_open(
        self, desk: Orders, visitor: TestClient, configure: Configure
    ) -> None:
        token = placed(desk, visitor)
        assert visitor.get(f"/baixar/{token}").status_code == 200
        configure('[auth]\nredirect_uri = "x"\n')
        for path in (f"/baixar/{token}", f"/baixar/{token}/estado"):
            assert visitor.get(path).status_code == 404

    def test_on_an_open_network_it_opens_while_there_is_nobody_to_guard(
        self, desk: Orders, visitor: TestClient, configure: Configure, tmp_path: Path
    ) -> None:
        streamlit_config.set_option("server.address", None)
        token = placed(desk, visitor)
        assert visitor.get(f"/baixar/{token}").status_code == 200
        Ledger(tmp_path / "dados").create(new_tarefa(customers([1001]), api="empresa"))
        assert visitor.get(f"/baixar/{token}").status_code == 404
        configure("[acesso]\naberto = true\n")
        assert visitor.get(f"/baixar/{token}").status_code == 200

    def test_a_page_without_our_cookie_has_no_files(self, desk: Orders) -> None:
        with new_browser(desk) as visitor:
            token = desk.place(build, browser_id_of({}))
            settled(desk, token)
            assert visitor.get(f"/baixar/{token}").status_code == 404


class TestState:
    def test_it_is_answered_when_it_changes(self, desk: Orders, visitor: TestClient) -> None:
        go = threading.Event()

        def slow(file: BinaryIO, passing: Passing) -> Built:
            go.wait(10)
            return build(file, passing)

        token = desk.place(slow, browser_id_in(visitor))
        state = f"/baixar/{token}/estado?depois=preparando"
        assert visitor.get(state).json()["estado"] == "preparando"
        assert visitor.get(f"/baixar/{token}").status_code == 404
        go.set()
        settled(desk, token)
        said = visitor.get(state).json()
        assert (said["estado"], said["resumo"]) == ("pronto", "50.000 contatos")
        assert len(said["sha256"]) == 64

    def test_why_there_is_no_file_is_said(self, desk: Orders, visitor: TestClient) -> None:
        def refusing(file: BinaryIO, passing: Passing) -> Built:
            file.write(b"pela metade")
            raise OutputError("Nenhum contato.")

        token = desk.place(refusing, browser_id_in(visitor))
        assert settled(desk, token).path is None
        said = visitor.get(f"/baixar/{token}/estado").json()
        assert (said["estado"], said["motivo"]) == ("recusado", "Nenhum contato.")

    def test_an_unexpected_error_is_said_by_its_code_without_its_words(
        self, desk: Orders, caplog: pytest.LogCaptureFixture
    ) -> None:
        failed: list[RuntimeError] = []

        def failing(file: BinaryIO, passing: Passing) -> Built:
            failed.append(RuntimeError("JOANA"))
            raise failed[0]

        order = settled(desk, desk.place(failing, browser_id_of({})))
        assert f"não pôde ser montado (código {code_of(failed[0])})" in order.reason
        assert "a file could not be built" in caplog.text
        assert settled(desk, desk.place(build, browser_id_of({}))).estado is OrderState.PRONTO

    def test_that_no_thread_could_be_started_is_said_and_blocks_nothing(
        self, desk: Orders, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(_: threading.Thread) -> None:
            raise RuntimeError("can't start new thread")

        with monkeypatch.context() as crowded:
            crowded.setattr(threading.Thread, "start", refuse)
            for _ in range(3):
                order = settled(desk, desk.place(build, browser_id_of({})))
                assert "não tem recursos" in order.reason
        assert settled(desk, desk.place(build, browser_id_of({}))).estado is OrderState.PRONTO


class TestBounds:
    def test_a_file_that_nobody_fetches_goes_by_itself(self) -> None:
        desk = Orders(kept_s=-1.0)
        order = settled(desk, desk.place(build, browser_id_of({})))
        wait_for(lambda: order.path is None)
        assert desk.find(order.token) is None

    def test_no_order_leaves_a_thread_behind_but_the_one_that_sweeps(self, desk: Orders) -> None:
        def refusing(file: BinaryIO, passing: Passing) -> Built:
            raise OutputError("Nenhum contato.")

        before = threading.active_count()
        for made in [build, refusing] * 5:
            settled(desk, desk.place(made, browser_id_of({})))
        wait_for(lambda: threading.active_count() <= before + 1)

    def test_files_that_have_gone_out_make_room_for_new_ones(
        self, desk: Orders, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second = (settled(desk, desk.place(build, browser_id_of({}))) for _ in range(2))
        monkeypatch.setattr(registry, "_READY_BYTES", 2 * len(CONTENT))
        assert "arquivos demais" in settled(desk, desk.place(build, browser_id_of({}))).reason
        for order in (first, second):
            desk.sent(order, whole=True)
        assert settled(desk, desk.place(build, browser_id_of({}))).estado is OrderState.PRONTO
        assert first.path is None
        assert second.path is not None, "no more than is needed"

    def test_a_build_for_which_nobody_waits_is_given_up(self, desk: Orders, clock: Clock) -> None:
        begun = threading.Event()
        passed: list[Row] = []

        def endless(file: BinaryIO, passing: Passing) -> Built:
            for row in passing(repeat(contact_row())):
                begun.set()
                passed.append(row)
            raise AssertionError

        token = desk.place(endless, browser_id_of({}))
        begun.wait(10)
        clock.passes(61)
        order = settled(desk, token)
        assert order.estado is OrderState.RECUSADO
        assert order.path is None

    def test_there_is_a_limit_and_it_is_said(
        self, desk: Orders, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(registry, "_OPEN", 2)
        first, second, third = (desk.place(build, browser_id_of({})) for _ in range(3))
        assert "arquivos demais" in settled(desk, third).reason
        desk.sent(settled(desk, first), whole=True)
        settled(desk, second)
        assert settled(desk, desk.place(build, browser_id_of({}))).estado is OrderState.PRONTO

    def test_two_are_built_at_once_and_nobody_waits_for_all_of_anothers(self, desk: Orders) -> None:
        go = {name: threading.Event() for name in ("a0", "a1", "a2", "b")}
        begun: set[str] = set()

        def named(name: str) -> Callable[[BinaryIO, Passing], Built]:
            def waiting(file: BinaryIO, passing: Passing) -> Built:
                begun.add(name)
                go[name].wait(10)
                return build(file, passing)

            return waiting

        greedy, modest = browser_id_of({"faturas_a": "1"}), browser_id_of({"faturas_b": "2"})
        tokens = [desk.place(named(name), greedy) for name in ("a0", "a1", "a2")]
        tokens.append(desk.place(named("b"), modest))
        wait_for(lambda: begun == {"a0", "a1"})
        go["a0"].set()
        wait_for(lambda: len(begun) == 3)
        assert begun == {"a0", "a1", "b"}
        for event in go.values():
            event.set()
        for token in tokens:
            assert settled(desk, token).estado is OrderState.PRONTO
