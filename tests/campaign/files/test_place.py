"""Where a file may stand; whatever else somebody names is refused before any work."""

import os
import socket
from pathlib import Path

import pytest
import xlsxwriter

from faturas.app import export
from faturas.app.actor import COMMAND_LINE
from faturas.app.export import Target
from faturas.campaign.files.place import check_place, path_as_text
from faturas.campaign.files.report import write_report_xlsx
from faturas.campaign.profiles import PADRAO
from faturas.domain.choices import Choices
from faturas.errors import OutputError
from tests.intake import workbooks


def check(path: Path) -> None:
    """Look whether the contact file, and all that goes beside it, may be written there."""
    export.check(COMMAND_LINE, Target(path, Choices(), xlsx=True))


def refusal(path: Path) -> str:
    """Why they may not."""
    with pytest.raises(OutputError) as refused:
        check(path)
    return str(refused.value)


class TestWhatIsThereAlready:
    """Replaced only where it is ours; Excel and the page write our files in other ways, too."""

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("c.csv", b"Telefone,Nome,1,2,3,4,5,6\r\n5585988887777,ANA,ANA,1,2,3,4,5\r\n"),
            ("c.csv", b"Telefone,Nome,1,2,3,4,5,6"),
            ("c.csv", b"\xef\xbb\xbfTelefone;Nome;1;2;3;4;5;6\r\n"),
            ("c.csv", b"Telefone\tNome\t1\t2\t3\t4\t5\t6\n"),
            ("c.relatorio.csv", b"linha,codigo_cliente,situacao,motivo,tentativas\r\n2,1070,"),
            ("c.csv", b""),
        ],
    )
    def test_our_own_files_are_replaced(self, tmp_path: Path, name: str, content: bytes) -> None:
        (tmp_path / name).write_bytes(content)
        check(tmp_path / "c.csv")

    @pytest.mark.parametrize("saved_by_excel", [False, True])
    def test_our_own_workbooks_are_replaced(self, tmp_path: Path, *, saved_by_excel: bool) -> None:
        path = tmp_path / "c.xlsx"
        with xlsxwriter.Workbook(path, {"constant_memory": not saved_by_excel}) as workbook:
            workbook.add_worksheet().write_row(0, 0, PADRAO.header)
        with (tmp_path / "c.relatorio.xlsx").open("w+b") as file:
            write_report_xlsx(file, [])
        check(tmp_path / "c.csv")

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("c.csv", b"codigo_cliente;nome;telefone\r\n1070;ANA;85988887777\r\n"),
            ("c.csv", b"Telefone,Nome\r\n"),
            ("c.csv", b"\nTelefone,Nome,1,2,3,4,5,6\n"),
            ("c.csv", b"linha,codigo_cliente,situacao,motivo,tentativas\r\n"),
            ("c.csv", b"\0\xff" * 5_000),
            ("c.relatorio.csv", b"Telefone,Nome,1,2,3,4,5,6\r\n"),
            ("c_parcial.csv", b"codigo_cliente\n"),
            ("c.xlsx", b"codigo_cliente\n"),
            ("c.xlsx", workbooks.xlsx({"Lista": [["codigo_cliente"], [1070]]})),
            ("c.relatorio.xlsx", b"PK\x05\x06"),
        ],
    )
    def test_nothing_else_is(self, tmp_path: Path, name: str, content: bytes) -> None:
        (tmp_path / name).write_bytes(content)
        assert "não foi gravado por este programa" in refusal(tmp_path / "c.csv")
        assert (tmp_path / name).read_bytes() == content


@pytest.mark.parametrize("text", ["", ".", "..", "/", "../..", "x/.."])
def test_a_folder_by_its_nature(text: str) -> None:
    assert "é uma pasta" in refusal(Path(text))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("a\0b.csv", "não se veem"),
        ("a\nb.csv", "não se veem"),
        ("\x1b[2J.csv", "não se veem"),
        ("a\x85.csv", "não se veem"),
        ("contatos\u202evsc.csv", "não se veem"),
        ("\udce7.csv", "não se escrevem"),
        ("contatos.", "terminar em ponto"),
        ("contatos.csv ", "terminar em ponto nem em espaço"),
        ("...", "terminar em ponto"),
        ("   ", "espaço"),
        ("CON", "reserva"),
        ("nul.csv", "reserva"),
        ("Com1.relatorio.csv", "reserva"),
        ("x" * 300, "longo demais"),
        ("x" * 250 + ".csv", "longo demais"),
        ("ç" * 120 + ".csv", "longo demais"),
        ("x" * 235, "longo demais"),
    ],
)
def test_a_name_that_is_none(tmp_path: Path, name: str, why: str) -> None:
    said = refusal(tmp_path / name)
    assert why in said
    assert said.isprintable()
    assert len(said) < 500
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "name", ["contatos.csv", "sem ponto", "Março (2) – ção.csv", ".oculto", "x" * 200]
)
def test_a_name_like_any_other(tmp_path: Path, name: str) -> None:
    check(tmp_path / name)
    assert not list(tmp_path.iterdir()), "what was made to prove it is gone"


def test_what_is_there_and_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "pasta").mkdir()
    (tmp_path / "s.relatorio.csv").mkdir()
    (tmp_path / "t_parcial.csv").mkdir()
    (tmp_path / "volta.csv").symlink_to(tmp_path / "volta.csv")
    (tmp_path / "para-pasta.csv").symlink_to(tmp_path / "pasta")
    assert "é uma pasta" in refusal(tmp_path / "pasta")
    assert "s.relatorio.csv é uma pasta" in refusal(tmp_path / "s.csv")
    assert "t_parcial.csv é uma pasta" in refusal(tmp_path / "t.csv")
    assert "é uma pasta" in refusal(tmp_path / "para-pasta.csv")
    assert "a si mesmo" in refusal(tmp_path / "volta.csv")
    assert "a si mesmo" in refusal(tmp_path / "volta.csv" / "s.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has none")
def test_devices_pipes_and_sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "cano.csv")
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("soquete.csv")
        for path in (tmp_path / "cano.csv", tmp_path / "soquete.csv", Path("/dev/null")):
            assert "dispositivo ou um canal" in refusal(path)


def test_the_way_there(tmp_path: Path) -> None:
    (tmp_path / "lista.csv").write_text("x")
    assert "lista.csv é um arquivo, e não uma pasta" in refusal(tmp_path / "lista.csv" / "x.csv")
    assert "lista.csv é um arquivo" in refusal(tmp_path / "lista.csv" / "y" / "x.csv")
    assert "não existe" in refusal(tmp_path / "nada" / "x.csv")
    assert "longo demais" in refusal(tmp_path / ("x" * 300) / "x.csv")
    if Path("/proc").is_dir():
        assert "sem permissão" in refusal(Path("/proc/contatos.csv")), "even for root"


def test_a_file_that_is_there_is_replaced_and_a_shortcut_into_nowhere_too(tmp_path: Path) -> None:
    old = tmp_path / "velho.csv"
    old.write_text(",".join(PADRAO.header))
    old.chmod(0o400)
    check(old)
    assert old.read_text() == ",".join(PADRAO.header)
    (tmp_path / "atalho.csv").symlink_to(tmp_path / "nada.csv")
    check(tmp_path / "atalho.csv")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows knows no such folders")
def test_another_users_file_in_a_folder_for_everybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "s.csv").write_text("x")
    tmp_path.chmod(0o1777)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 4_711)
    with pytest.raises(OutputError, match="de outro usuário"):
        check_place(tmp_path / "s.csv")
    check_place(tmp_path / "novo.csv")


@pytest.mark.parametrize("name", ["l.csv", "l.xlsx", "l.relatorio.csv", "l_parcial.xlsx"])
def test_no_file_may_be_the_list(tmp_path: Path, name: str) -> None:
    lista = tmp_path / name
    lista.write_text("codigo_cliente")
    with pytest.raises(OutputError, match="própria lista"):
        export.check(COMMAND_LINE, Target(tmp_path / "l.csv", Choices(), xlsx=True), lista)
    assert lista.read_text() == "codigo_cliente"


def test_a_path_is_told_short_and_harmless() -> None:
    assert path_as_text(Path("contatos.csv")) == "contatos.csv"
    assert path_as_text(Path("a\x1b[31m\udce7.csv")) == "a\ufffd[31m\ufffd.csv"
    assert len(path_as_text(Path("x" * 5_000))) < 200
