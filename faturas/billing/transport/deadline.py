"""Ends whole HTTP exchanges at a deadline (``enforce``), from the first byte to the last.

``requests`` knows only a time limit for each read: a server that sends a byte a second never meets
it. Here every read of an answer, header or body, gets what is left of the time.
"""

import http.client
import io
import socket
import threading
import time
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager

_local = threading.local()


def set_deadline(deadline_s: float) -> None:
    """Let this thread's exchange end by then (``time.monotonic()``), with ``TimeoutError``."""
    _local.deadline_s = deadline_s


class _Reader(io.RawIOBase):
    """Reads a socket, never beyond the deadline of the thread that reads."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left_s = _local.deadline_s - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        self._sock.settimeout(left_s)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """Reads an answer by way of ``_Reader``."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp.close()
        self.fp = io.BufferedReader(_Reader(sock))


class _Connection(HTTPConnection):
    """Reads its answers as ``_Response`` does."""

    response_class = _Response


class _TlsConnection(HTTPSConnection):
    """Reads its answers as ``_Response`` does, over TLS."""

    response_class = _Response


class _Pool(HTTPConnectionPool):
    """Keeps connections with a deadline."""

    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    """Keeps connections with a deadline, over TLS."""

    ConnectionCls = _TlsConnection


def enforce(manager: PoolManager) -> None:
    """Make the connections of ``manager`` obey ``set_deadline``."""
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
