"""faturas.intake.records: every record with its line, and rows that stray quotes have joined."""

import pytest

from faturas.errors import InputError
from faturas.intake import records
from faturas.intake.records import (
    MAX_LINE_BYTES,
    OpenQuote,
    Records,
    RowShape,
    check_line_breaks,
    check_line_lengths,
    filled,
    is_blank,
)


def read(text: str, delimiter: str = ";") -> list[tuple[int, list[str]]]:
    return list(Records(text.encode(), "utf-8", delimiter))


def test_lines_are_counted_through_blank_lines_and_line_breaks_in_quotes() -> None:
    assert read('a;b\r\n\r\n1;"x\r\ny\r\nz"\r\n2;w\r\n') == [
        (1, ["a", "b"]),
        (2, []),
        (3, ["1", "x\r\ny\r\nz"]),
        (6, ["2", "w"]),
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", ["", "end"])
def test_line_ends_of_every_system_and_a_last_line_without_one(newline: str, last: str) -> None:
    text = newline.join(["1;a", "2;b"]) + (newline if last else "")
    assert read(text) == [(1, ["1", "a"]), (2, ["2", "b"])]


def test_other_line_separators_of_unicode_are_part_of_the_text() -> None:
    assert read("1;a\u2028b\x0bc\x85d\n") == [(1, ["1", "a\u2028b\x0bc\x85d"])]


def test_one_column_keeps_every_delimiter() -> None:
    assert read("a;b,c\td|e\n1\n", "") == [(1, ["a;b,c\td|e"]), (2, ["1"])]


def test_a_quote_inside_a_cell_is_only_a_character() -> None:
    assert read('1;TV 32";x\n2;b;y\n') == [(1, ["1", 'TV 32"', "x"]), (2, ["2", "b", "y"])]


def test_each_pass_starts_anew() -> None:
    records = Records(b"1\n2\n", "utf-8", "")
    assert list(records) == list(records) == [(1, ["1"]), (2, ["2"])]


def test_lines_before_the_first_are_left_out_and_still_counted() -> None:
    assert list(Records(b"sep=;\n1;a\n", "utf-8", ";", primeira=2)) == [(2, ["1", "a"])]


def test_rows_of_a_sheet_are_counted_by_record() -> None:
    records = Records(b'1,"a\nb"\n2,c\n', "utf-8", ",", numera_registros=True)
    assert [line for line, _ in records] == [1, 2]


def test_a_quote_that_is_never_closed_makes_its_line_unusable() -> None:
    found = read('codigo;nome\n1;"Ana\n2;Bia\n3;Carla\n')
    assert found == [
        (1, ["codigo", "nome"]),
        (2, ["1", "Ana"]),
        (3, ["2", "Bia"]),
        (4, ["3", "Carla"]),
    ]
    assert [line for line, cells in found if isinstance(cells, OpenQuote)] == [2]


def test_a_quote_that_closes_far_beyond_any_honest_row_makes_its_line_unusable() -> None:
    found = read('1;"Ana\n' + "2;Bia\n" * 30_000 + '3;"Eva"\n')
    assert len(found) == 30_002
    assert isinstance(found[0][1], OpenQuote)


def test_rows_joined_by_matching_quotes_are_found_by_the_tables_width_and_codes() -> None:
    text = b'1;"Ana\n2;Bia"\n3;Eva\n'
    assert len(list(Records(text, "utf-8", ";"))) == 2
    assert len(list(Records(text, "utf-8", ";", forma=RowShape(2, 0)))) == 3


def test_countless_open_quotes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "_MAX_READ_AGAIN_CHARS", 1000)
    with pytest.raises(InputError, match="aspas demais") as caught:
        read('a";"b\n' * 1000)
    assert caught.value.line is not None


def test_a_cell_too_long_to_be_one_is_refused_at_its_line() -> None:
    with pytest.raises(
        InputError, match=r"A linha 2 tem uma célula com mais de 131\.072"
    ) as caught:
        read(f"codigo\n{'1' * 131_073}\n3\n", "")
    assert caught.value.line == 2


def test_blank_cells() -> None:
    assert is_blank(["", " ", "\xa0"])
    assert is_blank([])
    assert not is_blank(["", "x"])
    assert filled(["a", "", "b", " ", ""]) == 3
    assert filled([""]) == 0


def test_a_record_of_countless_cells_is_refused() -> None:
    with pytest.raises(InputError, match=r"A linha 2 tem 16\.385 colunas; o limite é de 16\.384"):
        read("a;b\n" + ";" * 16_384 + "\n")


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_a_text_of_too_many_lines_is_refused(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MAX_LINES", 3)
    check_line_breaks(("a" + end * 3).encode())
    with pytest.raises(InputError, match="tem 4 quebras de linha; o limite é de 3"):
        check_line_breaks(("a" + end * 4).encode())


@pytest.mark.parametrize("end", [b"\n", b"\r"])
def test_a_line_without_end_is_refused(end: bytes) -> None:
    check_line_lengths(end.join([b"codigo", b";" * MAX_LINE_BYTES, b"1"]))
    with pytest.raises(InputError, match="tem mais de 1 MB"):
        check_line_lengths(end.join([b"codigo", b";" * (MAX_LINE_BYTES + 1), b"1"]))
