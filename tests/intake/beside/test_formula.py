"""faturas.intake.beside.formula: which formulas are totals of rows, and which look a code up."""

import pytest

from faturas.intake.beside.formula import is_binary_total, is_open_total, is_total


@pytest.mark.parametrize(
    "formula",
    [
        "SUM(A2:A4)",
        "AVERAGE(A2:A4)",
        "average( $A$2:$A$4 )",
        "SUBTOTAL(101,[Código])",
        "SUBTOTAL(109,Lista[Código])",
        "AGGREGATE(1,5,A2:A4)",
        "_xlfn.STDEV.S(A2:A4)",
        "_xlfn._xlws.MODE.SNGL(A2:A4)",
        "ROUND(AVERAGE(A2:A4),0)",
        "IFERROR(INT(MEDIAN(A:A)),0)",
        "+MAX(A2:A4)",
        "COUNTA(B2:B4)",
        "AVERAGE(Lista!A2:A4)",
        "SUM(A2,A3,A4)",
        "SUM(codigos)",
        'SUMIF(A2:A4,">0")',
        "SUMPRODUCT(A2:A4)",
        "LARGE(A2:A4,1)",
        "A2+A3",
        "(A2+A3+A4)/3",
        "SUM(A2:A4)/3",
        "ROWS(A2:A4)",
        'COUNTIF(C2:C4,"<>")',
        'COUNTIFS(X!B2:B9,"SP")',
        'SUMPRODUCT(--(B2:B4<>""))',
    ],
)
def test_a_formula_that_sums_up_or_counts_rows_is_a_total(formula: str) -> None:
    assert is_total(formula, 1)


@pytest.mark.parametrize(
    "formula",
    [
        "VLOOKUP(C2,X!A:B,2,0)",
        "INDEX(X!A:A,MATCH(MAX(X!B:B),X!B:B,0))",
        "SUMIF(X!B:B,C2,X!A:A)",
        "SUMIFS(Base[Código],Base[Nome],[@Nome])",
        "SUMPRODUCT((X!B2:B9=C2)*X!A2:A9)",
        "MAX((X!B2:B9=C2)*X!A2:A9)",
        "SMALL(X!A:A,ROW()-1)",
        "AGGREGATE(15,6,X!A2:A9/(X!B2:B9>0),ROW(A1))",
        "IF(COUNTA(C2:E2)>0,VLOOKUP(C2,X!A:B,2,0),0)",
        "A2+1",
        "SUM(A2,1)",
        "A3",
        "1000+2",
        "ROW()+999",
        'VALUE("1006")',
        "MAXIMO_DE(B2)",
        "",
    ],
)
def test_a_formula_that_gives_one_customers_code_is_no_total(formula: str) -> None:
    assert not is_total(formula, 1)


@pytest.mark.parametrize(
    ("formula", "total"),
    [
        ("of:=AVERAGE([.A2:.A4])", True),
        ("of:=SUBTOTAL(109;[.A2:.A4])", True),
        ("of:=COM.MICROSOFT.STDEV.S([.A2:.A4])", True),
        ("of:=SUMIF([.A2:.A4];&quot;&gt;0&quot;)", True),
        ("oooc:=MAX([.A2:.A4])", True),
        ("of:=[.A2]+[.A3]", True),
        ("of:=SUMIF([$X.B2:.B9];[.C2];[$X.A2:.A9])", False),
        ("of:=VLOOKUP([.C2];[$X.A1:.B9];2;0)", False),
        ("of:=[.A2]+1", False),
    ],
)
def test_totals_of_libreoffice(formula: str, total: bool) -> None:
    assert is_open_total(formula, 1) is total


AREA = b"\x25" + bytes(8)


@pytest.mark.parametrize(
    ("tokens", "total"),
    [
        (AREA + b"\x19\x10\x00\x00", True),
        (AREA + b"\x42\x01\x05\x00", True),
        (b"\x1e\x65\x00" + AREA + b"\x42\x02\x58\x01", True),
        (AREA + b"\x41\x4c\x00", True),
        (AREA + b"\x17\x02\x00<>\x41\x5a\x01", True),
        (AREA + b"\x42\x02\x66\x00", False),
        (b"\x1e\x01\x00", False),
        (b"", False),
    ],
    ids=["sum", "average", "subtotal", "rows", "countif", "vlookup", "number", "nothing"],
)
def test_totals_in_the_tokens_of_xls_and_xlsb(tokens: bytes, total: bool) -> None:
    assert is_binary_total(tokens) is total
