"""Reads the rows of a CSV file one by one; what is not plainly such a file is refused."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from service.intake.faults import Wrong

Numbered = tuple[int, list[str]]

SHEET_ROWS = 1_048_576
"""Rows of a sheet in Excel and LibreOffice: so far are empty ones looked through."""

_CHUNK = 65_536
_QUOTED = re.compile(r'"[^"]*"')
_WORKBOOK, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1f]")
"""What stands in pictures and programs, and in no text of any encoding that we name."""
_SEPARATOR_TOLD = re.compile(r'"?sep=', re.IGNORECASE)


class UnreadableFile(ValueError):
    """The file cannot be read, or not from this row on."""

    def __init__(self, wrong: Wrong, row: int | None = None) -> None:
        super().__init__(wrong.code)
        self.wrong = wrong
        self.row = row


def rows(content: bytes) -> Iterator[Numbered]:
    """The header and each row that holds something, numbered as a spreadsheet counts, from 1.

    The text is decoded bit by bit, so that a file costs no more memory than its bytes.
    """
    _check_is_text(content)
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
    separator = _separator(text.readline())
    text.seek(0)
    found = csv.reader(text, delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(found, 1):
            if number == 1 or any(cell.strip() for cell in cells):
                yield number, cells
            elif number > SHEET_ROWS:
                raise UnreadableFile(Wrong.TOO_MANY_EMPTY_ROWS, number)
    except csv.Error as error:
        # The reader has one exception for all; only its words tell which.
        wrong = Wrong.CELL_TOO_LONG if "field limit" in str(error) else Wrong.QUOTES_WRONG
        raise UnreadableFile(wrong, number + 1) from error


def has_more_rows(content: bytes, most: int) -> bool:
    """Whether more rows than that follow the header; counts no further. A row that cannot be read
    is told when it is its turn."""
    with suppress(UnreadableFile):
        return next(islice(rows(content), 1 + most, None), None) is not None
    return False


def _check_is_text(content: bytes) -> None:
    if not content.strip():
        raise UnreadableFile(Wrong.EMPTY_FILE)
    if content.startswith(_WORKBOOK):
        raise UnreadableFile(Wrong.WORKBOOK)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableFile(Wrong.UTF_16)
    if content.startswith(_GZIP):
        raise UnreadableFile(Wrong.PACKED)
    if b"\0" in content:
        raise UnreadableFile(Wrong.NOT_TEXT)
    if not _decodes(content, "utf-8"):
        if _NO_TEXT.search(content):
            raise UnreadableFile(Wrong.NOT_TEXT)
        windows = _decodes(content, "cp1252")
        raise UnreadableFile(Wrong.WINDOWS_1252 if windows else Wrong.NOT_UTF_8)


def _decodes(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    seen = memoryview(content)
    try:
        for start in range(0, len(seen), _CHUNK):
            decoder.decode(seen[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _separator(header: str) -> str:
    """The one of ; and , that stands between the names: no name holds either."""
    if _SEPARATOR_TOLD.match(header):
        raise UnreadableFile(Wrong.SEPARATOR_TOLD, 1)
    names = _QUOTED.sub("", header)
    found = [mark for mark in ";," if mark in names]
    if len(found) != 1:
        raise UnreadableFile(Wrong.SEPARATOR_UNCLEAR, 1)
    return found[0]
