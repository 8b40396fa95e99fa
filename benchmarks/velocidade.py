"""(1) The old algorithm against ours: one by one at a fixed and at an adaptive pace, and swept."""

import argparse
from typing import Any

from benchmarks import antigo
from benchmarks.harness import codes, comma, plain_codes, print_table, run_job, server
from faturas.sandbox.faults import Faults

OLD_CUSTOMERS = 100
COMPANY = 20_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--um-a-um", type=int, default=3_000, metavar="N")
    parser.add_argument("--varredura", type=int, default=5_000, metavar="N")
    parser.add_argument("--latencia-ms", type=int, default=100)
    parser.add_argument("--variacao-ms", type=int, default=0)
    options = parser.parse_args()
    latency = Faults(latency_s=options.latencia_ms / 1000, jitter_s=options.variacao_ms / 1000)
    table: list[tuple[str, ...]] = []

    def add(way: str, customers: int, elapsed_s: float, requests: float) -> None:
        speed = customers / elapsed_s
        table.append(
            (
                way,
                str(customers),
                f"{comma(elapsed_s)} s",
                comma(speed),
                comma(requests / customers, 3),
                f"{comma(speed / old_speed)} ×",
            )
        )

    with server(COMPANY, latency) as running:
        old_s = antigo.run(running.url, plain_codes(OLD_CUSTOMERS))
        old_speed = OLD_CUSTOMERS / old_s
        add("algoritmo antigo", OLD_CUSTOMERS, old_s, 2 * OLD_CUSTOMERS)

        plain = plain_codes(options.um_a_um)
        alone: dict[str, Any] = {"estrategia": "um_a_um", "threads": 16}
        fixed = run_job(running, plain, ritmo="fixo", pausa_s=0, **alone)
        add("um a um, fixo, 16 threads", len(plain), fixed.elapsed_s, fixed.asked)
        adaptive = run_job(running, plain, **alone)
        add("um a um, adaptativo, a frio", len(plain), adaptive.elapsed_s, adaptive.asked)

        everybody = codes(options.varredura)
        swept: dict[str, Any] = {"estrategia": "varredura", "threads": 16}
        first = run_job(running, everybody, phones=False, **swept)
        add("varredura, sandbox a frio", len(everybody), first.elapsed_s, first.asked)
        again = run_job(running, everybody, phones=False, **swept)
        add("varredura, páginas já prontas", len(everybody), again.elapsed_s, again.asked)
        quick = run_job(running, everybody, phones=False, ritmo="fixo", pausa_s=0, **swept)
        add("varredura fixa, páginas já prontas", len(everybody), quick.elapsed_s, quick.asked)

        running.set(Faults())
        one_by_one = run_job(running, everybody, phones=False, ritmo="fixo", pausa_s=0, **alone)
    print_table(
        f"Velocidade com latência de {options.latencia_ms} ms ± {options.variacao_ms}, "
        f"empresa de {COMPANY} clientes",
        ("como", "clientes", "tempo", "clientes/s", "consultas/cliente", "vezes o antigo"),
        table,
    )
    print(
        f"\nConsultas para os mesmos {len(everybody)} clientes, sem telefone na lista: "
        f"{first.asked} na varredura, {one_by_one.asked} um a um "
        f"(1/{comma(one_by_one.asked / first.asked)}); iguais: "
        f"{first.job.contagens == one_by_one.job.contagens}."
    )
    ceiling = 16 / latency.latency_s
    shares = [
        f"{way} {comma(100 * len(plain) / ran.elapsed_s / ceiling)} %"
        for way, ran in (("fixo", fixed), ("adaptativo", adaptive))
    ]
    print(f"Um a um, de 16 ÷ latência: {', '.join(shares)}.")


if __name__ == "__main__":
    main()
