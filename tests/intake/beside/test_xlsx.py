"""faturas.intake.beside.xlsx: the sheet of an xlsx as people and programs write it."""

import pytest

from faturas.errors import InputError
from faturas.intake.beside.findings import Findings
from faturas.intake.beside.xlsx import find
from faturas.intake.cell_errors import TOTAL
from faturas.intake.file_kind import Formato
from faturas.intake.workbook import open_workbook
from tests.intake.workbooks import zipped

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FORMATS = ["General", "00000", "000-00", "0.00"]


def workbook(rows: str, *, prefix: str = "", book: str = "", sheet: str = "") -> bytes:
    """A workbook with these rows as XML; the cell styles are those of ``FORMATS``."""
    p, xmlns = (f"{prefix}:", f"xmlns:{prefix}") if prefix else ("", "xmlns")
    codes = "".join(
        f'<numFmt numFmtId="{170 + i}" formatCode="{code}"/>' for i, code in enumerate(FORMATS)
    )
    styles = "".join(f'<xf numFmtId="{170 + i}"/>' for i in range(len(FORMATS)))
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            f'<sheet name="A" sheetId="1" r:id="rId7"/></sheets>{book}</workbook>',
            "_rels/.rels": "<Relationships><Relationship Id='rId1' "
            f"Type='{OFFICE}/officeDocument' Target='xl/workbook.xml'/></Relationships>",
            "xl/_rels/workbook.xml.rels": "<Relationships><Relationship Id='rId1' "
            f"Type='{OFFICE}/styles' Target='/xl/looks.xml'/><Relationship "
            f'Type="{OFFICE}/worksheet" Id="rId7" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/looks.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts>'
            f'<cellStyleXfs><xf numFmtId="171"/></cellStyleXfs><cellXfs>{styles}</cellXfs>'
            "</styleSheet>",
            "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?><{p}worksheet {xmlns}="{MAIN}">'
            f"<{p}sheetData>{rows}</{p}sheetData>{sheet}</{p}worksheet>",
        }
    )


def found(rows: str, **parts: str) -> Findings:
    return find(workbook(rows, **parts), 0)


def errors(rows: str, **parts: str) -> list[tuple[int, dict[int, str]]]:
    return list(found(rows, **parts).rows())


@pytest.mark.parametrize(
    ("row", "hidden"),
    [
        ('<row r="3" hidden="1"/>', True),
        ("<row r = '3' hidden = 'true' />", True),
        ('<row\n  hidden="1"\n  r="3">', True),
        ('<row r="3" ht="0" customHeight="1"/>', True),
        ('<row r="3" ht="0.0"/>', True),
        ('<row r="3" outlineLevel="1" hidden="1"/>', True),
        ('<row r="3" hidden="0"/>', False),
        ('<row r="3" hidden="false"/>', False),
        ('<row r="3" ht="0.75e2"/>', False),
        ('<row r="3" ht="10"/>', False),
        ('<row r="3" collapsed="1"/>', False),
    ],
)
def test_rows_that_are_hidden_in_any_way(row: str, hidden: bool) -> None:
    assert found(f'<row r="2"/>{row}').ocultas == ([[3, 3]] if hidden else [])


def test_rows_without_numbers_are_counted() -> None:
    assert found('<row/><row hidden="1"/><row r="9"/><row hidden="1"/>').ocultas == [
        [2, 2],
        [10, 10],
    ]


def test_rows_far_into_a_long_sheet_keep_their_numbers() -> None:
    plain = "<row><c><v>1</v></c></row>"
    rows = plain * 90_000 + '<row hidden="1"><c t="e"><v>#N/A</v></c></row>' + plain * 90_000
    seen = found(rows + '<row hidden="1"/>')
    assert seen.ocultas == [[90_001, 90_001], [180_002, 180_002]]
    assert list(seen.rows()) == [(90_001, {1: "#N/D"})]


def test_elements_may_have_a_prefix() -> None:
    rows = (
        '<x:row r="2" hidden="1"><x:c r="A2"><x:f>X1</x:f></x:c>'
        '<x:c r="B2" s="1"><x:v>5</x:v></x:c><x:c r="C2" t="e"><x:v>#REF!</x:v></x:c></x:row>'
    )
    seen = found(rows, prefix="x")
    assert seen.ocultas == [[2, 2]]
    assert list(seen.rows()) == [(2, {1: "#FÓRMULA SEM VALOR", 3: "#REF!"})]
    assert seen.zeros == {2: (2, "00005", "5")}


NONE = "#FÓRMULA SEM VALOR"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<c><f>X1</f></c>", NONE),
        ("<c><f>X1</f><v></v></c>", NONE),
        ("<c><f>X1</f><v/></c>", NONE),
        ('<c><f t="shared" si="0"/></c>', NONE),
        ('<c t="str"><f>X1</f></c>', NONE),
        ('<c t="b"><f>X1</f></c>', NONE),
        ('<c t="e"><f>X1</f></c>', NONE),
        ('<c t="str"><f>X1</f><v></v></c>', ""),
        ("<c><f>X1</f><v>0</v></c>", ""),
        ("<c><v>5</v></c>", ""),
        ('<c t="inlineStr"><is><r><rPr><family val="2"/></rPr><t>a</t></r></is></c>', ""),
        ("<c t='e' ><v>#VALUE!</v></c>", "#VALOR!"),
        ('<c t="e"><f>X1</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c t="e"><v>#NAME?</v></c>', "#NOME?"),
        ('<c t="e"><v>#SPILL!</v></c>', "#ERRO!"),
    ],
)
def test_errors_and_formulas(cell: str, text: str) -> None:
    assert errors(f'<row r="4"><c/>{cell}</row>') == ([(4, {2: text})] if text else [])


@pytest.mark.parametrize("result", ["<v>0</v>", "<v></v>", ""])
def test_zeros_of_a_workbook_that_was_never_calculated_are_no_results(result: str) -> None:
    rows = f'<row r="1"><c><f>X1</f>{result}</c><c><v>0</v></c><c><f>X2</f><v>7</v></c></row>'
    assert errors(rows, book='<calcPr fullCalcOnLoad="1"/>') == [(1, {1: NONE})]


def test_what_follows_the_rows_is_no_cell() -> None:
    after = "<extLst><xm:f>X1</xm:f><x14:cfRule/></extLst><rowBreaks/>"
    assert errors('<row r="1"><c r="A1"></c></row>', sheet=after) == []


def test_only_whole_numbers_lose_zeros() -> None:
    rows = (
        '<row r="1"><c s="1"><v>12345</v></c><c s="1"><v>1.5</v></c><c s="3"><v>5</v></c>'
        '<c s="1" t="s"><v>5</v></c><c s="2"><v>-5</v></c><c s="1"/></row>'
        '<row r="2"><c s="1"><v>45</v></c><c/><c/><c s="0"><v>5</v></c>'
        '<c s="2"><v>1E2</v></c></row>'
        '<row r="3"><c s="1"><v>46</v></c></row>'
    )
    assert found(rows).zeros == {1: (2, "00045", "45"), 5: (2, "001-00", "100")}


@pytest.mark.parametrize(
    ("kept", "shown"), [("#CALC!", "#ERRO!"), ("#GETTING_DATA", "#OBTENDO_DADOS")]
)
def test_an_error_that_the_library_does_not_know_makes_only_its_cell_unusable(
    kept: str, shown: str
) -> None:
    rows = (
        f'<row r="1"><c t="e"><v>{kept}</v></c><c><v>7</v></c></row>'
        '<row r="2"><c t="e"><v>#N/D</v></c><c><v>8</v></c></row>'
    )
    sheet = open_workbook(workbook(rows), Formato.XLSX, None)
    assert list(sheet.registros) == [(1, [shown, "7"]), (2, ["#N/D", "8"])]


def test_a_sheet_whose_part_is_missing_is_damaged() -> None:
    data = workbook("<row/>").replace(b"sheet1.xml", b"sheet9.xmz", 1)
    with pytest.raises(InputError, match="danificada"):
        open_workbook(data, Formato.XLSX, None)


def test_a_shared_total_is_one_in_every_cell() -> None:
    shared = '<f t="shared" ref="A1:A2" si="4">SUM(A$5:A9)</f><v>7</v>'
    rows = f'<row><c>{shared}</c></row><row><c><f t="shared" si="4"/><v>8</v></c></row>'
    other = '<row><c><f t="shared" si="5"/><v>9</v></c></row>'
    assert errors(rows + other) == [(1, {1: TOTAL}), (2, {1: TOTAL})]
