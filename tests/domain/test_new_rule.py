"""``docs/nova-regra.md`` is true: its lines, put where it says, are all that a new rule needs."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PLACES = (
    ("notices.py", "    LINK_LONGO = 67108864\n"),
    ("notices.py", '    Aviso.LINK_LONGO: "link longo demais",\n'),
    ("findings.py", '    NOME_TAMANHO = "nome_tamanho"\n'),
    ("sentences.py", '    Cause.NOME_TAMANHO: "tem {:milhar} caracteres",\n'),
    ("check_amount.py", ""),
    (
        "checks.py",
        "    razoes = (*of_boleto, *of_pix, *of_valor, *of_phones, *of_link, *of_nome)\n",
    ),
    ("impediments.py", "    SEM_LINK = 64\n"),
    ("decision.py", "    (Impedimento.SEM_LINK, lambda found: not found.link),\n"),
    ("choices.py", "        mask = SEM_IMPEDIMENTO  # what no choice lets out\n"),
)
"""Of each block of the page, in its order: the file, and the line that it stands below."""
IMPORTS = {
    "checks.py": "from faturas.domain.check_amount import check_amount\n",
    "decision.py": "from faturas.domain.notices import Aviso\n",
}
SENTENCE = "valor alto: R$ 10.000,01; confira antes de cobrar"
USE = """
from decimal import Decimal
from itertools import product
from faturas.campaign.contact import goes_out
from faturas.campaign.files.report import reason
from faturas.domain.choices import Choices
from tests.factories.rows import contact_row

def let_out(valor):
    row = contact_row(valor=Decimal(valor), linha_digitavel="", pix="")
    choices = (Choices(telefone_fixo=a, bloqueadas=b) for a, b in product((False, True), repeat=2))
    return {goes_out(row.outcome.conferida, each) for each in choices}, reason(row)

print(*let_out("10000.00"))
print(*let_out("10000.01"))
"""


def test_the_lines_of_the_page_make_a_rule(tmp_path: Path) -> None:
    page = (PROJECT / "docs" / "nova-regra.md").read_text(encoding="utf-8")
    for room in ("faturas", "tests/factories"):
        shutil.copytree(PROJECT / room, tmp_path / room, ignore=shutil.ignore_patterns("ui"))
    domain = tmp_path / "faturas" / "domain"
    blocks = re.findall(r"```\w+\n(.*?)```", page, re.DOTALL)
    for (name, line), block in zip(PLACES, blocks, strict=True):
        path = domain / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        assert line in before, f"{name} has changed; docs/nova-regra.md too?"
        after = before.replace(line, line + block, 1) if line else f"{before}\n\n{block}"
        path.write_text(after, encoding="utf-8")
    for name, line in IMPORTS.items():
        path = domain / name
        after = path.read_text(encoding="utf-8").replace(
            "\nfrom faturas", f"\n{line}from faturas", 1
        )
        path.write_text(after, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", USE],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout.splitlines() == [
        "{True} aviso: sem linha digitável; sem PIX",
        f"{{False}} aviso: sem linha digitável; sem PIX; {SENTENCE}",
    ], ended.stderr
