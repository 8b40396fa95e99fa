"""Files appear whole or not at all."""

import stat
from contextlib import suppress
from pathlib import Path

import pytest

from faturas.contacts.delivery import check_writable, whole_file
from faturas.errors import OutputError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_file_takes_its_place_at_the_end(tmp_path: Path) -> None:
    target = tmp_path / "contatos.csv"
    with whole_file(target) as file:
        file.write(b"novo")
        assert not target.exists()
    assert target.read_bytes() == b"novo"
    assert names(tmp_path) == ["contatos.csv"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "contatos.csv"
    target.write_bytes(b"velho")
    with suppress(RuntimeError), whole_file(target) as file:
        file.write(b"pela metade")
        raise RuntimeError
    assert target.read_bytes() == b"velho"
    assert names(tmp_path) == ["contatos.csv"]


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "contatos.csv"
    with pytest.raises(OutputError, match="disco cheio"), whole_file(target):
        raise OSError(28, "No space left on device")
    assert names(tmp_path) == []


def test_a_file_that_others_may_read(tmp_path: Path) -> None:
    target = tmp_path / "contatos.csv"
    with whole_file(target) as file:
        file.write(b"x")
    plain = tmp_path / "plain"
    plain.touch()
    assert stat.S_IMODE(target.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_a_missing_folder_is_said_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="não existe"):
        check_writable(tmp_path / "nada" / "contatos.csv")
    with pytest.raises(OutputError, match="é uma pasta"):
        check_writable(tmp_path)
    check_writable(tmp_path / "contatos.csv")
