"""A small OpenID Connect provider on loopback, which knows one person and asks no password."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from tests.waiting import wait_for

PERSON = {"sub": "7", "name": "Analista Teste", "email": "analista@empresa.example"}
CLIENT = ("painel", "segredo-do-painel")


class _Provider:
    def __init__(self, url: str) -> None:
        self.url = url
        self.key = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
        self.nonces: dict[str, str] = {}

    async def discovery(self, _: Request) -> JSONResponse:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/jwks",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def authorize(self, request: Request) -> RedirectResponse:
        asked = request.query_params
        code = f"code-{len(self.nonces)}"
        self.nonces[code] = asked["nonce"]
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", 302)

    async def token(self, request: Request) -> JSONResponse:
        form = await request.form()
        now = int(time.time())
        claims: dict[str, Any] = {
            **PERSON,
            "iss": self.url,
            "aud": CLIENT[0],
            "iat": now,
            "exp": now + 600,
            "nonce": self.nonces[str(form["code"])],
        }
        id_token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": id_token})

    async def jwks(self, _: Request) -> JSONResponse:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def userinfo(self, _: Request) -> JSONResponse:
        return JSONResponse(PERSON)


@contextmanager
def login_provider(port: int) -> Iterator[str]:
    """Run it at this port; yields the address of its discovery document."""
    url = f"http://127.0.0.1:{port}"
    own = _Provider(url)
    app = Starlette(
        routes=[
            Route("/.well-known/openid-configuration", own.discovery),
            Route("/authorize", own.authorize),
            Route("/token", own.token, methods=["POST"]),
            Route("/jwks", own.jwks),
            Route("/userinfo", own.userinfo),
        ]
    )
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, log_level="critical")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        wait_for(lambda: server.started)
        yield f"{url}/.well-known/openid-configuration"
    finally:
        server.should_exit = True
        thread.join()
