"""The connections of a billing system: one pool and one TLS context for all threads."""

import functools
import os
import ssl
from typing import Any

import certifi
import requests
from requests.adapters import HTTPAdapter

from faturas.billing.transport.deadline import enforce


class SharedPool(HTTPAdapter):
    """One connection pool and one verified TLS context for all threads.

    Loading the certificate authorities takes some 15 ms, so it happens once. Nothing is tried again
    here.
    """

    def __init__(self, size: int) -> None:
        super().__init__(pool_connections=2, pool_maxsize=size, max_retries=0)
        enforce(self.poolmanager)

    @functools.cached_property
    def _context(self) -> ssl.SSLContext:
        """Made for the first https address: reading the authorities takes some 20 ms."""
        bundle = os.environ.get("REQUESTS_CA_BUNDLE") or certifi.where()
        return ssl.create_default_context(cafile=bundle)

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        """Add the shared context to what tells connections apart."""
        host, _ = super().build_connection_pool_key_attributes(request, verify, cert)
        if host["scheme"] != "https":
            return host, {}
        return host, {"ssl_context": self._context, "cert_reqs": "CERT_REQUIRED"}

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Leave the pool alone: the shared context already verifies chain and host name."""
