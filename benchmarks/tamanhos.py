"""(4) Memory and time by the size of the list: the command line from file to file, no latency."""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from benchmarks.harness import HOJE, Server, codes, comma, configuration, print_table, server
from faturas.campaign.files.csv_file import write_contacts
from faturas.campaign.profiles import CsvForm
from faturas.config import PROJECT_DIR
from faturas.store.ledger import Ledger
from faturas.store.rows import Filter, Rows

SIZES = (10_000, 100_000, 500_000)


def write_files(folder: Path, url: str, customers: int) -> None:
    """A configuration and a list with phones."""
    (folder / "config.toml").write_text(configuration(url), encoding="utf-8")
    rows = "".join(f"{code},85988887777\r\n" for code in codes(customers))
    (folder / "lista.csv").write_text(f"codigo_cliente,telefone\r\n{rows}", encoding="utf-8")


def measure(running: Server, customers: int, estrategia: str) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder, running.url, customers)
        began_s = time.perf_counter()
        process = subprocess.Popen(
            [
                sys.executable, str(PROJECT_DIR / "main.py"), "arquivo", "lista.csv",
                "--saida", "contatos.csv", "--estrategia", estrategia,
                "--data-referencia", HOJE.isoformat(),
            ],
            cwd=folder,
            env={
                **os.environ,
                "FATURAS_CONFIG": str(folder / "config.toml"),
                "FATURAS_DADOS": str(folder / "dados"),
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        seen: list[tuple[float, float]] = []
        watching = threading.Thread(target=_watch, args=(process.pid, seen), daemon=True)
        watching.start()
        _, said = process.communicate()
        ended_s, elapsed_s = time.time(), time.perf_counter() - began_s
        watching.join()
        if process.returncode not in (0, 1):
            raise RuntimeError(said[-500:])
        ledger = Ledger(folder / "dados")
        [job] = ledger.tarefas()
        contacts_s, contacts = write_again(Rows(ledger.database, job.id))
        ledger.database.close()
    assert job.rodada_em is not None
    assert job.terminada_em is not None
    fetched_s = job.terminada_em.timestamp()
    fetching = [mb for at_s, mb in seen if job.rodada_em.timestamp() < at_s < fetched_s]
    return (
        str(customers),
        estrategia,
        f"{comma(elapsed_s)} s",
        f"{comma(customers / elapsed_s, 0)}",
        f"{max(mb for _, mb in seen):.0f} MB",
        f"{statistics.median(fetching):.0f} MB",
        f"{comma(ended_s - fetched_s)} s",
        f"{contacts} em {comma(contacts_s)} s",
    )


def write_again(rows: Rows) -> tuple[float, int]:
    """Seconds to write the contact file, read back and checked, and how many contacts it has."""
    filtro = Filter()
    with tempfile.TemporaryFile() as file:
        began_s = time.perf_counter()
        written = write_contacts(file, rows.contacts(filtro), filtro.choices, CsvForm())
        return time.perf_counter() - began_s, written.contatos


def _watch(pid: int, seen: list[tuple[float, float]]) -> None:
    """Resident memory in MB, ten times a second."""
    try:
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            seen.append((time.time(), process.memory_info().rss / 2**20))
            time.sleep(0.1)
    except psutil.Error:
        return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tamanhos", type=int, nargs="*", default=SIZES)
    parser.add_argument("--estrategia", default="auto")
    options = parser.parse_args()
    rows = []
    for customers in options.tamanhos:
        with server(customers) as running:
            rows.append(measure(running, customers, options.estrategia))
    print_table(
        "Listas grandes na linha de comando, sandbox sem latência",
        (
            "clientes", "estratégia", "tempo", "clientes/s", "memória máxima",
            "memória na busca", "contatos e relatório", "só os contatos",
        ),
        rows,
    )  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\nMaior processo filho (o sandbox incluído): {peak:.0f} MB.")


if __name__ == "__main__":
    main()
