"""Whoever logs in finds the job that they had come for, and is sent to no other place."""

from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from faturas.ui.web.login_back import LoginBack

PANEL = "http://testserver"
JOB = "0a1b2c3d"
DONE = "/oauth2callback?code=x&state=y"


@pytest.fixture
def visitor() -> TestClient:
    """In front of a login that succeeds at once."""

    async def depart(_: Request) -> Response:
        return RedirectResponse("https://contas.example/entrar")

    async def come_back(request: Request) -> Response:
        answer = RedirectResponse("/")
        if "code" in request.query_params:
            answer.set_cookie(USER_COOKIE_NAME, "joana")
        return answer

    app = Starlette(
        routes=[Route("/auth/login", depart), Route("/oauth2callback", come_back)],
        middleware=[Middleware(LoginBack)],
    )
    return TestClient(app, base_url=PANEL, follow_redirects=False)


def log_in(visitor: TestClient, page: str, back: str = DONE) -> str:
    """Where somebody is led who pressed the button on this page."""
    gone = visitor.get("/auth/login", headers={"referer": page} if page else {})
    assert gone.headers["location"] == "https://contas.example/entrar"
    return str(visitor.get(back).headers["location"])


def test_the_job_is_there_after_the_login(visitor: TestClient) -> None:
    assert log_in(visitor, f"{PANEL}/?tarefa={JOB}") == f"/?tarefa={JOB}"
    [cookie] = [each for each in visitor.cookies.jar if each.name == "tarefa_ao_entrar"]
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.expires is not None


def test_after_a_failed_login_another_try_still_knows_it(visitor: TestClient) -> None:
    led = log_in(visitor, f"{PANEL}/?tarefa={JOB}", "/oauth2callback?error=access_denied")
    assert led == f"/?tarefa={JOB}&entrada=falhou"
    assert log_in(visitor, PANEL + led) == f"/?tarefa={JOB}"


@pytest.mark.parametrize(
    "page",
    [
        "",
        f"{PANEL}/",
        f"{PANEL}/?tarefa=",
        f"{PANEL}/?tarefa={JOB}0",
        f"{PANEL}/?tarefa={quote('//mau.example')}",
        f"{PANEL}/?tarefa={quote(JOB + chr(13) + chr(10) + 'Location: https://mau.example')}",
        f"{PANEL}/?tarefa={JOB}{quote(chr(10))}",
        f"{PANEL}/?para=https://mau.example",
        "http://[",
    ],
)
def test_nothing_but_a_jobs_id_is_taken_along(visitor: TestClient, page: str) -> None:
    log_in(visitor, f"{PANEL}/?tarefa={JOB}")
    assert log_in(visitor, page) == "/", "nor the job of an earlier login"


def test_a_cookie_that_somebody_else_wrote_leads_nowhere(visitor: TestClient) -> None:
    visitor.cookies.set("tarefa_ao_entrar", "//mau.example")
    assert visitor.get(DONE).headers["location"] == "/"


def test_a_logout_leads_to_the_empty_page(visitor: TestClient) -> None:
    log_in(visitor, f"{PANEL}/?tarefa={JOB}")
    assert visitor.get("/oauth2callback").headers["location"] == "/"
