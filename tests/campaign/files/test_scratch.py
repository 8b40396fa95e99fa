"""Temporary files: only where they can be swept, and swept once their process is dead."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from faturas.campaign.files import scratch
from faturas.config import PROJECT_DIR
from faturas.errors import OutputError

_CAUGHT_IN_THE_MIDDLE = """
import io, sys, time
from pathlib import Path
from faturas.campaign.files import scratch
from faturas.campaign.files.delivery import whole_file
from faturas.campaign.files.xlsx_file import write_xlsx

def rows():
    for number in range(10_000):
        yield ("JOANA DA SILVA", str(number))
    print("pronto", flush=True)
    time.sleep(60)
    yield ("nunca",)

with whole_file(Path(sys.argv[1])) as file:
    file.write(b"5585988887777,JOANA DA SILVA")
    file.flush()
    write_xlsx(file, "Contatos", ("a", "b"), rows())
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that is swept."""
    monkeypatch.setenv("FATURAS_DADOS", str(tmp_path / "dados"))
    return tmp_path / "dados" / "temporarios"


def files_in(folder: Path) -> list[Path]:
    return [
        path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".trava")
    ]


def test_what_a_killed_process_left_is_swept_here_and_beside_the_target(
    tmp_path: Path, home: Path
) -> None:
    place, elsewhere = tmp_path / "saida", tmp_path / "tmp"
    place.mkdir()
    elsewhere.mkdir()
    (place / "contatos.csv").write_bytes(b"velho")
    (place / ".faturas-de-alguem.parte").touch()
    environment = {**os.environ, "TMPDIR": str(elsewhere)}
    command = [sys.executable, "-c", _CAUGHT_IN_THE_MIDDLE, str(place / "contatos.csv")]
    with subprocess.Popen(
        command, cwd=PROJECT_DIR, env=environment, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        scratch.sweep()
        assert len(list(place.glob(".faturas-*.parte"))) == 2, "a living process is left alone"
        process.send_signal(signal.SIGKILL)
    assert any(b"JOANA" in path.read_bytes() for path in files_in(home)), "something was left"
    scratch.sweep()
    assert [path.name for path in home.iterdir()] == [".trava"]
    assert sorted(path.name for path in place.iterdir()) == [
        ".faturas-de-alguem.parte",
        "contatos.csv",
    ]
    assert (place / "contatos.csv").read_bytes() == b"velho"
    assert list(elsewhere.iterdir()) == []


def test_only_regular_files_of_our_own_naming_are_swept(tmp_path: Path, home: Path) -> None:
    dead = home / "morta"
    dead.mkdir(parents=True)
    named, link = tmp_path / "contatos.csv", tmp_path / f".faturas-{'a' * 16}.parte"
    named.touch()
    link.symlink_to(named)
    (dead / "partes").write_bytes(b"".join(os.fsencode(path) + b"\0" for path in (named, link)))
    scratch.sweep()
    assert not dead.exists()
    assert named.exists()
    assert link.is_symlink()


def test_a_start_without_anything_to_sweep_makes_nothing(home: Path) -> None:
    scratch.sweep()
    assert not home.parent.exists()


def test_a_data_folder_that_cannot_be_used_stops_no_sweep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even to look into: of another user, or with a name that no disk takes."""
    monkeypatch.setenv("FATURAS_DADOS", str(tmp_path / ("d" * 300)))
    scratch.sweep()

    def refuse(_: Path) -> bool:
        raise PermissionError

    monkeypatch.setattr(Path, "is_dir", refuse)
    scratch.sweep()


def test_only_the_owner_may_read(home: Path) -> None:
    file = scratch.new_file()
    part = scratch.new_part(Path("contatos.csv"))
    with scratch.working_folder() as folder:
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (home, file.parent, folder)}
    assert modes == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files_in(home)} == {0o600}
    assert part.name in (file.parent / "partes").read_text()
    scratch.leave()
    assert files_in(home) == []


def test_no_room_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "arquivo").touch()
    monkeypatch.setenv("FATURAS_DADOS", str(tmp_path / "arquivo" / "dados"))
    with pytest.raises(OutputError, match="Não foi possível gravar os arquivos temporários em"):
        scratch.new_file()
