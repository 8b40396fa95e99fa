"""Where a company's links may lead."""

import pytest

from faturas.billing.sites import PAYMENT_SITES, SANDBOX_SITE, is_open_to_all, own_site
from faturas.config import DEMONSTRACAO, Settings
from faturas.domain.safe_text import link_host
from faturas.sandbox.charges import CodesKind, make_codes
from faturas.work.connections import Apis
from tests.factories.faturas import HOJE, VALOR, VENCIMENTO


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("api.empresa.com.br", "empresa.com.br"),
        ("API.v2.Empresa.net.br", "empresa.net.br"),
        ("empresa.com.br", "empresa.com.br"),
        ("api.provedor.hubsoft.com.br", "hubsoft.com.br"),
        ("api.empresa.com", "empresa.com"),
        ("api.empresa.co.uk", "empresa.co.uk"),
        ("api.empresa.com.ar", "empresa.com.ar"),
        ("empresa.app", "empresa.app"),
        ("empresa.herokuapp.com", "empresa.herokuapp.com"),
        ("a.empresa.ngrok.io", "a.empresa.ngrok.io"),
        ("177.10.20.30", "177.10.20.30"),
        ("2001:db8::1", "2001:db8::1"),
        ("localhost", SANDBOX_SITE),
        ("127.0.0.1", SANDBOX_SITE),
        ("::1", SANDBOX_SITE),
    ],
)
def test_the_domain_that_somebody_registered(host: str, site: str) -> None:
    assert own_site(host) == site


@pytest.mark.parametrize("site", ["br", "com", "com.br", "net.br", "co.uk", "vercel.app"])
def test_what_is_open_to_all_says_nothing_of_a_company(site: str) -> None:
    assert is_open_to_all(site)
    assert not is_open_to_all(f"empresa.{site}") or site in ("br", "com")


def test_the_sites_of_payment_belong_to_somebody() -> None:
    assert not any(map(is_open_to_all, PAYMENT_SITES))
    assert {site.lower().strip() for site in PAYMENT_SITES} == PAYMENT_SITES


def test_the_made_up_companys_links_lead_to_its_own_site() -> None:
    link = make_codes(
        CodesKind.COMPLETOS, seed=1, id_fatura=1, valor=VALOR, vencimento=VENCIMENTO, hoje=HOJE
    ).link
    assert link_host(link or "").endswith(f".{SANDBOX_SITE}")
    assert Apis(Settings()).sites(DEMONSTRACAO) == {SANDBOX_SITE}
