"""The README is true to the letter: its examples run, and nothing it should name is missing."""

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from faturas.cli.app import main
from faturas.cli.exits import Exit
from faturas.config import PROJECT_DIR, AcessoSettings, parse_settings
from faturas.domain.notices import Aviso
from faturas.domain.outcome import Situacao
from faturas.search.settings import BuscaSettings
from faturas.ui.web.login import login_problems

README = (PROJECT_DIR / "README.md").read_text(encoding="utf-8")


def blocks(mark: str) -> list[str]:
    """The code blocks that follow ``<!-- mark -->``, up to the next prose."""
    _, _, rest = README.partition(f"<!-- {mark} -->\n")
    assert rest, f"README has no block marked {mark}"
    found = []
    while match := re.match(r"```\w*\n(.*?)```\n", rest, re.DOTALL):
        found.append(match[1])
        rest = rest[match.end() :]
    return found


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run an example as a user would, ``python`` being this one."""
    words = [sys.executable if word == "python" else word for word in shlex.split(command)]
    return subprocess.run(
        words,
        cwd=PROJECT_DIR,
        env={**os.environ, "FATURAS_CONFIG": str(folder / "x.toml"), "FATURAS_DADOS": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with an empty configuration."""
    (tmp_path / "x.toml").touch()
    return tmp_path


def test_the_configuration_is_valid_and_shows_the_defaults() -> None:
    [text] = blocks("exemplo: configuracao")
    settings = parse_settings(tomllib.loads(text))
    assert list(settings.apis) == ["minha_empresa"]
    assert settings.busca == BuscaSettings()
    assert settings.acesso == AcessoSettings()
    for name in BuscaSettings.model_fields:
        assert name in tomllib.loads(text)["busca"] or f"`{name} = " in README


def test_the_example_of_one_customer_runs(folder: Path) -> None:
    [command] = blocks("exemplo: cliente")
    ended = run(command, folder)
    assert ended.returncode == Exit.OK, ended.stderr
    assert "Linha digitável" in ended.stdout


def test_the_example_of_validar_prints_what_the_readme_shows(folder: Path) -> None:
    command, expected = blocks("exemplo: validar")
    assert json.loads(run(command, folder).stdout) == json.loads(expected)


def test_the_provider_of_the_example_starts_and_gives_a_configuration(folder: Path) -> None:
    [command] = blocks("exemplo: sandbox")
    words = [sys.executable if word == "python" else word for word in shlex.split(command)]
    words[words.index("8900")] = "0"
    with subprocess.Popen(words, cwd=PROJECT_DIR, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("password"):
                break
        process.terminate()
    text = "".join(lines)
    assert parse_settings(tomllib.loads(text[text.index("[apis") :])).apis


def test_the_two_commands_name_files_that_exist() -> None:
    [dashboard] = blocks("comando: painel")
    [tests] = blocks("comando: testes")
    assert "requirements.txt" in dashboard
    assert "streamlit_app.py --server.address 127.0.0.1" in dashboard
    assert "requirements-dev.txt" in tests
    for name in ("requirements.txt", "streamlit_app.py", "requirements-dev.txt", "docs/tela.png"):
        assert (PROJECT_DIR / name).exists()


def test_the_page_on_publishing_is_linked_and_its_configurations_are_valid() -> None:
    name = "docs/publicar-no-streamlit-cloud.md"
    assert f"]({name})" in README
    pieces = re.findall(r"```toml\n(.*?)```", (PROJECT_DIR / name).read_text("utf-8"), re.DOTALL)
    company, private, login = map(tomllib.loads, pieces)
    assert parse_settings({**company, **private}).acesso.aberto
    assert parse_settings({**company, **login}).apis
    assert not list(login_problems(login["auth"]))


def test_every_command_is_documented() -> None:
    for name in main.commands:
        assert f"python main.py {name}" in README, name


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_option_is_documented(name: str) -> None:
    for param in main.commands[name].params:
        if isinstance(param, click.Option):
            assert param.opts[0] in README, param.opts[0]


def test_every_outcome_and_exit_status_is_documented() -> None:
    for situacao in Situacao:
        assert f"| `{situacao}` |" in README
    for status in Exit:
        assert f"| {status.value} |" in README


def test_every_aviso_has_words() -> None:
    assert all(aviso.rotulo for aviso in Aviso)
