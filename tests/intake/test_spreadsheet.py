"""faturas.intake.spreadsheet: any list as a table of text, with how it was read."""

import io
import zipfile
from pathlib import Path

import pytest

from faturas.errors import InputError
from faturas.intake import records, spreadsheet
from faturas.intake.file_kind import Formato
from faturas.intake.spreadsheet import MAX_FILE_BYTES, ReadOptions, Table, read_file, read_table
from tests.intake import workbooks


def read(text: str, encoding: str = "utf-8", opcoes: ReadOptions = spreadsheet.FIND_OUT) -> Table:
    return read_table(text.encode(encoding), "clientes.csv", opcoes)


def test_what_was_understood_of_a_text_file() -> None:
    table = read("Relatório\n\nCódigo;Nome\n00123;José\n\n;;\n456;NA\n", "cp1252")
    assert table.colunas == ("Código", "Nome")
    assert table.total_linhas == 2
    assert list(table.linhas()) == [(4, ["00123", "José"]), (7, ["456", "NA"])]
    understood = table.entendido
    assert understood.formato is Formato.CSV
    assert (understood.codificacao, understood.delimitador) == ("cp1252", ";")
    assert (understood.planilha, understood.planilhas) == ("", ())
    assert (understood.linha_cabecalho, understood.linhas_acima) == (3, 1)
    assert understood.linhas_em_branco == 2
    assert understood.avisos == (
        "Acima do cabeçalho: 1 linha fora da lista.",
        "1 linha (a partir da linha 6) com todas as células vazias, fora da lista.",
    )


def test_what_was_understood_of_a_workbook() -> None:
    rows: workbooks.Rows = [["Lista"], [], ["Código", "Nome"], [123, "José"], [None, "Ana"]]
    table = read_table(workbooks.xlsx({"Plan1": rows, "Plan2": [["x"]]}), "lista.csv")
    assert list(table.linhas()) == [(4, ["123", "José"]), (5, ["", "Ana"])]
    understood = table.entendido
    assert understood.formato is Formato.XLSX
    assert (understood.codificacao, understood.delimitador) == ("", "")
    assert (understood.planilha, understood.planilhas) == ("Plan1", ("Plan1", "Plan2"))
    assert (understood.linha_cabecalho, understood.linhas_acima) == (3, 1)


def test_encoding_delimiter_and_header_can_be_chosen() -> None:
    text = "código,x;y\né,1;2\n"
    table = read(text, "utf-8", ReadOptions("cp1252", ";", None, 0))
    assert list(table.linhas()) == [(1, ["cÃ³digo,x", "y"]), (2, ["Ã©,1", "2"])]
    assert table.colunas == ("Coluna 1", "Coluna 2")
    second = ReadOptions(linha_cabecalho=2)
    assert read("codigo;nome\nx;y\n1;Ana\n", "utf-8", second).colunas == ("x", "y")


def test_blank_and_repeated_titles_become_unique_names() -> None:
    table = read("codigo;;Nome;Nome; \xa0Nome\u200b ;;Coluna 2\n1;2;3;4;5;6;7\n")
    assert table.colunas == (
        "codigo",
        "Coluna 2",
        "Nome",
        "Nome (2)",
        "Nome (3)",
        "Coluna 6",
        "Coluna 2 (2)",
    )
    assert table.titulos == ("codigo", "", "Nome", "Nome", "Nome", "", "Coluna 2")


def test_a_title_of_several_lines_becomes_one() -> None:
    assert read('"código\ndo cliente";nome\n1;Ana\n').colunas == ("código do cliente", "nome")


def test_trailing_delimiters_make_no_column() -> None:
    table = read("codigo;nome;;\n1;Ana;;\n2;Bia;;\n")
    assert table.colunas == ("codigo", "nome")
    assert list(table.linhas()) == [(2, ["1", "Ana"]), (3, ["2", "Bia"])]
    assert table.entendido.avisos == ()


def test_short_rows_are_filled_and_pointed_out() -> None:
    table = read("codigo;nome;valor\n1;Ana;2\n2\n3;Eva\n")
    assert list(table.linhas())[1:] == [(3, ["2", "", ""]), (4, ["3", "Eva", ""])]
    (aviso,) = table.entendido.avisos
    assert aviso.startswith("2 linhas (a partir da linha 3) com menos células que o cabeçalho")


def test_long_rows_keep_their_cells_and_are_pointed_out() -> None:
    table = read("codigo,nome\n1,Ana\n2,Silva,Bia\n3,Eva,\n")
    assert list(table.linhas())[1:] == [(3, ["2", "Silva", "Bia"]), (4, ["3", "Eva"])]
    (aviso,) = table.entendido.avisos
    assert aviso.startswith("1 linha (a partir da linha 3) com células além da última coluna")


def test_a_column_without_title_or_header_stays_when_it_has_values() -> None:
    assert read("codigo;nome;\n1;Ana;vip\n").colunas == ("codigo", "nome", "Coluna 3")
    assert read("1;Ana\n2;Bia\n").colunas == ("Coluna 1", "Coluna 2")


def test_rows_are_read_anew_at_every_pass() -> None:
    table = read("codigo\n1\n2\n")
    assert list(table.linhas()) == list(table.linhas())


@pytest.mark.parametrize("data", [b"", b"\n \r\n", b"\xef\xbb\xbf", b";;;\n", b"sep=;\n"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"está vazio|não tem texto nenhum"):
        read_table(data, "clientes.csv")


@pytest.mark.parametrize(
    "text", ["codigo_cliente\n", "codigo_cliente;Nome\n;\n\n", "Título\ncodigo"]
)
def test_a_header_alone_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="só tem o cabeçalho"):
        read(text)


def test_a_workbook_with_a_header_alone_is_refused() -> None:
    with pytest.raises(InputError, match="só tem o cabeçalho"):
        read_table(workbooks.xlsx({"Lista": [["codigo_cliente"]]}), "clientes.xlsx")


def test_a_file_that_is_too_large_is_refused_by_its_size() -> None:
    with pytest.raises(InputError, match=r"“clientes\.csv” tem 51 MB; o limite é de 50 MB"):
        read_table(bytes(MAX_FILE_BYTES + (1 << 20)), "clientes.csv")


def test_too_many_rows_or_columns_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 3)
    monkeypatch.setattr(spreadsheet, "MAX_COLUMNS", 3)
    assert read("codigo;b;c\n1;2;3\n4;5;6\n7;8;9\n").total_linhas == 3
    with pytest.raises(InputError, match="tem 4 linhas; o limite é de 3"):
        read("codigo\n1\n2\n3\n4\n")
    with pytest.raises(InputError, match="tem 4 colunas; o limite é de 3"):
        read("codigo;b;c;d\n1;2;3;4\n")


def test_countless_delimiters_in_a_line_are_refused() -> None:
    with pytest.raises(InputError, match="colunas; o limite é de"):
        read("x," * 100_000 + "\n" + "y," * 100_000)


def test_lines_are_counted_before_any_is_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MAX_LINES", 3)
    monkeypatch.setattr(spreadsheet, "read_text", None)
    for text in (b"\xe9\n" * 4, b"\r\n" * 4 + b"\xff", b"<table>\n\n\n\n<tr><td>1"):
        with pytest.raises(InputError, match="quebras de linha; o limite é de 3"):
            read_table(text, "x.csv")


def test_a_file_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "clientes.xlsx"
    path.write_bytes(workbooks.xlsx({"A": [["codigo"], [1]], "B": [["codigo"], [2]]}))
    assert list(read_file(path).linhas()) == [(2, ["1"])]
    assert list(read_file(path, planilha="B").linhas()) == [(2, ["2"])]


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nada.csv", tmp_path):
        with pytest.raises(InputError, match="não pôde ser lido"):
            read_file(path)


def test_a_file_on_disk_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "grande.csv"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(InputError, match="o limite é de 50 MB"):
        read_file(path)


def test_a_small_workbook_of_very_many_equal_rows_is_refused_with_the_limit() -> None:
    with zipfile.ZipFile(io.BytesIO(workbooks.ods({"L": [["codigo"], ["1001"]]}))) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    content = parts["content.xml"]
    assert isinstance(content, bytes)
    repeated = b'<table:table-row table:number-rows-repeated="60000">'
    first, _, rest = content.rpartition(b"<table:table-row>")
    data = workbooks.zipped(parts | {"content.xml": first + repeated + rest})
    with pytest.raises(InputError, match=r"60\.000 .* limite assim é de 50\.000"):
        read_table(data, "lista.ods")
