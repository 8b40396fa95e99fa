"""(5) Start-up: how long the command line takes to be there, and what it imports."""

import statistics
import subprocess
import sys
import time

from benchmarks.harness import comma, print_table
from faturas.config import PROJECT_DIR

TIMES = 7
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import faturas.cli": ["-c", "import faturas.cli"],
    "main.py --help": ["main.py", "--help"],
    "import requests, sqlalchemy, pandas": ["-c", "import requests, sqlalchemy, pandas"],
}


def seconds(arguments: list[str]) -> float:
    began_s = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], cwd=PROJECT_DIR, check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - began_s


def main() -> None:
    table = []
    for name, arguments in COMMANDS.items():
        seconds(arguments)
        median_s = statistics.median(seconds(arguments) for _ in range(TIMES))
        table.append((f"`{name}`", f"{comma(1000 * median_s, 0)} ms"))
    print_table(f"Início, mediana de {TIMES}", ("o quê", "tempo"), table)


if __name__ == "__main__":
    main()
