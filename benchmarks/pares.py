"""CPU of writing the contact file and reading it back, here and in another tree, in turns.

``python -m benchmarks.pares ARVORE DADOS_DELA DADOS_DAQUI``: the other tree's folder, and two
folders of data with the same one job, each of its own tree's version.
"""

import argparse
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.harness import comma, print_table
from faturas.config import PROJECT_DIR

WORKER = """
import sys, time
from pathlib import Path
from benchmarks.tamanhos import Ledger, Rows, write_again

ledger = Ledger(Path(sys.argv[1]))
[job] = ledger.tarefas()
for _ in sys.stdin:
    began_s = time.process_time()
    _, contacts = write_again(Rows(ledger.database, job.id))
    print(time.process_time() - began_s, contacts, flush=True)
"""
"""Runs in either tree: what it imports has the same name in both."""


class Tree:
    """One tree, and a process of it that writes the contact file whenever it is asked to."""

    def __init__(self, folder: Path, data: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(data.resolve())],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def write(self) -> tuple[float, int]:
        """CPU seconds of one contact file, and how many contacts it has."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        cpu_s, contacts = self._process.stdout.readline().split()
        return float(cpu_s), int(contacts)

    def close(self) -> None:
        self._process.communicate()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("arvore", type=Path)
    parser.add_argument("dados_dela", type=Path)
    parser.add_argument("dados_daqui", type=Path)
    parser.add_argument("--vezes", type=int, default=9)
    options = parser.parse_args()
    trees = [Tree(options.arvore, options.dados_dela), Tree(PROJECT_DIR, options.dados_daqui)]
    warm = {tree.write()[1] for tree in trees}
    if len(warm) != 1:
        raise RuntimeError(f"the trees write different numbers of contacts: {warm}")
    pairs: list[list[float]] = []
    for turn in range(options.vezes):
        order = (0, 1) if turn % 2 else (1, 0)
        took_s = {at: trees[at].write()[0] for at in order}
        pairs.append([took_s[0], took_s[1]])
    for tree in trees:
        tree.close()
    ratios = [here / there for there, here in pairs]
    there_s, here_s = map(statistics.median, zip(*pairs, strict=True))
    print_table(
        f"CPU de gravar e reler {warm.pop()} contatos, {options.vezes} pares",
        ("o quê", "a outra árvore", "esta", "razão (mediana dos pares)"),
        [
            (
                "contatos",
                f"{comma(there_s, 2)} s",
                f"{comma(here_s, 2)} s",
                comma(statistics.median(ratios), 2),
            )
        ],
    )
    print(f"\nRazões: {' '.join(comma(ratio, 2) for ratio in ratios)}")


if __name__ == "__main__":
    main()
