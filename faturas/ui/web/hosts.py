"""Guards the server (``HostGuard``): under which host names it answers, and to whose pages.

A foreign page can make its own name point to this machine (DNS rebinding), and any page can try
to open a connection to it. So ``Host`` has to be a name that is ours, and ``Origin``, which
browsers add, has to be the address of one of our own pages. Streamlit would look up this
machine's outer address on the internet to judge a foreign ``Origin``; it never sees one.
"""

import functools
import ipaddress
import logging
import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config as streamlit_config

from faturas.app.configuration import PROJECT_DIR
from faturas.ui.web.configuration import configuration
from faturas.ui.web.plain_pages import plain_page

_log = logging.getLogger(__name__)
_CLOUD_FOLDER = Path("/mount/src")
"""Where the Community Cloud puts an app's repository."""
_CLOUD_NAMES = "*.streamlit.app"
_ALWAYS = ("localhost", "*.localhost", _CLOUD_NAMES)
"""Names that need no setting: browsers take the first two for this machine, and only the Community
Cloud chooses the address of those below the third."""
_HEALTH = "/_stcore/health"
_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:(?P<port>[0-9]{0,5}))?")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ALLOWED_HOSTS = "server.allowedHosts"
_taken_over: list[str] = []
_POLICY_VIOLATION = 1008
"""The WebSocket close code (RFC 6455) for a connection that is refused."""
_SHOWN_CHARS = 100
"""Characters of a refused name that are shown: our choice."""
_INSTEAD = (
    "Abra o painel pelo endereço de costume, como http://localhost:8501. Se o endereço acima for "
    "mesmo o do painel, quem cuida dele acrescenta o nome à configuração: [acesso] e, na linha de "
    'baixo, enderecos = ["nome"].'
)


@dataclass(frozen=True, slots=True)
class Authority:
    """Holds a host name or address, in lower case without its final dot, and a port if said."""

    name: str
    port: int | None


@dataclass(frozen=True, slots=True)
class Names:
    """Holds the names under which the dashboard is reached, beside loopback and plain addresses.

    ``hosts`` may stand in ``Host``. ``proxied`` may, too, and their pages may reach us under
    another name or port, as through a proxy. Both may begin with ``*.``. ``origins`` are whole, as
    ``https://name:port``. ``behind_cloud_proxy``: all comes through the Community Cloud's own.
    """

    hosts: tuple[str, ...] = ()
    proxied: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    behind_cloud_proxy: bool = False

    def allows_host(self, host: Authority) -> bool:
        """Whether somebody may open the dashboard under this name.

        A plain address is always allowed: no foreign page can make it point elsewhere.
        """
        return (
            self.behind_cloud_proxy
            or _is_address(host.name)
            or _is_one_of(host.name, (*_ALWAYS, *self.hosts, *self.proxied))
        )

    def allows_origin(self, origin: str, reached_as: Iterable[Authority]) -> bool:
        """Whether a page of this origin is ours, in a request that reached us under these names."""
        scheme, found = _origin(origin)
        if found is None:
            return False
        reached = list(reached_as)
        return (
            any(_same(found, host, scheme) for host in reached)
            or _is_one_of(found.name, self.proxied)
            or any(_origin(ours) == (scheme, found) for ours in self.origins)
            or (
                self.behind_cloud_proxy
                and _is_one_of(found.name, (_CLOUD_NAMES,))
                and not any(_is_one_of(host.name, (_CLOUD_NAMES,)) for host in reached)
            )
        )


def authority(text: str) -> Authority | None:
    """Return the name or address, and the port, of a ``Host`` header; ``None`` if it is neither."""
    match = _HOST.fullmatch(text.strip(" \t"))
    if match is None:
        return None
    port = int(match["port"]) if match["port"] else None
    name = match["name"].lower().removesuffix(".")
    if not name or (port is not None and not 0 < port < 2**16):
        return None
    return Authority(name, port)


def _origin(text: str) -> tuple[str, Authority | None]:
    """Return scheme, name and port of an ``Origin``; ``None`` for ``null`` and the like."""
    scheme, separator, rest = text.strip(" \t").partition("://")
    scheme = scheme.lower()
    found = authority(rest) if separator and scheme in _DEFAULT_PORTS else None
    if found is None:
        return scheme, None
    return scheme, Authority(found.name, found.port or _DEFAULT_PORTS[scheme])


def _same(origin: Authority, host: Authority, scheme: str) -> bool:
    return origin == Authority(host.name, host.port or _DEFAULT_PORTS[scheme])


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def _is_one_of(name: str, patterns: Iterable[str]) -> bool:
    return any(
        pattern in ("*", name)
        or (pattern.startswith("*.") and name.endswith(pattern.removeprefix("*")))
        for pattern in patterns
    )


def is_community_cloud(*places: Path) -> bool:
    """Whether this program, which is at ``places``, was put there by the Community Cloud."""
    places = places or (PROJECT_DIR, Path(__file__))
    return any(place.is_relative_to(_CLOUD_FOLDER) for place in places)


def configured_names() -> Names:
    """Return the names that this machine and the configurations give the dashboard."""
    machine = _plain(socket.gethostname())
    short = machine.partition(".")[0]
    allowed = map(_plain, _allowed_hosts())
    own = (machine, short, f"{short}.local" if short else "")
    hosts = (*own, *allowed, _plain(st.get_option("server.address") or ""))
    public = ""
    if streamlit_config.is_manually_set("browser.serverAddress"):
        public = _plain(st.get_option("browser.serverAddress") or "")
    return Names(
        hosts=tuple(filter(None, hosts)),
        proxied=tuple(filter(None, (*configuration().settings.acesso.enderecos, public))),
        origins=tuple(st.get_option("server.corsAllowedOrigins")),
        behind_cloud_proxy=is_community_cloud(),
    )


def _allowed_hosts() -> tuple[str, ...]:
    """Return the names of Streamlit's own option, which is left empty from then on.

    Streamlit would refuse the connections of every other name, such as localhost. The option is
    back whenever Streamlit reads its configuration anew.
    """
    if found := tuple(st.get_option(_ALLOWED_HOSTS)):
        _taken_over[:] = found
        streamlit_config.set_option(_ALLOWED_HOSTS, [])
    return tuple(_taken_over)


def _plain(name: str) -> str:
    return name.strip().lower().removesuffix(".")


class HostGuard:
    """Lets through only requests under our names and from our pages (ASGI middleware)."""

    def __init__(self, app: ASGIApp, names: Callable[[], Names] = configured_names) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        why = _refusal(scope, self._names())
        if why is None:
            await self._app(_as_same_origin(scope), receive, send)
            return
        _note(why)
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        await plain_page(403, "Endereço recusado", why, _INSTEAD)(scope, receive, send)


def _refusal(scope: Scope, names: Names) -> str | None:
    """Return why a request is refused, in Portuguese; ``None`` when it is allowed."""
    headers = Headers(scope=scope)
    said = headers.getlist("host")
    if not said and _is_probe(scope):
        said = ["localhost"]
    said += [host for value in headers.getlist("x-forwarded-host") for host in value.split(",")]
    reached = [authority(host) for host in said]
    if not names.behind_cloud_proxy:
        if len(headers.getlist("host")) > 1 or not reached:
            return "O pedido não diz por qual nome o painel foi aberto."
        for text, host in zip(said, reached, strict=True):
            if host is None or not names.allows_host(host):
                shown = text if host is None else host.name
                return f"O painel não atende pelo nome “{shown[:_SHOWN_CHARS]}”."
    known = [host for host in reached if host is not None]
    origins = headers.getlist("origin")
    if origins and not (len(origins) == 1 and names.allows_origin(origins[0], known)):
        return f"O painel não atende páginas de “{origins[0][:_SHOWN_CHARS]}”."
    return None


def _is_probe(scope: Scope) -> bool:
    """Whether a request asks only if the server lives; such a client may send no ``Host``."""
    return scope["type"] == "http" and str(scope["path"]).endswith(_HEALTH)


def _as_same_origin(scope: Scope) -> Scope:
    """Make a request look of one origin, so that Streamlit need not judge its page.

    Behind a proxy that puts another name into ``Host``, it would look for the answer outside.
    """
    origin = Headers(scope=scope).get("origin")
    if scope["type"] != "websocket" or origin is None:
        return scope
    host = origin.strip(" \t").partition("://")[2].encode("latin-1")
    others = [(name, value) for name, value in scope["headers"] if name.lower() != b"host"]
    return {**scope, "headers": [(b"host", host), *others]}


@functools.lru_cache(maxsize=64)
def _note(why: str) -> None:
    """Write to the server's log, once for each name."""
    _log.warning("Pedido recusado. %s", why)
