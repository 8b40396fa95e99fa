"""Settings: what is read, and what each mistake says without giving a secret away."""

from pathlib import Path
from typing import Any

import pytest

from faturas.config import PROJECT_DIR, data_dir, load_settings, parse_settings
from faturas.domain.due_dates import RegraVencimento
from faturas.errors import ConfigError

API = {
    "sistema": "hubsoft",
    "url": "https://api.empresa.com.br",
    "client_id": "75",
    "client_secret": "segredo-secretissimo",
    "username": "api@empresa.com.br",
    "password": "senha-secretissima",
}


def settings_with(**api: Any) -> Any:
    table = {key: value for key, value in {**API, **api}.items() if value is not None}
    return parse_settings({"apis": {"minha": table}}).apis["minha"]


@pytest.fixture
def config_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.toml"
    monkeypatch.setenv("FATURAS_CONFIG", str(path))
    return path


def test_the_defaults_are_the_documented_ones() -> None:
    busca = parse_settings({}).busca
    assert (busca.lote, busca.threads, busca.pausa_s) == (10, 16, 2.0)
    assert (busca.ritmo, busca.max_por_minuto) == ("adaptativo", None)
    assert (busca.estrategia, busca.horizonte_meses) == ("auto", 24)
    assert parse_settings({"busca": {"ritmo": "fixo"}}).busca.threads == 5
    assert (busca.tentativas, busca.tempo_limite_s, busca.buscar_telefone) == (5, 60.0, True)
    assert busca.vencimento is RegraVencimento.DIA_UTIL


def test_several_apis_stand_side_by_side_in_the_files_order() -> None:
    settings = parse_settings({"apis": {"zeta": API, "alfa": {**API, "nome": "Alfa Ltda"}}})
    assert list(settings.apis) == ["zeta", "alfa"]
    assert settings.apis["alfa"].nome == "Alfa Ltda"


def test_the_file_named_by_the_environment_is_read(config_file: Path) -> None:
    config_file.write_text("[busca]\nlote = 25\npausa_s = 0\n", encoding="utf-8")
    assert load_settings().busca.lote == 25


def test_the_example_of_secrets_is_valid(config_file: Path) -> None:
    example = PROJECT_DIR / ".streamlit" / "secrets.toml.example"
    config_file.write_bytes(example.read_bytes())
    assert load_settings().apis


def test_a_number_is_accepted_as_client_id() -> None:
    assert settings_with(client_id=75).client_id == "75"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8900", "http://localhost:1", "http://[::1]:8"])
def test_http_is_accepted_for_this_machine_only(url: str) -> None:
    assert settings_with(url=url).url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://api.empresa.com.br",
        "http://127.0.0.1.evil.example",
        "api.empresa.com.br",
        "ftp://api.empresa.com.br",
        "https://",
        "https://usuario:senha@api.empresa.com.br",
        "https://api.empresa.com.br:porta",
        "https://api .empresa.com.br",
        "https://api.empresa.com.br/a b",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(ConfigError, match=r"apis\.minha\.url"):
        settings_with(url=url)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"password": None}, r"apis\.minha\.password: falta preencher"),
        ({"password": ""}, r"apis\.minha\.password: não pode ficar em branco"),
        ({"username": "  "}, r"apis\.minha\.username: não pode ficar em branco"),
        ({"senha": "x"}, r"apis\.minha\.senha: a chave não é conhecida"),
        ({"sistema": "outro"}, r"apis\.minha\.sistema deve ser um destes: hubsoft"),
        ({"sistema": None}, r"apis\.minha\.sistema"),
        ({"client_secret": ["x"]}, r"apis\.minha\.client_secret: deve ser um texto"),
    ],
)
def test_a_mistake_names_its_key_and_never_a_secret(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        settings_with(**change)
    assert "secretissim" not in str(caught.value)


@pytest.mark.parametrize(
    ("busca", "message"),
    [
        ({"lote": 0}, r"busca\.lote: deve ser pelo menos 1"),
        ({"threads": 33}, r"busca\.threads: deve ser no máximo 32"),
        ({"lote": "dez"}, r"busca\.lote: deve ser um número inteiro"),
        ({"lote": 1.5}, r"busca\.lote: deve ser um número inteiro"),
        ({"pausa_s": "dois"}, r"busca\.pausa_s: deve ser um número"),
        ({"tempo_limite_s": 0}, r"busca\.tempo_limite_s: deve ser maior que 0"),
        ({"buscar_telefone": "talvez"}, r"busca\.buscar_telefone: deve ser true ou false"),
        ({"vencimento": "nunca"}, r"busca\.vencimento: deve ser .* ou "),
        ({"lote": True}, r"busca\.lote: deve ser um número inteiro"),
        ({"pausa_s": "2"}, r"busca\.pausa_s: deve ser um número\."),
        ({"pausa_s": True}, r"busca\.pausa_s: deve ser um número\."),
        ({"pausa_s": -1}, r"busca\.pausa_s: deve ser pelo menos 0\."),
        ({"buscar_telefone": 1}, r"busca\.buscar_telefone: deve ser true ou false"),
        ({"max_por_minuto": 1e6}, r"busca\.max_por_minuto: deve ser no máximo 100\.000"),
        ({"loto": 1}, r"busca\.loto: a chave não é conhecida"),
    ],
)
def test_each_setting_says_what_it_expects(busca: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        parse_settings({"busca": busca})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"api": {}}, "api não é conhecida"),
        ({"apis": {"demonstracao": API}}, "reservado"),
        ({"apis": "x"}, "deve ser uma tabela"),
        ({"apis": {"minha": "x"}}, r"apis\.minha deve ser uma tabela"),
        ({"busca": []}, "deve ser uma tabela"),
    ],
)
def test_the_shape_of_the_file_is_checked(content: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        parse_settings(content)


def test_sites_of_links_are_the_apis_own_those_of_payment_and_the_named_ones() -> None:
    api = settings_with(
        url="https://api.empresa.com.br", links=["Boletos.Outra.com.br", " x.example "]
    )
    assert {"empresa.com.br", "boletos.outra.com.br", "x.example", "hubsoft.com.br"} <= api.sites
    assert "outra.com.br" not in api.sites


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ("boletos.empresa.com.br", "deve ser uma lista"),
        (["https://boletos.empresa.com.br"], "escreva só o nome do site"),
        (["boletos.empresa.com.br/pdf"], "escreva só o nome do site"),
        (["*.empresa.com.br"], "escreva só o nome do site"),
        ([""], "escreva só o nome do site"),
        (["com.br"], "é amplo demais"),
        (["br"], "é amplo demais"),
    ],
)
def test_a_site_that_names_none_is_refused(links: object, message: str) -> None:
    with pytest.raises(ConfigError, match=rf"apis\.minha\.links.*{message}"):
        settings_with(links=links)


def test_the_names_of_the_dashboard_are_kept_as_browsers_send_them() -> None:
    acesso = {"enderecos": [" Painel.Empresa.com.br. ", "*.são.com", "10.0.0.7"]}
    assert parse_settings({"acesso": acesso}).acesso.enderecos == [
        "painel.empresa.com.br",
        "*.xn--so-sia.com",
        "10.0.0.7",
    ]
    assert parse_settings({}).acesso.aberto is False


@pytest.mark.parametrize(
    ("acesso", "message"),
    [
        ({"aberto": "sim"}, r"acesso\.aberto: deve ser true ou false"),
        ({"aberto": 1}, r"acesso\.aberto: deve ser true ou false"),
        ({"enderecos": "painel"}, r"acesso\.enderecos: deve ser uma lista"),
        ({"enderecos": [7]}, r"acesso\.enderecos\.0: deve ser um texto"),
        ({"enderecos": ["https://painel.com"]}, r"acesso\.enderecos: escreva só nomes"),
        ({"enderecos": ["painel.com:8501"]}, r"acesso\.enderecos: escreva só nomes"),
        ({"enderecos": ["*"]}, r"acesso\.enderecos: escreva só nomes"),
        ({"enderecos": [""]}, r"acesso\.enderecos: escreva só nomes"),
        ({"endereco": ["x"]}, r"acesso\.endereco: a chave não é conhecida"),
    ],
)
def test_what_is_wrong_with_the_access_is_named(acesso: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        parse_settings({"acesso": acesso})


def test_streamlits_own_tables_are_left_alone() -> None:
    assert parse_settings({"auth": {"cookie_secret": "x"}}).apis == {}


def test_broken_toml_names_the_line_and_no_content(config_file: Path) -> None:
    config_file.write_text('[busca]\nlote = 1\npassword = "sem-fim\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"não é um TOML válido \(linha 3\)") as caught:
        load_settings()
    assert "sem-fim" not in str(caught.value)


def test_a_named_file_that_is_missing_is_an_error(config_file: Path) -> None:
    with pytest.raises(ConfigError, match="não existe"):
        load_settings()


def test_a_file_that_is_not_text_is_an_error(config_file: Path) -> None:
    config_file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="não pôde ser lido"):
        load_settings()


def test_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FATURAS_DADOS", raising=False)
    assert data_dir() == PROJECT_DIR / "dados"
    monkeypatch.setenv("FATURAS_DADOS", str(tmp_path))
    assert data_dir() == tmp_path
