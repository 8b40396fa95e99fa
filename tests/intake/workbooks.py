"""Small real workbooks of every kind, for tests: each function gives the bytes of a file.

xlsx comes from XlsxWriter. Nobody keeps a writer for the other three; what a reader needs of them
is little, and written here by hand from MS-XLSB, MS-XLS with MS-CFB, and OpenDocument 1.2.
"""

import io
import struct
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter


@dataclass(frozen=True)
class Error:
    """A cell in error: its number in xls and xlsb, its name in the others."""

    code: int
    name: str


@dataclass(frozen=True)
class Formula:
    """A formula that was never calculated."""


@dataclass(frozen=True)
class Padded:
    """A number in the format ``"C"00000``."""

    value: int


NOT_FOUND = Error(0x2A, "#N/A")
NO_REFERENCE = Error(0x17, "#REF!")
PADDED_FORMAT = '"C"00000'

Cell = str | float | bool | date | Error | Formula | Padded | None
Rows = Sequence[Sequence[Cell]]
Sheets = Mapping[str, Rows]


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def xlsx(
    sheets: Sheets,
    *,
    number_format: str | None = None,
    hidden: Sequence[str] = (),
    corner: bool = False,
    hidden_rows: Collection[int] = (),
) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        dates = book.add_format({"num_format": "dd/mm/yyyy"})
        numbers = book.add_format({"num_format": number_format}) if number_format else None
        padded = book.add_format({"num_format": PADDED_FORMAT})

        def write(sheet: xlsxwriter.worksheet.Worksheet, line: int, column: int, it: Cell) -> None:
            match it:
                case None:
                    pass
                case bool() | str():
                    sheet.write(line, column, it)
                case date():
                    sheet.write_datetime(line, column, it, dates)
                case Padded():
                    sheet.write_number(line, column, it.value, padded)
                case Error():
                    sheet.write_formula(line, column, "=X1", None, it.name)
                case Formula():
                    sheet.write_formula(line, column, "=X1")
                case _:
                    sheet.write_number(line, column, it, numbers)

        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row in hidden_rows:
                sheet.set_row(row - 1, None, None, {"hidden": True})
            for line, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    write(sheet, line, column, value)
            if name in hidden:
                sheet.hide()
            if corner:
                sheet.write(2**20 - 1, 2**14 - 1, "x")
        if hidden:
            next(s for s in book.worksheets() if s.get_name() not in hidden).activate()
    return buffer.getvalue()


def xlsm() -> bytes:
    """A workbook that says it has macros."""
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    types = f'<Types><Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>'
    return zipped({"[Content_Types].xml": types, "xl/workbook.xml": "<workbook/>"})


def ods(sheets: Sheets, *, hidden_rows: Collection[int] = ()) -> bytes:
    def cell(value: Cell) -> str:
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, Formula):
            return '<table:table-cell table:formula="of:=[.X1]"/>'
        if isinstance(value, Error):
            return (
                '<table:table-cell table:formula="of:=[.X1]" office:value-type="string" '
                'office:string-value="" calcext:value-type="error">'
                f"<text:p>{value.name}</text:p></table:table-cell>"
            )
        if isinstance(value, Padded):
            return (
                '<table:table-cell table:style-name="ce1" office:value-type="float" '
                f'office:value="{value.value}"><text:p>C{value.value:05}</text:p></table:table-cell>'
            )
        if isinstance(value, str):
            kind = 'office:value-type="string"'
        else:
            kind = f'office:value-type="float" office:value={quoteattr(str(value))}'
        return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"

    def table(name: str, rows: Rows) -> str:
        lines = "".join(
            f"<table:table-row{hidden_mark if row in hidden_rows else ''}>"
            f"{''.join(map(cell, cells))}</table:table-row>"
            for row, cells in enumerate(rows, 1)
        )
        return f"<table:table table:name={quoteattr(name)}>{lines}</table:table>"

    hidden_mark = ' table:visibility="filter"'
    tables = "".join(table(name, rows) for name, rows in sheets.items())
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    styles = (
        '<office:automatic-styles><number:number-style style:name="N1"><number:text>C</number:text>'
        '<number:number number:min-integer-digits="5"/></number:number-style><style:style '
        'style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
        "</office:automatic-styles>"
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2" '
        f'xmlns:office="{urn}:office:1.0" xmlns:table="{urn}:table:1.0" '
        f'xmlns:text="{urn}:text:1.0" xmlns:style="{urn}:style:1.0" '
        f'xmlns:number="{urn}:datastyle:1.0" xmlns:calcext="urn:x-calcext">{styles}'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0"/>'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
        }
    )


def xlsb(sheets: Sheets, *, hidden_rows: Collection[int] = ()) -> bytes:
    def record(kind: int, body: bytes = b"") -> bytes:
        head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
        size, length = b"", len(body)
        while length > 0x7F:
            size, length = size + bytes([length & 0x7F | 0x80]), length >> 7
        return head + size + bytes([length]) + body

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    def cell(column: int, value: Cell) -> bytes:
        place = struct.pack("<II", column, 0)
        if value is None:
            return b""
        if isinstance(value, str):
            return record(6, place + wide(value))
        if isinstance(value, Error):
            return record(3, place + bytes([value.code]))
        if isinstance(value, Formula):
            return record(9, place + struct.pack("<dHII", 0, 0, 0, 0))
        if isinstance(value, Padded):
            return record(5, struct.pack("<IId", column, 1, value.value))
        assert isinstance(value, int | float)
        return record(5, place + struct.pack("<d", value))

    def sheet(rows: Rows) -> bytes:
        body = b"".join(
            record(0, struct.pack("<I7xB5x", line, 0x10 if line + 1 in hidden_rows else 0))
            + b"".join(cell(column, value) for column, value in enumerate(cells))
            for line, cells in enumerate(rows)
        )
        dimension = record(0x94, struct.pack("<4I", 0, max(len(rows) - 1, 0), 0, 9))
        return record(0x81) + dimension + record(0x91) + body + record(0x92) + record(0x82)

    bundle = b"".join(
        record(0x9C, struct.pack("<II", 0, number) + wide(f"rId{number}") + wide(name))
        for number, name in enumerate(sheets, 1)
    )
    book = record(0x83) + record(0x8F) + bundle + record(0x90)
    book += record(0x9D, bytes(24) + b"\x01\x00")  # to be calculated when it is opened
    styles = record(44, struct.pack("<H", 164) + wide(PADDED_FORMAT))
    styles += record(617, struct.pack("<I", 2))
    styles += b"".join(record(47, struct.pack("<HH12x", 0, number)) for number in (0, 164))
    styles += record(618)
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="worksheet" Target="worksheets/sheet{number}.bin"/>'
        for number in range(1, len(sheets) + 1)
    )
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.bin": book + record(0x84),
        "xl/styles.bin": styles,
        "xl/_rels/workbook.bin.rels": f"<Relationships>{relations}</Relationships>",
    }
    for number, rows in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{number}.bin"] = sheet(rows)
    return zipped(parts)


def xls(sheets: Sheets, *, password: bool = False, hidden_rows: Collection[int] = ()) -> bytes:
    def record(kind: int, body: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def begin(kind: int) -> bytes:
        return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))

    def text(value: str, length: str) -> bytes:
        return struct.pack(length, len(value)) + b"\x01" + value.encode("utf-16-le")

    def cell(line: int, column: int, value: Cell) -> bytes:
        place = struct.pack("<HHH", line, column, 0)
        if value is None:
            return b""
        if isinstance(value, str):
            return record(0x204, place + text(value, "<H"))
        if isinstance(value, Error):
            return record(0x205, place + bytes([value.code, 1]))
        if isinstance(value, Formula):
            return record(0x06, place + struct.pack("<dHIH", 0, 3, 0, 0))
        if isinstance(value, Padded):
            return record(0x203, struct.pack("<HHHd", line, column, 1, value.value))
        assert isinstance(value, int | float)
        return record(0x203, place + struct.pack("<d", value))

    bodies = [
        begin(0x10)
        + b"".join(
            record(0x208, struct.pack("<HHHHHHHH", row - 1, 0, 9, 255, 0, 0, 0x20, 15))
            for row in hidden_rows
        )
        + b"".join(
            cell(line, column, value)
            for line, cells in enumerate(rows)
            for column, value in enumerate(cells)
        )
        + record(0x0A)
        for rows in sheets.values()
    ]

    def stream(starts: Sequence[int]) -> bytes:
        """The globals, which say where each sheet starts, and the sheets."""
        names = b"".join(
            record(0x85, struct.pack("<IBB", start, 0, 0) + text(name, "<B"))
            for start, name in zip(starts, sheets, strict=True)
        )
        locked = record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48)) if password else b""
        styles = record(0x41E, struct.pack("<H", 164) + text(PADDED_FORMAT, "<H"))
        styles += b"".join(record(0xE0, struct.pack("<HH16x", 0, number)) for number in (0, 164))
        return begin(0x05) + locked + styles + names + record(0x0A)

    start = len(stream([0] * len(bodies)))
    starts = []
    for body in bodies:
        starts.append(start)
        start += len(body)
    return compound({"Workbook": stream(starts) + b"".join(bodies)})


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (MS-CFB 3) of up to three streams, none in the mini stream."""
    sector, end, free, fat_sector = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD

    def entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
        wide = name.encode("utf-16-le")
        return (
            wide.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(wide) + 2, kind, 1, free, right, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    fat: list[int] = [end]  # sector 0: the directory
    contents = []
    entries = []
    for number, (name, content) in enumerate(streams.items(), 1):
        padded = content.ljust(4096, b"\0")
        padded += bytes(-len(padded) % sector)
        count = len(padded) // sector
        right = number + 1 if number < len(streams) else free
        entries.append(entry(name, 2, free, right, len(fat), len(padded)))
        fat.extend([*range(len(fat) + 1, len(fat) + count), end])
        contents.append(padded)
    root = entry("Root Entry", 5, 1, free, end, 0)
    directory = (root + b"".join(entries)).ljust(sector, b"\0")
    fat_count = -(-(len(fat) + 1) * 4 // sector)
    fat_starts = range(len(fat), len(fat) + fat_count)
    fat.extend([fat_sector] * fat_count)
    fat_bytes = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_count * sector, b"\xff")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
        + struct.pack("<IIIIIIIII", 0, fat_count, 0, 0, 4096, end, 0, end, 0)
    )
    header += struct.pack(f"<{fat_count}I", *fat_starts)
    return header.ljust(sector, b"\xff") + directory + b"".join(contents) + fat_bytes


def replaced(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The zip with something else in one of its parts, where it must stand once."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, bytes | str] = {part: archive.read(part) for part in archive.namelist()}
    content = parts[name]
    assert isinstance(content, bytes)
    assert content.count(old) == 1
    return zipped(parts | {name: content.replace(old, new)})
