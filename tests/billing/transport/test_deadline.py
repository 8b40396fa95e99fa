"""No answer takes longer than the time limit, however it trickles in."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from faturas.billing.transport.http import HttpClient
from faturas.billing.transport.question import Question
from faturas.errors import FaultKind, RetryableApiError

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"


@contextmanager
def trickling(at_once: bytes, byte_by_byte: bytes) -> Iterator[int]:
    """A server that sends the first part at once and then ten bytes a second; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(at_once)
                for byte in byte_by_byte:
                    time.sleep(0.1)
                    try:
                        connection.sendall(bytes([byte]))
                    except OSError:
                        return

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


@pytest.mark.parametrize(
    ("at_once", "byte_by_byte"), [(b"", HEAD), (HEAD, b"x" * 100)], ids=["header", "body"]
)
def test_a_byte_at_a_time_meets_the_deadline(at_once: bytes, byte_by_byte: bytes) -> None:
    with trickling(at_once, byte_by_byte) as port:
        client = HttpClient(f"http://127.0.0.1:{port}", pool_size=1, timeout_s=0.5)
        began_s = time.monotonic()
        with pytest.raises(RetryableApiError, match="tempo limite") as caught:
            client.send(Question("/x"))
    assert time.monotonic() - began_s < 5, "all of it would take longer"
    assert caught.value.kind is FaultKind.REDE
