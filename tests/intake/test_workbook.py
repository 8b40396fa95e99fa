"""faturas.intake.workbook: sheets of xlsx, xlsb, xls and ods as records."""

import io
import subprocess
import zipfile
from collections.abc import Callable

import pytest

from faturas.errors import InputError
from faturas.intake.file_kind import Formato, find_format
from faturas.intake.sheet_to_csv import TOO_LARGE
from faturas.intake.workbook import Sheet, open_workbook
from tests.intake import workbooks
from tests.intake.workbooks import Rows, Sheets

ROWS: Rows = [
    ["codigo_cliente", "Nome"],
    ["00123", "José da Conceição"],
    [456, None],
    [None, None],
    [1234567890123456.0, 'a "b", c\nd'],
]
WRITERS: list[Callable[[Sheets], bytes]] = [
    workbooks.xlsx,
    workbooks.xlsb,
    workbooks.xls,
    workbooks.ods,
]


def read(data: bytes, planilha: str | None = None) -> Sheet:
    return open_workbook(data, find_format(data), planilha)


@pytest.mark.parametrize("write", WRITERS)
def test_every_kind_gives_the_same_records(write: Callable[[Sheets], bytes]) -> None:
    assert list(read(write({"Clientes": ROWS})).registros) == [
        (1, ["codigo_cliente", "Nome"]),
        (2, ["00123", "José da Conceição"]),
        (3, ["456", ""]),
        (4, ["", ""]),
        (5, ["1.23456789012346e+15", 'a "b", c\nd']),
    ]


@pytest.mark.parametrize("write", WRITERS)
def test_a_sheet_is_chosen_by_its_name(write: Callable[[Sheets], bytes]) -> None:
    data = write({"Clientes": ROWS, "Março": [["x"], ["y"]]})
    assert read(data).planilha == "Clientes"
    assert "foi lida “Clientes”" in read(data).avisos[0]
    chosen = read(data, " março")
    assert (chosen.planilha, chosen.planilhas) == ("Março", ("Clientes", "Março"))
    assert [cells for _, cells in chosen.registros] == [["x"], ["y"]]
    assert chosen.avisos == ()


def test_empty_and_hidden_sheets_are_passed_over() -> None:
    sheets: Sheets = {"Vazia": [], "Oculta": [["segredo"]], "Lista": [["codigo"], ["1"]]}
    data = workbooks.xlsx(sheets, hidden=["Oculta"])
    assert read(data).planilha == "Lista"
    assert read(data, "Oculta").planilha == "Oculta"


def test_rows_keep_their_numbers_under_blank_ones() -> None:
    data = workbooks.xlsx({"Lista": [[], [], [None, "codigo"], [], [None, 7]]})
    assert [(line, cells) for line, cells in read(data).registros if any(cells)] == [
        (3, ["codigo"]),
        (5, ["7"]),
    ]


def test_an_unknown_sheet_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(InputError, match=r"chamada “Abril”\. As que ele tem: “Clientes”, “Março”"):
        read(workbooks.xlsx({"Clientes": ROWS, "Março": ROWS}), "Abril")


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "--help", ""])
def test_strange_names_of_sheets_are_only_unknown(name: str) -> None:
    with pytest.raises(InputError, match="não tem uma planilha"):
        read(workbooks.xlsx({"Clientes": ROWS}), name)


def test_a_workbook_of_empty_sheets_is_refused() -> None:
    with pytest.raises(InputError, match="está vazia"):
        read(workbooks.xlsx({"A": [], "B": []}))


@pytest.mark.parametrize(
    "data",
    [
        workbooks.zipped({"xl/workbook.xml": "<x/>", "[Content_Types].xml": "<x/>"}),
        workbooks.zipped({"xl/workbook.bin": b"\x9c\x01\xff\xff"}),
        workbooks.compound({"Workbook": b"\x09\x08\x10"}),
        workbooks.zipped({"mimetype": "opendocument.spreadsheet", "content.xml": "<a><b></a>"}),
    ],
    ids=["xlsx", "xlsb", "xls", "ods"],
)
def test_a_damaged_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="danificada"):
        read(data)


def test_a_cell_in_the_last_corner_of_a_sheet_does_not_end_this_process() -> None:
    rows: list[list[str | float | None]] = [["codigo_cliente"], [1]]
    data = workbooks.xlsx({"Lista": rows}, corner=True)
    with pytest.raises(InputError, match="ocupa espaço demais"):
        read(data)


def test_a_workbook_that_takes_too_long_is_given_up() -> None:
    data = workbooks.xlsx({"Clientes": ROWS})
    with pytest.raises(InputError, match="ocupa espaço demais"):
        open_workbook(data, Formato.XLSX, None, timeout_s=0.001)


def test_more_text_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    too_large = subprocess.CompletedProcess([], TOO_LARGE, b"{}\n", b"")
    monkeypatch.setattr(subprocess, "run", lambda *args, **options: too_large)
    with pytest.raises(InputError, match="ocupa espaço demais"):
        read(workbooks.xlsx({"Clientes": ROWS}))


def test_blanks_between_the_elements_of_an_ods_are_no_damage() -> None:
    rows = [["codigo_cliente", "Nome"], ["1001", "Ana  Lima"]]
    data = workbooks.ods({"Clientes": rows})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read("content.xml").replace(b"<table:", b"\n  <table:")
        parts: dict[str, bytes | str] = {
            name: archive.read(name) for name in archive.namelist() if name != "content.xml"
        }
    sheet = open_workbook(workbooks.zipped(parts | {"content.xml": content}), Formato.ODS, None)
    assert list(sheet.registros) == [(1, rows[0]), (2, rows[1])]
