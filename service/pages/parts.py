"""A form with files, as browsers write it (RFC 7578; HTML, multipart/form-data).

What stands between the boundaries is cut out as it is: a file of 20 MB is not looked at line by
line. The heads are read by one pattern and are short: a reader of mail takes a minute for a head of
160 kB, and the loop of everybody would wait for it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from service.errors import InvalidInput

MOST_FIELDS = 200
LONGEST_HEAD = 2_000
"""Bytes, for the names of a field and of a file and the kind of the file."""

_BOUNDARY = re.compile(r'; ?boundary="?([0-9A-Za-z\'()+_,./:=?-]{1,70})"?(?:;|$)', re.IGNORECASE)
_DISPOSITION = re.compile(
    rb'^content-disposition: ?form-data; ?name="([^"\r\n]*)"(?:; ?filename="([^"\r\n]*)")?\r?$',
    re.IGNORECASE | re.MULTILINE,
)


class Part(NamedTuple):
    """A field, or a file with what it is called."""

    name: str
    file: str | None
    content: bytes


def parts_of(kind: str, body: bytes) -> Iterator[Part]:
    """Each part of a body with this Content-Type; raises InvalidInput where it is no such form."""
    boundary = _BOUNDARY.search(kind)
    if boundary is None:
        raise _no_form()
    between = f"\r\n--{boundary[1]}".encode()
    found = (b"\r\n" + body).split(between, MOST_FIELDS + 2)[1:-1]
    if not 0 < len(found) <= MOST_FIELDS:
        raise _no_form()
    return (_part(each) for each in found)


def _part(written: bytes) -> Part:
    end = written.find(b"\r\n\r\n", 0, LONGEST_HEAD)
    told = _DISPOSITION.search(written[: max(end, 0)])
    if told is None:
        raise _no_form()
    name, file = told.groups()
    content = written[end + 4 :]
    return Part(_text(name), None if file is None else _text(file), content)


def _text(written: bytes) -> str:
    return written.decode(errors="replace")


def _no_form() -> InvalidInput:
    return InvalidInput("This is not a form.")
