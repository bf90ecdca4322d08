"""What is hashed, and how: worked out anew here, apart from the database that sealed the lines.

A line is its fields in the order of `FORMS`, each with its length before it (4 bytes, big-endian;
-1 for none): whole numbers in 8 bytes, moments as microseconds since the year 2000 in 8 bytes, ids
in 16, text in UTF-8. The tree over the lines of a batch is that of RFC 6962 (a leaf begins with a
byte 0, a node with 1); the hash of a batch begins with 2 and takes in that of the batch before.
"""

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

FORMS = {
    1: (
        "id",
        "at",
        "organisation_id",
        "actor",
        "action",
        "subject",
        "subject_id",
        "result",
        "origin",
        "person_id",
        "activity",
        "trace_id",
        "operation_id",
        "parent_operation_id",
    )
}
"""The fields that were hashed: later programs may add a form, and leave those of before."""

NOTHING_BEFORE = bytes(32)
_YEAR_2000 = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Seal:
    """A batch as it was sealed: its lines are those after the batch before, up to `upto`."""

    number: int
    sealed_at: datetime
    form: int
    upto: int
    lines: int
    root: bytes
    hash: bytes

    def hash_after(self, before: bytes) -> bytes:
        """What its hash must be where `before` is that of the batch before."""
        moment = (self.sealed_at - _YEAR_2000) // _MICROSECOND
        numbers = struct.pack(">5q", self.number, moment, self.form, self.upto, self.lines)
        return hashlib.sha256(b"\2" + numbers + self.root + before).digest()


def leaf(line: bytes) -> bytes:
    """The hash of a line that stands here as bytes."""
    return hashlib.sha256(b"\0" + line).digest()


def root_of(leaves: Sequence[bytes]) -> bytes | None:
    """The root of the tree over these hashes; None over none."""
    level = list(leaves)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [hashlib.sha256(b"\1" + left + right).digest() for left, right in pairs]
        level = [*above, *level[len(level) // 2 * 2 :]]
    return level[0] if level else None
