"""(2) How near to a rate limit's ceiling, and how many requests are refused on the way."""

import argparse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from benchmarks.harness import Ran, comma, plain_codes, print_table, run_job, server
from faturas.sandbox.faults import Faults, RateLimit, RetryAfter

BURST = 10
LATENCY_S = 0.1
CUSTOMERS = {2: 600, 20: 3_000, 100: 3_000}


def row(per_s: int, retry_after: RetryAfter, share: float) -> tuple[str, ...]:
    """One row of the table: a cold job against a server of its own."""
    customers = round(CUSTOMERS[per_s] * share)
    limit = RateLimit(per_s, burst=BURST, retry_after=retry_after)
    with server(20_000, Faults(latency_s=LATENCY_S, limit=limit)) as running:
        ran = run_job(running, plain_codes(customers), estrategia="um_a_um")
    return (
        f"{per_s}/s",
        "não" if retry_after is RetryAfter.NONE else "sim",
        str(customers),
        f"{comma(ran.elapsed_s)} s",
        f"{comma(100 * share_of_ceiling(ran, per_s))} %",
        str(ran.answers[429]),
        f"{comma(100 * ran.answers[429] / ran.answers.total(), 2)} %",
    )


def share_of_ceiling(ran: Ran, per_s: int) -> float:
    """What was let through, of what the bucket could have let through in that time."""
    return ran.answers[200] / (per_s * ran.elapsed_s + BURST)


def rows(limits: list[int], share: float) -> Iterator[tuple[str, ...]]:
    pairs = [(n, kind) for n in limits for kind in (RetryAfter.SECONDS, RetryAfter.NONE)]
    # Slow limits leave the processor idle, so they are measured side by side; 100/s is not.
    with ThreadPoolExecutor(4) as together:
        slow = [(n, kind) for n, kind in pairs if n < 100]
        yield from together.map(lambda pair: row(pair[0], pair[1], share), slow)
    for n, kind in pairs:
        if n >= 100:
            yield row(n, kind, share)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limites", type=int, nargs="*", default=list(CUSTOMERS))
    parser.add_argument("--fracao", type=float, default=1.0, help="parte dos clientes")
    options = parser.parse_args()
    header = ("limite", "Retry-After", "clientes", "tempo", "do teto", "recusas", "recusadas")
    print_table(
        f"Limite com rajada de {BURST}, latência de {LATENCY_S * 1000:.0f} ms, início a frio",
        header,
        list(rows(options.limites, options.fracao)),
    )


if __name__ == "__main__":
    main()
