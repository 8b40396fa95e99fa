"""The old algorithm, as the README of the first version describes it; kept to be compared with.

Lotes of 10, five new threads a lote and a barrier, a login before each request, a new connection
for each of both, and two seconds of pause after each lote.
"""

import threading
import time
from collections.abc import Sequence

import requests

from benchmarks.harness import LOGIN_PAYLOAD

LOTE, THREADS, PAUSE_S = 10, 5, 2.0
_PREFIX = "/api/v1/integracao"


def run(url: str, codigos: Sequence[int]) -> float:
    """Ask for these customers; returns the seconds it took, a pause for each lote."""
    began_s = time.perf_counter()
    for start in range(0, len(codigos), LOTE):
        lote = list(codigos[start : start + LOTE])
        lock = threading.Lock()
        threads = [threading.Thread(target=_work, args=(url, lote, lock)) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        time.sleep(PAUSE_S)
    return time.perf_counter() - began_s


def _work(url: str, lote: list[int], lock: threading.Lock) -> None:
    while True:
        with lock:
            if not lote:
                return
            codigo = lote.pop(0)
        login = requests.post(
            f"{url}/oauth/token",
            json=LOGIN_PAYLOAD,
            timeout=60,
        )
        answer = requests.get(
            f"{url}{_PREFIX}/cliente/financeiro",
            params={"busca": "codigo_cliente", "termo_busca": str(codigo), "limit": "50"},
            headers={"Authorization": f"Bearer {login.json()['access_token']}"},
            timeout=60,
        )
        answer.json()
