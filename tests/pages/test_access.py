"""Who may come in: with a login named anywhere, and without one on an open network."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import update
from streamlit import config as streamlit_config
from streamlit.testing.v1 import AppTest

from faturas.config import PROJECT_DIR
from faturas.store.ledger import Ledger
from faturas.store.schema import tarefas
from faturas.store.tarefa import Tarefa
from faturas.ui.layout import file_orders, pages
from faturas.ui.layout.app_context import open_app
from faturas.ui.layout.pages import HISTORICO, PROCESSAR
from faturas.ui.web import login as login_of
from faturas.ui.web.reach import is_beyond_this_machine
from tests.factories.app_jobs import FAST
from tests.factories.customers import customers
from tests.factories.jobs import new_tarefa
from tests.pages.conftest import Configure, OpenPage
from tests.pages.screen import alone, parts, text

PAGES = [entry.script for entry in pages.PAGES]
COMPANY = """
[apis.minha_empresa]
nome = "Empresa Guardada"
sistema = "hubsoft"
url = "https://api.minhaempresa.hubsoft.com.br"
client_id = "75"
client_secret = "x"
username = "x"
password = "x"
"""
AUTH = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": "um-segredo-longo-o-bastante",
    "client_id": "painel",
    "client_secret": "x",
    "server_metadata_url": "https://contas.example/.well-known/openid-configuration",
}
Secrets = Callable[[str], Path]


@pytest.fixture
def on_the_network() -> None:
    """As without ``--server.address``: the server listens everywhere."""
    streamlit_config.set_option("server.address", None)


@pytest.fixture
def secrets_at() -> Iterator[Callable[[Path], None]]:
    """Makes Streamlit read its secrets from there, as after a start of its own."""

    def read(path: object) -> None:
        streamlit_config.set_option("secrets.files", [str(path)])
        st.secrets._reset()

    before = streamlit_config.get_option("secrets.files")
    yield read
    streamlit_config.set_option("secrets.files", before)
    st.secrets._reset()


@pytest.fixture
def streamlits_file(tmp_path: Path, secrets_at: Callable[[Path], None]) -> Secrets:
    """Writes the secrets file that Streamlit reads beside ours, such as that of the home folder."""

    def write(content: str) -> Path:
        path = tmp_path / "casa.toml"
        path.write_text(content, encoding="utf-8")
        secrets_at(path)
        return path

    return write


def buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def is_closed(app: AppTest) -> bool:
    """Nothing but the door: no company, no list, no job."""
    assert not app.exception
    return not app.selectbox and not app.text_input and "Empresa Guardada" not in text(app)


@pytest.mark.parametrize("script", PAGES)
def test_with_a_login_configured_a_stranger_sees_only_the_door(script: str) -> None:
    app = AppTest.from_file(str(PROJECT_DIR / "streamlit_app.py"), default_timeout=20)
    app.secrets["auth"] = AUTH
    if script:
        app.switch_page(script)
    app.run()
    assert buttons(app) == ["Entrar"]
    assert not app.button[0].disabled
    assert not app.error
    assert is_closed(app)


def test_whoever_came_back_without_a_login_is_told() -> None:
    app = AppTest.from_file(str(PROJECT_DIR / "streamlit_app.py"), default_timeout=20)
    app.secrets["auth"] = AUTH
    app.query_params["entrada"] = "falhou"
    app.run()
    assert "Você voltou sem entrar" in text(app)
    assert not app.button[0].disabled
    assert is_closed(app)


def test_each_provider_has_its_button(open_page: OpenPage) -> None:
    app = AppTest.from_file(str(PROJECT_DIR / "streamlit_app.py"), default_timeout=20)
    shared = {key: AUTH[key] for key in ("redirect_uri", "cookie_secret")}
    own = {key: value for key, value in AUTH.items() if key not in shared}
    app.secrets["auth"] = {**shared, "google": own, "microsoft": own}
    assert buttons(app.run()) == ["Entrar com google", "Entrar com microsoft"]


def test_an_incomplete_login_is_told_in_portuguese_and_lets_nobody_in() -> None:
    app = AppTest.from_file(str(PROJECT_DIR / "streamlit_app.py"), default_timeout=20)
    app.secrets["auth"] = {key: value for key, value in AUTH.items() if key != "cookie_secret"}
    app.run()
    assert "auth.cookie_secret: falta preencher" in text(app).replace("\\", "")
    assert all(button.disabled for button in app.button)
    assert is_closed(app)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"client_secret": " "}, "auth.client_secret: não pode ficar em branco"),
        ({"client_id": 75}, "auth.client_id: deve ser um texto"),
        ({"redirect_uri": "localhost:8501"}, "auth.redirect_uri deve ser o endereço do painel"),
        ({"redirect_uri": "http://localhost:8501/"}, "/oauth2callback"),
        ({"meu_google": {"client_id": "x"}}, "não pode ter _"),
        ({"google": {"client_id": "x"}}, "auth.google.client_secret: falta preencher"),
    ],
)
def test_what_is_wrong_with_a_login_names_its_key(
    change: dict[str, object], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(login_of, "streamlit_secrets", lambda: {"auth": {**AUTH, **change}})
    assert said in login_of.login().problem


def test_a_missing_library_is_told_in_portuguese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login_of, "is_authlib_installed", lambda: False)
    monkeypatch.setattr(login_of, "streamlit_secrets", lambda: {"auth": AUTH})
    assert "Authlib" in login_of.login().problem


class TestWhereALoginIsNamed:
    """Wherever that is, it closes the door, and what keeps it from working is said."""

    def test_in_our_file_beside_secrets_without_it(
        self, open_page: OpenPage, configure: Configure, streamlits_file: Secrets
    ) -> None:
        streamlits_file("[busca]\n")
        configure(f'{COMPANY}[auth]\nredirect_uri = "x"\n')
        assert is_closed(open_page())
        assert login_of.login_for_streamlit() == {"auth": {"redirect_uri": "x"}}

    @pytest.mark.parametrize(
        "written",
        [
            "[AUTH]",
            "[Auth]",
            '["aUTh"]',
            "[' auth ']",
            '["auth.google"]',
            "[Auth.google]",
            "[login]",
            "[acesso.auth]",
        ],
    )
    @pytest.mark.parametrize("ours", [True, False])
    def test_in_a_way_that_streamlit_does_not_know(
        self,
        open_page: OpenPage,
        configure: Configure,
        streamlits_file: Secrets,
        written: str,
        *,
        ours: bool,
    ) -> None:
        configure(COMPANY)
        (configure if ours else streamlits_file)(
            f'{COMPANY}{written}\nredirect_uri = "x"\ncookie_secret = "x"\n'
        )
        app = open_page()
        assert is_closed(app)
        assert "deve se chamar [auth]" in text(app).replace("\\", "")
        assert all(button.disabled for button in app.button)

    @pytest.mark.parametrize(
        ("written", "said"),
        [
            ('auth = "x"', "auth deve ser uma tabela, [auth]."),
            ("auth = []", "auth deve ser uma tabela, [auth]."),
            ("[auth]\ncookie_secret = 5", "auth.redirect_uri: falta preencher"),
        ],
    )
    def test_as_something_that_streamlit_could_not_bear(
        self, streamlits_file: Secrets, written: str, said: str
    ) -> None:
        streamlits_file(written)
        assert login_of.login_for_streamlit() == {"auth": {}}
        assert said in login_of.login().problem

    def test_not_by_an_api_of_that_name(self, configure: Configure) -> None:
        configure(COMPANY.replace("minha_empresa", "auth"))
        assert not login_of.login().named

    def test_in_streamlits_file_beside_ours_without_it(
        self, configure: Configure, streamlits_file: Secrets
    ) -> None:
        streamlits_file('[auth]\nredirect_uri = "x"\n')
        configure(COMPANY)
        assert login_of.login().named
        assert login_of.login_for_streamlit() is None

    @pytest.mark.parametrize("broken", ["[auth\n", '["auth"]\nx = "\n', "auth.client_id = \n"])
    def test_in_a_file_that_cannot_be_read_as_toml(
        self, streamlits_file: Secrets, broken: str
    ) -> None:
        path = streamlits_file(broken)
        found = login_of.login()
        assert found.named
        assert str(path) in found.problem

    def test_perhaps_in_a_file_that_cannot_be_opened(
        self, open_page: OpenPage, streamlits_file: Secrets
    ) -> None:
        path = streamlits_file("")
        path.unlink()
        path.mkdir()
        assert is_closed(open_page())

    def test_in_a_folder_of_secrets(
        self, tmp_path: Path, secrets_at: Callable[[Path], None]
    ) -> None:
        folder = tmp_path / "segredos"
        (folder / "auth").mkdir(parents=True)
        (folder / "auth" / "cookie_secret").write_text("x", encoding="utf-8")
        secrets_at(folder)
        assert login_of.login().named

    def test_in_streamlits_file_while_ours_is_missing(
        self, configure: Configure, streamlits_file: Secrets, tmp_path: Path
    ) -> None:
        configure("")
        (tmp_path / "secrets.toml").unlink()
        streamlits_file('[auth]\nredirect_uri = "x"\n')
        assert login_of.login().named

    @pytest.mark.parametrize("content", ["[busca]\n", "[busca\n"])
    def test_nowhere(self, streamlits_file: Secrets, content: str) -> None:
        streamlits_file(content)
        assert not login_of.login().named


@pytest.mark.usefixtures("on_the_network")
class TestOnAnOpenNetworkWithoutALogin:
    @pytest.mark.parametrize("script", PAGES)
    def test_a_real_company_closes_every_page_and_says_what_to_do(
        self, open_page: OpenPage, configure: Configure, script: str
    ) -> None:
        configure(COMPANY)
        app = open_page(script)
        assert is_closed(app)
        for way in ("--server.address 127.0.0.1", "[auth]", "aberto = true"):
            assert way in text(app)

    def test_a_job_of_a_company_that_left_the_configuration_closes_them_too(
        self, open_page: OpenPage, tmp_path: Path
    ) -> None:
        Ledger(tmp_path / "dados").create(new_tarefa(customers([1001]), api="empresa"))
        assert is_closed(open_page(HISTORICO.script))

    def test_so_does_a_job_that_cannot_be_read(self, open_page: OpenPage, tmp_path: Path) -> None:
        ledger = Ledger(tmp_path / "dados")
        ledger.create(new_tarefa(customers([1001]), api="empresa"))
        with ledger.database.write() as connection:
            connection.execute(update(tarefas).values(busca="[]"))
        app = open_page(HISTORICO.script)
        assert is_closed(app)
        assert not app.button

    @pytest.mark.parametrize("wrong", ["[apis\n", "[acesso]\naberto = 1\n"])
    def test_a_configuration_with_a_mistake_does_not_open_the_door(
        self, open_page: OpenPage, configure: Configure, wrong: str
    ) -> None:
        configure(wrong)
        app = open_page()
        assert is_closed(app)
        assert "A configuração tem um erro" in text(app)

    def test_the_owners_word_opens_them(self, open_page: OpenPage, configure: Configure) -> None:
        configure(f"{COMPANY}[acesso]\naberto = true\n")
        assert open_page().selectbox(key="api").options[0] == "Empresa Guardada"

    def test_demonstracao_alone_is_open(self, open_page: OpenPage, configure: Configure) -> None:
        configure(FAST)
        assert open_page().selectbox(key="api").options == ["Demonstração"]


def test_the_owners_word_opens_no_login(open_page: OpenPage, configure: Configure) -> None:
    configure(f'{COMPANY}[acesso]\naberto = true\n[auth]\nredirect_uri = "x"\n')
    assert is_closed(open_page())


def test_a_named_configuration_that_is_not_there_opens_nothing(
    open_page: OpenPage, tmp_path: Path
) -> None:
    """Nobody knows whether it asked for a login; no other secrets take its place."""
    app = open_page()
    (tmp_path / "secrets.toml").unlink()
    app.secrets["apis"] = {"de_outra": {}}
    app.run()
    assert is_closed(app)
    assert "não existe" in app.error[0].value


class TestAPageThatIsOpenWhenTheDoorCloses:
    def test_a_click_brings_nothing_but_the_door(
        self, open_page: OpenPage, configure: Configure, finished: Tarefa
    ) -> None:
        app = open_page(tarefa=finished.id)
        before = list(app.session_state[file_orders.PLACED])
        configure('[auth]\nredirect_uri = "x"\n')
        app.button(key=f"baixar-csv-{finished.id}").click().run()
        assert app.session_state[file_orders.PLACED] == before
        assert is_closed(app)

    def test_a_click_changes_nothing(
        self, open_page: OpenPage, configure: Configure, finished: Tarefa
    ) -> None:
        app = open_page(tarefa=finished.id)
        configure('[auth]\nredirect_uri = "x"\n')
        app.button(key=f"repetir-{finished.id}").click().run()
        assert is_closed(app)
        assert [job.id for job in open_app().ledger.tarefas()] == [finished.id]

    @pytest.mark.parametrize(
        ("script", "part"),
        [
            (PROCESSAR.script, 0),
            (PROCESSAR.script, 1),
            (PROCESSAR.script, 2),
            (HISTORICO.script, 0),
        ],
        ids=["wrong_column", "progress", "results", "history"],
    )
    def test_no_part_is_drawn_by_itself(
        self,
        open_page: OpenPage,
        configure: Configure,
        finished: Tarefa,
        monkeypatch: pytest.MonkeyPatch,
        script: str,
        part: int,
    ) -> None:
        """The whole page is, and has only the door."""
        app = open_page(script, tarefa=finished.id)
        found = parts(app)
        configure('[auth]\nredirect_uri = "x"\n')
        alone(monkeypatch, found[part])
        app.run()
        assert is_closed(app)
        assert buttons(app) == ["Entrar"]

    def test_every_part_of_every_page_is_one_of_those(
        self, open_page: OpenPage, finished: Tarefa
    ) -> None:
        for script, number in ((PROCESSAR.script, 3), (HISTORICO.script, 1)):
            app = open_page(script, tarefa=finished.id)
            assert len(parts(app)) == number


@pytest.mark.parametrize(
    ("address", "beyond"),
    [
        (None, True),
        ("", True),
        ("0.0.0.0", True),
        ("::", True),
        ("192.168.0.7", True),
        ("painel.example", True),
        ("unix:///run/painel", True),
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("localhost", False),
    ],
)
def test_what_can_be_reached_from_other_machines(address: str | None, *, beyond: bool) -> None:
    assert is_beyond_this_machine(address) is beyond
