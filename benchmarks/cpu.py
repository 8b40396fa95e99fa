"""(3) Client CPU per customer, against a bare loop of ``session.get(...).json()``."""

import argparse
import statistics
import threading
import time
from collections.abc import Sequence

import requests

from benchmarks.harness import LOGIN_PAYLOAD, comma, plain_codes, print_table, run_job, server
from faturas.sandbox.faults import Faults

THREADS = 16
URL = "/api/v1/integracao/cliente/financeiro"


def bare(url: str, codigos: Sequence[int]) -> float:
    """CPU seconds of the least that can be done: a session a thread, one adapter, JSON."""
    token = requests.post(
        f"{url}/oauth/token",
        json=LOGIN_PAYLOAD,
        timeout=60,
    ).json()["access_token"]
    left = list(codigos)
    adapter = requests.adapters.HTTPAdapter(pool_maxsize=THREADS)

    def work() -> None:
        session = requests.Session()
        session.trust_env = False
        session.mount("http://", adapter)
        session.headers["Authorization"] = f"Bearer {token}"
        while True:
            try:
                codigo = left.pop()
            except IndexError:
                return
            params = {"busca": "codigo_cliente", "termo_busca": str(codigo), "limit": "50"}
            session.get(url + URL, params=params, timeout=60).json()

    began_s = time.process_time()
    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.process_time() - began_s


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clientes", type=int, default=2_000)
    parser.add_argument("--vezes", type=int, default=5)
    options = parser.parse_args()
    plain = plain_codes(options.clientes)
    ours_s: list[float] = []
    bare_s: list[float] = []
    with server(4 * options.clientes, Faults(latency_s=0.02)) as running:
        bare(running.url, plain)
        for _ in range(options.vezes):
            bare_s.append(bare(running.url, plain))
            ran = run_job(
                running, plain, ritmo="fixo", pausa_s=0, threads=THREADS, estrategia="um_a_um"
            )
            ours_s.append(ran.cpu_s)
    ratios = [ours / least for ours, least in zip(ours_s, bare_s, strict=True)]

    def per_customer(seconds: list[float]) -> str:
        return f"{comma(1000 * statistics.median(seconds) / len(plain), 2)} ms"

    print_table(
        f"CPU do cliente, {options.clientes} clientes, {THREADS} threads, {options.vezes} pares",
        ("o quê", "CPU por cliente (mediana)"),
        [
            ("laço mínimo", per_customer(bare_s)),
            ("tarefa inteira, com conferência e registro", per_customer(ours_s)),
            ("razão (mediana dos pares)", comma(statistics.median(ratios), 2)),
            ("razões", " ".join(comma(ratio, 2) for ratio in ratios)),
        ],
    )


if __name__ == "__main__":
    main()
