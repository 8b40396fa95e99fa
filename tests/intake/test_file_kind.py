"""faturas.intake.file_kind: what a file is, by content, before anything opens it."""

import io
import struct
import zipfile
import zlib

import pytest

from faturas.errors import InputError
from faturas.intake import file_kind
from faturas.intake.file_kind import Formato, find_format
from tests.intake import workbooks

SHEETS = {"Clientes": [["codigo_cliente"], ["1"]]}


@pytest.mark.parametrize(
    ("data", "formato"),
    [
        (b"codigo\n1\n", Formato.CSV),
        (b"PKcodigo", Formato.CSV),
        (workbooks.xlsx(SHEETS), Formato.XLSX),
        (workbooks.xlsb(SHEETS), Formato.XLSB),
        (workbooks.xls(SHEETS), Formato.XLS),
        (workbooks.ods(SHEETS), Formato.ODS),
    ],
)
def test_kinds_of_lists(data: bytes, formato: Formato) -> None:
    assert find_format(data) is formato


ODT = "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n...", "um PDF"),
        (b"\x89PNG\r\n\x1a\n", "uma imagem"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "uma imagem"),
        (b"\x1f\x8b\x08\x00", "GZIP"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"PK\x05\x06" + bytes(18), "ZIP vazio"),
        (workbooks.zipped({"word/document.xml": "<x/>"}), "documento do Word"),
        (workbooks.zipped({"ppt/presentation.xml": "<x/>"}), "apresentação"),
        (workbooks.zipped({"mimetype": ODT, "content.xml": "<x/>"}), "LibreOffice"),
        (workbooks.zipped({"clientes.csv": "codigo\n1\n"}), "Descompacte-o"),
        (workbooks.compound({"WordDocument": b""}), "documento antigo do Office"),
    ],
)
def test_other_files_are_called_by_their_name(data: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what):
        find_format(data)


def test_a_type_with_macros_for_parts_that_are_not_there_means_nothing() -> None:
    default = (
        b'<Default Extension="bin" '
        b'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    )
    workbook = b'<Override PartName="/xl/workbook.xml"'
    data = workbooks.replaced(
        workbooks.xlsx(SHEETS), "[Content_Types].xml", workbook, default + workbook
    )
    assert find_format(data) is Formato.XLSX


@pytest.mark.parametrize(
    "data",
    [
        workbooks.xlsm(),
        workbooks.zipped({"xl/workbook.xml": "<workbook/>", "xl/vbaProject.bin": b"x"}),
    ],
)
def test_a_workbook_with_macros_is_refused_whatever_its_name(data: bytes) -> None:
    with pytest.raises(InputError, match="com macros"):
        find_format(data)


def locked_zip() -> bytes:
    """A zip whose only part says that it is encrypted."""
    data = bytearray(workbooks.zipped({"xl/workbook.xml": "<x/>"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


MANIFEST = '<manifest:file-entry><manifest:encryption-data manifest:checksum="x"/>'


@pytest.mark.parametrize(
    "data",
    [
        workbooks.xls(SHEETS, password=True),
        workbooks.compound({"EncryptionInfo": b"", "EncryptedPackage": b"..."}),
        workbooks.zipped(
            {
                "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": b"\x93\x01",
                "META-INF/manifest.xml": MANIFEST,
            }
        ),
        locked_zip(),
    ],
    ids=["xls", "xlsx", "ods", "zip"],
)
def test_a_password_is_named_as_the_cause(data: bytes) -> None:
    with pytest.raises(InputError, match="tem senha"):
        find_format(data)


@pytest.mark.parametrize("keep", [30, 100, 1000, -1])
def test_a_zip_that_was_cut_is_damaged(keep: int) -> None:
    with pytest.raises(InputError, match="danificada"):
        find_format(workbooks.xlsx(SHEETS)[:keep])


def test_a_zip_with_changed_contents_is_damaged() -> None:
    data = bytearray(workbooks.xlsx(SHEETS))
    data[len(data) // 3] ^= 0xFF
    with pytest.raises(InputError, match="danificada"):
        find_format(bytes(data))


def test_a_compression_that_no_spreadsheet_uses_is_damaged() -> None:
    data = workbooks.zipped({"xl/workbook.xml": b"<x/>" * 99})
    with pytest.raises(InputError, match="danificada"):
        find_format(data.replace(struct.pack("<HH", 0, 8), struct.pack("<HH", 0, 12)))


def test_a_directory_of_countless_parts_is_not_even_read() -> None:
    with pytest.raises(InputError, match="danificada"):
        find_format(b"PK\x03\x04" + b"PK\x01\x02" * 10_001)


def bomb(size_bytes: int, declared_bytes: int) -> bytes:
    """A zip with a part that says it is smaller than it unpacks to."""
    data = workbooks.zipped({"xl/workbook.xml": bytes(size_bytes)})
    sizes = struct.pack("<I", size_bytes)
    assert data.count(sizes) == 2, "once in the part's own head and once in the directory"
    return data.replace(sizes, struct.pack("<I", declared_bytes))


def test_the_unpacked_size_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_kind, "MAX_UNPACKED_BYTES", 2_000_000)
    assert find_format(bomb(1_999_999, 1_999_999)) is Formato.XLSX
    with pytest.raises(InputError, match="ocupa espaço demais"):
        find_format(bomb(2_000_001, 2_000_001))


def test_the_unpacked_size_is_counted_and_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_kind, "MAX_UNPACKED_BYTES", 2_000_000)
    with pytest.raises(InputError, match="ocupa espaço demais"):
        find_format(bomb(9_000_001, 10))


def test_parts_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_kind, "MAX_UNPACKED_BYTES", 2_000_000)
    data = workbooks.zipped({f"xl/part{number}.xml": bytes(700_000) for number in range(3)})
    with pytest.raises(InputError, match="ocupa espaço demais"):
        find_format(data)


def test_the_zip_module_still_stops_at_the_declared_size() -> None:
    """Why the size is counted by hand: with the directory's word a bomb looks harmless."""
    data = bomb(9_000_001, 10).replace(
        struct.pack("<I", zlib.crc32(bytes(9_000_001))), struct.pack("<I", zlib.crc32(bytes(10)))
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert len(archive.read("xl/workbook.xml")) == 10
    with pytest.raises(InputError):
        find_format(data)
