"""The command line after an unexpected error, and without a terminal, a disk or a reader."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from faturas.app import jobs, temporary
from faturas.cli.exits import Exit
from faturas.config import PROJECT_DIR
from tests.cli.conftest import REFERENCE, Run, write_list
from tests.waiting import WITHIN_S

PERSONAL = "Maria da Silva 119.876.543-20"


def test_an_unexpected_error_is_a_code_and_the_name_of_the_log(
    cli: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError(PERSONAL)

    monkeypatch.setattr(jobs, "every", broken)
    ended = cli("tarefas")
    log = folder / "dados" / "erros.log"
    code = re.search(r"código ([A-Z2-7]{6})", ended.err)
    assert ended.status == Exit.UNEXPECTED
    assert code is not None
    assert str(log) in ended.err
    assert f"[{code[1]}]\nbuiltins.ValueError" in log.read_text(encoding="utf-8")
    for said in (ended.out, ended.err, log.read_text(encoding="utf-8")):
        assert "Maria" not in said
    assert "Traceback" not in ended.err


def test_where_the_log_cannot_be_written_that_is_said(
    cli: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "dados").write_text("um arquivo no lugar da pasta", encoding="utf-8")
    monkeypatch.setattr(jobs, "every", lambda *_: 1 / 0)
    ended = cli("tarefas")
    assert ended.status == Exit.UNEXPECTED
    assert "O registro não pôde ser gravado" in ended.err


def test_a_thread_that_fails_is_told_as_well(
    cli: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_a_thread(*_: object) -> list[object]:
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        return []

    monkeypatch.setattr(jobs, "every", in_a_thread)
    ended = cli("tarefas")
    assert "código" in ended.err
    assert "ZeroDivisionError" not in ended.err


def test_ctrl_c_before_the_command_has_begun(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def waiting() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(temporary, "sweep", waiting)
    ended = cli("tarefas")
    assert (ended.status, ended.err) == (Exit.INTERRUPTED, "Interrompido.\n")


def test_a_data_folder_that_no_disk_takes_is_told(
    cli: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FATURAS_DADOS", str(folder / ("d" * 300)))
    ended = cli("tarefas")
    assert ended.status == Exit.USAGE
    assert "A pasta de dados" in ended.err


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no such name")
def test_control_characters_in_a_lists_name_are_not_printed(cli: Run, folder: Path) -> None:
    lista = write_list(folder, [1070], "li\x1b[2J\x07sta.csv")
    asked = cli("arquivo", lista, "--saida", "s.csv", *REFERENCE)
    listed = cli("tarefas")
    missing = cli("arquivo", "n\x1b[2Jada.csv", *REFERENCE)
    for said in (asked, listed, missing):
        assert "\x1b[2J" not in said.out + said.err
        assert "\x07" not in said.out + said.err
    assert "de li\ufffd[2J\ufffdsta.csv" in asked.err
    assert "li\ufffd[2J\ufffdsta.csv" in listed.out


def test_it_ends_without_a_word_when_its_reader_leaves(folder: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        ended = subprocess.run(
            [sys.executable, str(PROJECT_DIR / "main.py"), "validar", "telefone", "85988887777"],
            stdout=closed,
            stderr=subprocess.PIPE,
            timeout=WITHIN_S,
            check=False,
        )
    assert ended.stderr == b""
    assert ended.returncode == Exit.NO_READER
    assert not (folder / "dados" / "erros.log").exists()


def shell(line: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    """Run a command as a shell does that sends its streams wherever ``line`` says."""
    command = shlex.join([sys.executable, str(PROJECT_DIR / "main.py"), *map(str, arguments)])
    return subprocess.run(
        ["/bin/sh", "-c", f"{command} {line}"],
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )


@pytest.mark.parametrize("line", ["2>/dev/full", "2>&-"])
def test_progress_that_cannot_be_written_stops_no_job(folder: Path, line: str) -> None:
    list_ = write_list(folder, [1070, 1071])
    ended = shell(line, "arquivo", list_, "--saida", "s.csv", *REFERENCE)
    assert ended.returncode == Exit.OK
    assert "concluída: 2 linhas" in ended.stdout
    assert (folder / "s.csv").exists()
    assert (folder / "s.relatorio.csv").exists()


@pytest.mark.parametrize("line", [">/dev/full", ">&-", "<&- >&-"])
def test_a_summary_that_cannot_be_written_is_told_and_has_its_own_status(
    folder: Path, line: str
) -> None:
    ended = shell(line, "arquivo", write_list(folder, [1070]), "--saida", "s.csv", *REFERENCE)
    assert ended.returncode == Exit.UNPRINTED
    assert "O resumo não pôde ser escrito na saída padrão" in ended.stderr
    assert "inesperado" not in ended.stderr
    assert (folder / "s.csv").exists()


def test_with_no_stream_at_all_the_files_are_written(folder: Path) -> None:
    line = "<&- >&- 2>&-"
    ended = shell(line, "cliente", "1070", "--saida", "s.csv", *REFERENCE)
    assert ended.returncode == Exit.UNPRINTED
    assert (folder / "s.relatorio.csv").exists()


@pytest.mark.parametrize("line", ["<&-", "</dev/null"])
def test_an_input_that_is_closed_has_come_to_its_end(folder: Path, line: str) -> None:
    ended = shell(line)
    assert ended.returncode == Exit.USAGE
    assert "A entrada acabou antes da resposta." in ended.stderr


@pytest.mark.parametrize(
    "module", ["cli/carry_out.py", "unexpected.py", "errors.py", "__init__.py"]
)
@pytest.mark.parametrize(
    "content",
    [f"def (  # {PERSONAL}\n", f"raise RuntimeError('{PERSONAL}')\n", "import faturas.x\n"],
)
def test_a_part_of_the_program_that_cannot_be_loaded_is_a_code(
    tmp_path: Path, module: str, content: str
) -> None:
    shutil.copy(PROJECT_DIR / "main.py", tmp_path)
    package = tmp_path / "faturas"
    loaded_first = ("__init__.py", "start.py", "command_name.py", "cli/__init__.py")
    for name in (*loaded_first, "broken.py", "unexpected.py", "errors.py"):
        (package / name).parent.mkdir(exist_ok=True)
        shutil.copy(PROJECT_DIR / "faturas" / name, package / name)
    (package / "cli" / "app.py").write_text("import faturas.cli.carry_out, faturas.unexpected\n")
    (package / module).write_text(content, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, tmp_path / "main.py"],
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    assert ended.returncode == Exit.UNEXPECTED
    assert re.fullmatch(r"O programa não pôde ser carregado \(código [A-Z2-7]{6}.*\n", ended.stderr)
    assert "Maria" not in ended.stderr
