"""Files appear whole or not at all."""

import stat
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest

from faturas.campaign.files.delivery import check_writable, file_stem, whole_file, whole_files
from faturas.errors import OutputError
from faturas.zone import BRASIL


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


def test_of_several_files_all_take_their_places_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last byte of a file may be the first for which there is no room."""
    first, last = tmp_path / "contatos.csv", tmp_path / "contatos.xlsx"
    first.write_bytes(b"velho")
    synced: list[int] = []

    def full_at_the_second(handle: int) -> None:
        synced.append(handle)
        if len(synced) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_at_the_second)
    with pytest.raises(OutputError, match=r"contatos\.xlsx \(disco cheio"):
        write_both(first, last)
    assert first.read_bytes() == b"velho"
    assert names(tmp_path) == ["contatos.csv"]


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("old", [b"velho", None])
def test_where_the_last_file_cannot_be_replaced_none_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: bytes | None, *, links: bool
) -> None:
    """As on Windows, where Excel has it open; a pen drive may know no second names."""
    first, last = tmp_path / "contatos.csv", tmp_path / "contatos.xlsx"
    if old is not None:
        first.write_bytes(old)
    last.write_bytes(b"velha")
    replace = Path.replace

    def refusing(path: Path, target: Path) -> Path:
        if target == last:
            raise PermissionError
        return replace(path, target)

    def no_links(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", refusing)
    if not links:
        monkeypatch.setattr("os.link", no_links)
    with pytest.raises(OutputError, match=r"contatos\.xlsx"):
        write_both(first, last)
    assert (first.read_bytes() if first.exists() else None) == old
    assert last.read_bytes() == b"velha"
    assert len(names(tmp_path)) == (1 if old is None else 2), "nothing is left beside them"


def write_both(first: Path, last: Path) -> None:
    with whole_files() as new:
        new(first).write(b"novo")
        new(last).write(b"novo")


def test_a_long_name_needs_no_longer_one_beside_it(tmp_path: Path) -> None:
    target = tmp_path / f"{'c' * 251}.csv"
    with whole_file(target) as file:
        file.write(b"x")
    assert target.read_bytes() == b"x"


def test_invented_data_are_called_so() -> None:
    moment = datetime(2026, 11, 23, 9, 5, 7, tzinfo=BRASIL)
    assert file_stem(moment) == "faturas_vencidas_20261123_090507"
    assert file_stem(moment, demonstracao=True) == "faturas_vencidas_demonstracao_20261123_090507"


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
