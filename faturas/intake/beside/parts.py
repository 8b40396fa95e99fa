"""Reads the parts of a workbook that is a zip (``Parts``): small ones whole, a sheet in pieces."""

import posixpath
import zipfile
from collections.abc import Iterator
from typing import IO

from lxml import etree

from faturas.intake.beside.findings import TooLarge

_CHUNK_BYTES = 1 << 20
"""Bytes that are read at a time."""
_MAX_PIECE_BYTES = 64 << 20
"""Bytes of one row of a sheet, at most; one of 16,384 full cells has 2 MB."""
_MAX_SMALL_BYTES = 64 << 20
"""Bytes of a part that is read whole (styles, relations, names of sheets), at most."""


class Parts:
    """Reads the parts of a zip by their names; letter case and kind of slashes do not matter."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {_plain(name): name for name in archive.namelist()}

    def open(self, name: str) -> IO[bytes]:
        """Opens a part as a stream; raises ``KeyError`` when there is none."""
        return self._archive.open(self._names[_plain(name)])

    def read(self, name: str) -> bytes:
        """Returns a small part whole; ``b""`` when there is none. Raises ``TooLarge``."""
        if _plain(name) not in self._names:
            return b""
        with self.open(name) as part:
            data = part.read(_MAX_SMALL_BYTES + 1)
        if len(data) > _MAX_SMALL_BYTES:
            raise TooLarge(f"a parte “{name}” tem mais de {_MAX_SMALL_BYTES >> 20} MB")
        return data

    def xml(self, name: str) -> etree._Element:
        """Returns a small part as XML; see ``parse``."""
        return parse(self.read(name))

    def related(self, part: str, *, relation: str = "", kind: str = "") -> str:
        """Returns the part to which ``part`` has a relation of that id, or of that kind.

        Raises ``KeyError`` when there is no such relation.
        """
        for target in self.all_related(part, relation=relation, kind=kind):
            return target
        raise KeyError(relation or kind)

    def all_related(self, part: str, *, relation: str = "", kind: str = "") -> Iterator[str]:
        """Yields all parts to which ``part`` has such a relation."""
        folder, name = posixpath.split(part)
        for found in self.xml(posixpath.join(folder, "_rels", f"{name}.rels")).iter(
            "{*}Relationship"
        ):
            same_kind = kind and found.get("Type", "").rpartition("/")[2] == kind
            if same_kind or (relation and found.get("Id") == relation):
                yield posixpath.normpath(posixpath.join("/", folder, found.get("Target", "")))


def parse(data: bytes) -> etree._Element:
    """Parses XML as far as it can be read, without its own entities; an empty root for no XML."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.fromstring(data or b"<nothing/>", parser)
    return etree.Element("nothing") if root is None else root


def blocks(stream: IO[bytes], separator: bytes) -> Iterator[bytes]:
    """Yields the stream in blocks of a megabyte or more, each ending before a separator.

    Raises ``TooLarge`` where no separator comes within ``_MAX_PIECE_BYTES``.
    """
    rest = b""
    while chunk := stream.read(_CHUNK_BYTES):
        block = rest + chunk
        end = max(block.rfind(separator), 0)
        rest = block[end:]
        if end:
            yield block[:end]
        elif len(rest) > _MAX_PIECE_BYTES:
            raise TooLarge(f"uma linha ocupa mais de {_MAX_PIECE_BYTES >> 20} MB")
    yield rest


def pieces(stream: IO[bytes], separator: bytes) -> Iterator[bytes]:
    """Yields what stands between the separators of a stream, the first piece before all of them."""
    before = True
    for block in blocks(stream, separator):
        first, *others = block.split(separator)
        if before:
            yield first
        before = False
        yield from others


def same_part(one: str, other: str) -> bool:
    """Whether two names are those of the same part."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()
