"""The package that pip builds: the same libraries, every file, and the command ``faturas``."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from faturas.command_name import command_name
from faturas.config import PROJECT_DIR
from faturas.start import start

SOURCES = ("pyproject.toml", "requirements.txt", "README.md", "LICENSE")
BUILD = "from setuptools import build_meta; build_meta.build_{kind}({folder!r})"
BYTECODE = "__pycache__"


@dataclass(frozen=True, slots=True)
class Built:
    """The source archive unpacked, the wheel made of it unpacked as pip would, and its metadata."""

    source: Path
    installed: Path
    distribution: Distribution


def build(kind: str, source: Path, folder: Path) -> Path:
    """What ``pip install .`` does, but with the setuptools that is installed here."""
    subprocess.run(
        [sys.executable, "-c", BUILD.format(kind=kind, folder=str(folder))],
        cwd=source,
        check=True,
        capture_output=True,
        timeout=60,
    )
    [made] = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The package, built in a copy: building leaves files beside the sources."""
    copy = tmp_path_factory.mktemp("copy")
    for name in SOURCES:
        shutil.copy(PROJECT_DIR / name, copy)
    shutil.copytree(PROJECT_DIR / "faturas", copy / "faturas", ignore=lambda *_: {BYTECODE})
    sources = tmp_path_factory.mktemp("sources")
    with tarfile.open(build("sdist", copy, tmp_path_factory.mktemp("sdist"))) as archive:
        archive.extractall(sources, filter="data")
    [source] = sources.iterdir()
    installed = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(build("wheel", source, tmp_path_factory.mktemp("wheel"))) as wheel:
        wheel.extractall(installed)
    [distribution] = distributions(path=[str(installed)])
    return Built(source, installed, distribution)


def test_its_libraries_are_those_of_requirements_txt(built: Built) -> None:
    lines = (PROJECT_DIR / "requirements.txt").read_text(encoding="utf-8").splitlines()
    expected = {str(Requirement(line)) for line in lines if not line.startswith("#")}
    assert {str(Requirement(line)) for line in built.distribution.requires or []} == expected


def test_pip_builds_it_with_what_it_is_tested_with() -> None:
    project = tomllib.loads((PROJECT_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    development = (PROJECT_DIR / "requirements-dev.txt").read_text(encoding="utf-8").splitlines()
    assert set(project["build-system"]["requires"]) <= set(development)


def files(root: Path) -> Iterator[str]:
    for path in root.rglob("*"):
        if path.is_file() and BYTECODE not in path.parts:
            yield str(path.relative_to(root))


def test_it_has_every_file_of_the_program_and_nothing_else(built: Built) -> None:
    assert set(files(built.installed / "faturas")) == set(files(PROJECT_DIR / "faturas"))
    others = {path.name for path in built.installed.iterdir()} - {"faturas"}
    assert all(name.endswith(".dist-info") for name in others)


def test_the_licence_and_what_the_build_reads_come_along(built: Built) -> None:
    assert all((built.source / name).is_file() for name in SOURCES)
    assert built.distribution.metadata["License-Expression"] == "MIT"
    assert built.distribution.read_text("licenses/LICENSE")


def test_the_command_runs_what_main_py_runs(built: Built) -> None:
    [command] = built.distribution.entry_points.select(group="console_scripts")
    assert command.name == "faturas"
    assert command.load() is start


def test_the_installed_command_works_in_the_folder_where_it_is_started(
    built: Built, tmp_path: Path
) -> None:
    script = tmp_path / "bin" / "faturas"
    script.parent.mkdir()
    script.write_text("from faturas.start import start\nstart()\n", encoding="utf-8")
    here = tmp_path / "here"
    (here / "dados").mkdir(parents=True)
    (here / ".streamlit").mkdir()
    (here / ".streamlit" / "secrets.toml").write_text("[busca]\nlote = 'x'\n", encoding="utf-8")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("FATURAS_")
    }

    def started(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, script, *words],
            cwd=here,
            env={**environment, "PYTHONPATH": str(built.installed)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert started("tarefas").stdout == "Nenhuma tarefa ainda.\n"
    assert "Uso: faturas " in started("--help").stdout
    assert "Para ver as opções: faturas --help" in started("xyz").stderr
    assert (here / "faturas_dados" / "faturas.sqlite3").exists()
    assert not list((here / "dados").iterdir())
    assert "busca.lote" in started("cliente", "1001").stderr
    (script.parent / "psutil.py").write_text("raise ModuleNotFoundError(name='psutil')\n")
    lacking = started("tarefas")
    assert lacking.returncode == 2
    assert lacking.stderr == (
        "Falta a biblioteca psutil. Instale com pip install -r requirements.txt\n"
    )


@pytest.mark.parametrize("started_as", ["faturas", "/opt/x/bin/faturas", "faturas.exe"])
def test_the_installed_command_tells_its_own_name(started_as: str) -> None:
    assert command_name(started_as) == "faturas"


@pytest.mark.parametrize("started_as", ["main.py", "/srv/faturas/main.py", "-c", ""])
def test_any_other_start_tells_main_py(started_as: str) -> None:
    assert command_name(started_as) == "python main.py"


def test_the_newest_entry_of_the_changelog_is_this_version() -> None:
    project = tomllib.loads((PROJECT_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    text = (PROJECT_DIR / "CHANGELOG.md").read_text(encoding="utf-8")
    [newest, *_] = re.findall(r"^## (\d\S*) · \d{4}-\d\d-\d\d$", text, re.MULTILINE)
    assert newest == project["project"]["version"]
