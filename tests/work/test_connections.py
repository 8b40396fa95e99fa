"""Which API is meant, and the demonstration that is always there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from unittest.mock import Mock

import pytest

from faturas.billing.registry import SYSTEMS
from faturas.clock import today
from faturas.config import DEMONSTRACAO, Settings, parse_settings
from faturas.errors import ConfigError
from faturas.sandbox.cases import CASES
from faturas.search.pace.values import Learned
from faturas.search.settings import BuscaSettings
from faturas.work.connections import Apis
from tests.factories.look_ups import new_attempts


def configured(*names: str) -> Apis:
    table = {
        "sistema": "hubsoft",
        "url": "https://api.example",
        "client_id": "1",
        "client_secret": "s",
        "username": "u",
        "password": "p",
    }
    return Apis(parse_settings({"apis": dict.fromkeys(names, table)}))


def test_demonstracao_always_exists_and_stands_last() -> None:
    assert dict(Apis(Settings()).names) == {DEMONSTRACAO: "Demonstração"}
    assert list(configured("b", "a").names) == ["b", "a", DEMONSTRACAO]


def test_the_only_one_may_be_left_out() -> None:
    assert configured("minha").resolve(None) == "minha"


@pytest.mark.parametrize(
    ("names", "asked", "message"),
    [
        ((), None, "--api demonstracao"),
        (("a", "b"), None, "mais de uma"),
        (("a",), "x", "Não há API chamada x"),
    ],
)
def test_otherwise_it_must_be_named(
    names: tuple[str, ...], asked: str | None, message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        configured(*names).resolve(asked)


def test_demonstracao_is_never_taken_by_silence() -> None:
    assert Apis(Settings()).resolve(DEMONSTRACAO) == DEMONSTRACAO


def test_demonstracao_answers_on_real_http() -> None:
    attempts = new_attempts()
    with Apis(Settings()).open(DEMONSTRACAO, date(2026, 11, 23), BuscaSettings()) as billing:
        faturas = billing.faturas(str(CASES["comum"]), attempts)
    assert {fatura.codigo_cliente for fatura in faturas} == {str(CASES["comum"])}


@pytest.mark.parametrize(
    ("configured", "own", "bound"), [(30, None, 30), (30, 60, 30), (60, 30, 30), (None, 30, 30)]
)
def test_the_lower_limit_binds_be_it_the_jobs_or_the_configurations(
    configured: float | None, own: float | None, bound: float
) -> None:
    apis = Apis(Settings(busca=BuscaSettings(max_por_minuto=configured)))
    gate = apis.begin(DEMONSTRACAO, BuscaSettings(max_por_minuto=own), Learned())
    assert gate.snapshot().allowed_per_s == pytest.approx(0.99 * bound / 60)


@pytest.mark.parametrize(("own", "bound"), [(None, 240), (60, 60), (600, 240)])
def test_what_its_system_permits_in_a_minute_binds_an_api(
    monkeypatch: pytest.MonkeyPatch, own: float | None, bound: float
) -> None:
    permits = replace(SYSTEMS["hubsoft"], most_per_minute=240)
    monkeypatch.setitem(SYSTEMS, "hubsoft", permits)
    gate = configured("a").begin("a", BuscaSettings(max_por_minuto=own), Learned())
    assert gate.snapshot().allowed_per_s == pytest.approx(0.99 * bound / 60)


def test_an_api_that_left_the_configuration_is_said() -> None:
    api = configured("a").open("b", date(2026, 11, 23), BuscaSettings())
    with pytest.raises(ConfigError, match="não está mais"), api:
        pass


@pytest.mark.parametrize("name", ["minha", DEMONSTRACAO])
def test_only_the_demonstration_believes_payments_up_to_a_reference_date_ahead(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    days: list[date] = []

    def connect(*_: object, hoje: Callable[[], date], **__: object) -> Mock:
        days.append(hoje())
        return Mock()

    monkeypatch.setattr("faturas.work.connections.connect", connect)
    ahead = today() + timedelta(days=60)
    with configured("minha").open(name, ahead, BuscaSettings()):
        assert days == [ahead if name == DEMONSTRACAO else today()]
