"""faturas.intake.beside.ods: the content of an ods as LibreOffice, Excel and others write it."""

import pytest

from faturas.errors import InputError
from faturas.intake.beside.findings import Findings
from faturas.intake.beside.ods import find
from faturas.intake.spreadsheet import read_table
from tests.intake.workbooks import zipped

NONE = "#FÓRMULA SEM VALOR"


def workbook(table: str, *, automatic: str = "", styles: str = "") -> bytes:
    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" '
        'xmlns:text="x" xmlns:style="s" xmlns:number="n" xmlns:calcext="c">'
        f"<office:automatic-styles>{automatic}</office:automatic-styles><office:body>"
        f'<office:spreadsheet><table:table table:name="A">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": "<manifest/>",
            "styles.xml": f'<x xmlns:style="s" xmlns:number="n">{styles}</x>',
        }
    )


def found(table: str, **parts: str) -> Findings:
    return find(workbook(table, **parts), 0)


def row(attributes: str = "", cells: str = "<table:table-cell/>") -> str:
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


@pytest.mark.parametrize(
    ("rows", "hidden"),
    [
        (row('table:visibility="collapse"'), [[2, 2]]),
        (row('table:visibility="filter"'), [[2, 2]]),
        (row('table:visibility="visible"'), []),
        (row('table:number-rows-repeated="3" table:visibility="filter"'), [[2, 4]]),
        (row('table:number-rows-repeated="3"') + row("table:visibility='filter'"), [[5, 5]]),
        (row('table:style-name="ro2"'), [[2, 2]]),
        (row('table:style-name="ro1"'), []),
        (f"<table:table-rows>{row(chr(32))}</table:table-rows>", []),
        (
            '<table:table-row-group table:display="false">'
            + row()
            + f"<table:table-row-group>{row()}</table:table-row-group>"
            + f"</table:table-row-group>{row()}",
            [[2, 3]],
        ),
        (f"<table:table-row-group>{row()}</table:table-row-group>", []),
    ],
)
def test_rows_that_are_hidden_in_any_way(rows: str, hidden: list[list[int]]) -> None:
    heights = "".join(
        f'<style:style style:name="ro{i}" style:family="table-row">'
        f'<style:table-row-properties style:row-height="{height}"/></style:style>'
        for i, height in ((1, "0.45cm"), (2, "0cm"))
    )
    assert found(row() + rows, automatic=heights).ocultas == hidden


def test_rows_of_other_tables_are_not_counted() -> None:
    table = row() + '</table:table><table:table table:name="B">' + row('table:visibility="filter"')
    data = workbook(table + row())
    assert find(data, 0).ocultas == []
    assert find(data, 1).ocultas == [[1, 1]]


# As LibreOffice and OpenOffice wrote them before version 4.
OLD_ERROR = 'table:formula="of:=1" office:value-type="float" office:value="0">'


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('table:formula="of:=1"/>', NONE),
        ('table:formula="of:=1" office:value-type="float"/>', NONE),
        ('table:formula="of:=1" office:value-type="string"/>', NONE),
        ('table:formula="of:=1" office:value-type="string"><text:p/>', ""),
        ('table:formula="of:=1" office:value-type="string" office:string-value=""/>', ""),
        ('table:formula="of:=1" office:value-type="float" office:value="0"><text:p>0</text:p>', ""),
        (f"{OLD_ERROR}<text:p>#REF!</text:p>", "#REF!"),
        (f"{OLD_ERROR}<text:p>Err:502</text:p>", "#ERRO!"),
        ('calcext:value-type="error" office:value-type="string"><text:p>#N/A</text:p>', "#N/D"),
        ('calcext:value-type="error" office:value-type="string"><text:p>#NOME?</text:p>', "#NOME?"),
    ],
)
def test_errors_and_formulas(cell: str, text: str) -> None:
    cells = f'<table:table-cell table:number-columns-repeated="2"/><table:table-cell {cell}'
    seen = found(row(cells=cells))
    assert list(seen.rows()) == ([(1, {3: text})] if text else [])


def test_repeated_errors_are_all_noted() -> None:
    cells = '<table:table-cell table:number-columns-repeated="2" table:formula="of:=1"/>'
    seen = found(row('table:number-rows-repeated="2"', cells))
    assert list(seen.rows()) == [(1, {1: NONE, 2: NONE}), (2, {1: NONE, 2: NONE})]


FIVE = '<number:number-style style:name="N5"><number:number number:min-integer-digits="5"/>'
FIVE += "</number:number-style>"
STYLE = '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N5"/>'


@pytest.mark.parametrize(
    ("attributes", "value", "shown", "zeros"),
    [
        ("", "123", "00123", "00123"),
        ("", "123", "C-00123", "C-00123"),
        ("", "123", "<text:span>00</text:span>123", "00123"),
        ("", "5", "05,00", "05,00"),
        ("", "123", "123", ""),
        ("", "1234", "1.234,00", ""),
        ("", "5", "R$ 5,00", ""),
        ("", "5", "5 m2", ""),
        ("", "1.5", "001,5", ""),
        ('table:style-name="ce1"', "123", "123", "00123"),
        ('table:style-name="ce1"', "123456", "123456", ""),
    ],
)
def test_zeros_that_a_cell_shows_and_does_not_hold(
    attributes: str, value: str, shown: str, zeros: str
) -> None:
    cell = (
        f'<table:table-cell {attributes} office:value-type="float" office:value="{value}">'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )
    seen = found(row(cells=cell), automatic=STYLE, styles=FIVE).zeros
    assert seen == ({1: (1, zeros, value)} if zeros else {})


@pytest.mark.parametrize(
    ("rows", "columns", "limit"),
    [
        (1, 1_000_000, "o limite é de 1.000"),
        (1_000_000, 5_000, "5.000.000.000 células preenchidas, de 20.000.000 no máximo"),
    ],
)
def test_a_workbook_of_too_many_repeated_cells_is_refused_with_the_limit(
    rows: int, columns: int, limit: str
) -> None:
    cell = (
        f'<table:table-cell table:number-columns-repeated="{columns}" office:value-type="string">'
    )
    table = row(
        f'table:number-rows-repeated="{rows}"', cell + "<text:p>1</text:p></table:table-cell>"
    )
    with pytest.raises(InputError, match=limit):
        read_table(workbook(table), "lista.ods")
