"""Where a company's links may lead: the domains of its billing system, its settings, and payment.

A link to anywhere else may be a mistake or a fraud; it is sent with a remark.
"""

import ipaddress

PAYMENT_SITES = frozenset(
    {
        # HubSoft's own pages, /pdf/fatura/… (hubsoftbrasil/api, clientes/financeiro)
        "hubsoft.com.br",
        # Efí, formerly Gerencianet (dev.gerencianet.com.br)
        "gerencianet.com.br", "efipay.com.br", "sejaefi.com.br",
        # Asaas, bankSlipUrl (docs.asaas.com); iugu, bank_slip_url (dev.iugu.com)
        "asaas.com", "iugu.com",
        # Juno, formerly Boleto Fácil; PJBank; Cel Cash, formerly Galax Pay; PagHiper; Wide Pay
        "juno.com.br", "boletobancario.com", "pjbank.com.br", "galaxpay.com.br", "cel.cash",
        "paghiper.com", "widepay.com",
        # PagBank, formerly PagSeguro; Mercado Pago; Vindi
        "pagbank.com.br", "pagseguro.com.br", "pagseguro.uol.com.br", "mercadopago.com.br",
        "vindi.com.br", "mpago.la", "pag.ae", "pagar.me",
        # Banks that show their boletos themselves
        "sicredi.com.br", "sicoob.com.br", "bb.com.br", "itau.com.br", "bradesco.com.br",
        "santander.com.br", "caixa.gov.br", "inter.co", "bancointer.com.br",
    }
)  # fmt: skip
"""Well-known issuers of boletos, each one's own domain. Those with a page in brackets were seen
there; the others are common knowledge, not looked up. A company adds others with ``links``."""

SANDBOX_SITE = "provedor-demonstracao.example"
"""Where the made-up company's links lead (RFC 2606: nobody can own it). It is what answers at an
address of this very computer."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_GENERIC = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})
"""What stands before a country's letters as a part of the suffix: ``co.uk``, ``com.ar``."""
_SHARED = frozenset(
    {
        "amazonaws.com", "azurewebsites.net", "cloudfront.net", "ddns.net", "duckdns.org",
        "fly.dev", "github.io", "herokuapp.com", "netlify.app", "ngrok-free.app", "ngrok.io",
        "no-ip.org", "onrender.com", "pages.dev", "railway.app", "run.app", "trycloudflare.com",
        "vercel.app", "web.app", "workers.dev",
    }
)  # fmt: skip
"""Domains below which anybody may have a name: whoever is there trusts only the whole host."""


def own_site(host: str) -> str:
    """The domain that the owner of ``host`` registered, in small letters.

    Under ``.br`` names are registered at the third level (``empresa.com.br``), so the last three
    parts are taken; elsewhere the last two, or three behind ``com.ar`` and its like. Where that is
    too narrow, a remark is made once too often, and no more.
    """
    host = host.lower()
    if host in LOOPBACK:
        return SANDBOX_SITE
    labels = host.split(".")
    if _is_address(host) or ".".join(labels[-2:]) in _SHARED:
        return host
    return ".".join(labels[-3 if _is_long_suffix(labels) else -2 :])


def is_open_to_all(site: str) -> bool:
    """Whether anybody may have a name below ``site``, which then says nothing of a company."""
    labels = site.split(".")
    is_suffix = len(labels) == 2 and _is_long_suffix(labels)
    return len(labels) < 2 or is_suffix or site in _SHARED


def _is_long_suffix(labels: list[str]) -> bool:
    if labels[-1] == "br":
        return True
    return len(labels[-1]) == 2 and len(labels) > 1 and labels[-2] in _GENERIC


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
