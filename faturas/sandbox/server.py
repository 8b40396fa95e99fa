"""Runs the made-up provider (``Sandbox``): a real HTTP server in a thread of this process."""

import asyncio
import contextlib
import logging
import socket
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self, cast

from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from faturas.sandbox.company import Company
from faturas.sandbox.faults import Faults
from faturas.sandbox.gate import FaultGate
from faturas.sandbox.routes import Counters, Credentials, Tokens, make_app

HOST = "127.0.0.1"
_KEEP_ALIVE_S = 75
"""Seconds that an idle connection stays open: nginx's default."""
_START_LIMIT_S = 10.0
"""Seconds to wait for the server to listen, at most."""
_STOP_LIMIT_S = 5.0
"""Seconds to wait for the server to end, at most."""

_THREAD_NAME = "provedor-de-demonstracao"

_log = logging.getLogger(__name__)


def _is_not_ours(record: logging.LogRecord) -> bool:
    """Whether a log record is of another uvicorn in this process: the dashboard's may log."""
    return record.threadName != _THREAD_NAME


logging.getLogger("uvicorn.error").addFilter(_is_not_ours)


def _protocol(counters: Counters) -> type[asyncio.Protocol]:
    class Protocol(H11Protocol):
        """Counts connections, hands the application its connection, and logs no requests.

        uvicorn's own settings for logging would change the loggers of the whole process, in which
        another uvicorn may serve the dashboard.
        """

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.logger = _log
            self.access_log = False

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(cast("asyncio.Transport", transport))
            self.app_state = {"transport": transport}
            counters.connected()

    return Protocol


class _Server(Server):
    """Serves, says when it listens, and stops at once.

    uvicorn's own loop looks every 0.1 s whether it should stop, which tests would wait for.
    """

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.listening = Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop_asked = asyncio.Event()

    def stop(self) -> None:
        """Asks the server to stop; may be called from any thread."""
        self.should_exit = True
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: it has stopped by itself
                self._loop.call_soon_threadsafe(self._stop_asked.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.listening.set()

    async def main_loop(self) -> None:
        ticking = asyncio.ensure_future(super().main_loop())
        await self._stop_asked.wait()
        ticking.cancel()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for listener in (*self.servers, *(sockets or ())):
            listener.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        # Connections are closed before their tasks are cancelled, so that no task reports an error.
        await asyncio.sleep(0.01)
        for task in list(self.server_state.tasks):
            task.cancel()
        await asyncio.gather(*self.server_state.tasks, return_exceptions=True)


class Sandbox:
    """Serves a provider: ``with Sandbox(Company(…)) as sandbox: sandbox.url``.

    It listens on 127.0.0.1, at ``porta`` (0: a free one), and with TLS where ``certificado`` and
    ``chave`` (PEM files) are given. ``faults`` may be set while it runs; they are drawn by the
    company's seed, so that a run can be repeated.
    """

    def __init__(
        self,
        company: Company,
        *,
        faults: Faults | None = None,
        credentials: Credentials | None = None,
        porta: int = 0,
        certificado: Path | None = None,
        chave: Path | None = None,
    ) -> None:
        self.company = company
        self.credentials = credentials or Credentials.random()
        self.counters = Counters()
        tokens = Tokens()
        app = make_app(company, self.credentials, tokens, self.counters)
        self._gate = FaultGate(app, tokens, self.counters, company.seed)
        self._gate.faults = faults or Faults()
        self._porta = porta
        self._certificado = certificado
        self._chave = chave
        self._server: _Server | None = None
        self._thread: Thread | None = None

    @property
    def faults(self) -> Faults:
        """The faults in force; other ones hold from the next request on."""
        return self._gate.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._gate.faults = faults

    @property
    def url(self) -> str:
        """The address of the running server, without a slash at the end."""
        scheme = "https" if self._certificado else "http"
        return f"{scheme}://{HOST}:{self._porta}"

    def start(self) -> Self:
        """Starts to listen; raises ``OSError`` for a taken port or an unreadable certificate."""
        config = Config(
            self._gate,
            http=_protocol(self.counters),
            ws="none",
            loop="asyncio",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=_KEEP_ALIVE_S,
            ssl_certfile=self._certificado,
            ssl_keyfile=self._chave,
        )
        config.load()
        # asyncio sets TCP_NODELAY only where the protocol is named; without it each answer,
        # sent in two pieces, would wait 40 ms.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((HOST, self._porta))
        except OSError:
            listener.close()
            raise
        self._porta = listener.getsockname()[1]
        self._server = server = _Server(config)
        self._thread = Thread(target=server.run, args=([listener],), name=_THREAD_NAME, daemon=True)
        self._thread.start()
        server.listening.wait(_START_LIMIT_S)
        return self

    def stop(self) -> None:
        """Closes all connections and stops listening; does nothing when it does not run."""
        if self._server is None or self._thread is None:
            return
        self._server.stop()
        self._thread.join(_STOP_LIMIT_S)
        self._server = self._thread = None

    def wait(self) -> None:
        """Waits until the server stops; ``KeyboardInterrupt`` ends the waiting."""
        # A second at a time: on some systems Ctrl-C cannot interrupt a wait without end.
        while self._thread is not None and self._thread.is_alive():
            self._thread.join(1.0)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
