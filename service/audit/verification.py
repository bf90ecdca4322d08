"""Whether the audit is as it was sealed: each line hashed anew, batch by batch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from service.audit import reading_repository as repository
from service.audit.heads import Head
from service.audit.seals import FORMS, NOTHING_BEFORE, Seal, leaf, root_of
from service.clock import DAY, now
from service.retention.classes import TERMS

KEPT = TERMS["audit"].least * DAY
"""A younger batch without its lines is broken."""
LATE = timedelta(hours=1)
"""A worker seals once a minute. Whoever keeps it from that can change what is not sealed unseen."""


@dataclass(frozen=True)
class Broken:
    """A batch that is not as it was sealed, and what is wrong with it."""

    batch: int
    what: str

    def __str__(self) -> str:
        return f"batch {self.batch}: {self.what}"


@dataclass
class Verdict:
    """What was found: how much was looked at, and all that is broken. `over` are the batches at the
    beginning whose lines are gone, and need not be kept any more."""

    batches: int = 0
    lines: int = 0
    over: int = 0
    head: Head | None = None
    unsealed: int = 0
    unsealed_since: datetime | None = None
    broken: list[Broken] = field(default_factory=list)

    @property
    def late(self) -> bool:
        """Whether lines have waited for their seal for longer than they ever need to."""
        return self.unsealed_since is not None and self.unsealed_since < now() - LATE

    @property
    def sound(self) -> bool:
        """Whether all is as it was sealed, and what can be sealed was."""
        return not (self.broken or self.late)

    def as_json(self) -> dict[str, Any]:
        """For a program that reads it."""
        since = self.unsealed_since
        return {
            "sound": self.sound,
            "batches": self.batches,
            "lines": self.lines,
            "over": self.over,
            "head": None if self.head is None else str(self.head),
            "unsealed": self.unsealed,
            "unsealedSince": None if since is None else since.isoformat(),
            "late": self.late,
            "broken": [{"batch": each.batch, "what": each.what} for each in self.broken],
        }


def verify(connection: repository.Reader, heads: Sequence[Head] = ()) -> Verdict:
    """Looks at all batches, and at those that heads from elsewhere name."""
    with repository.one_moment(connection):
        seals = repository.seals(connection)
        found = Verdict(len(seals), head=Head(seals[-1].number, seals[-1].hash) if seals else None)
        found.broken += _chain(seals)
        for seal, count, root in _roots(connection, seals):
            found.lines += count
            if count == found.lines == 0 and seal.sealed_at < now() - KEPT:
                found.over += 1
            else:
                found.broken += _content(seal, count, root)
        since = seals[-1].upto + 1 if seals else repository.SMALLEST
        found.unsealed, found.unsealed_since = repository.unsealed(connection, since)
    found.broken += _held_against(heads, seals)
    found.broken.sort(key=lambda each: each.batch)
    return found


def _chain(seals: Sequence[Seal]) -> Iterator[Broken]:
    """Each batch follows on the one before, and its row is as it was written."""
    number, before = 0, NOTHING_BEFORE
    for seal in seals:
        if seal.number != number + 1:
            lost = f"{number + 1} to {seal.number - 1}"
            yield Broken(number + 1, f"is missing ({lost})")
        elif seal.hash != seal.hash_after(before):
            yield Broken(seal.number, "its seal was changed, or that of the batch before")
        number, before = seal.number, seal.hash


def _roots(
    connection: repository.Reader, seals: Sequence[Seal]
) -> Iterator[tuple[Seal, int, bytes | None]]:
    """Of each batch how many lines there are now, and their root."""
    since = repository.SMALLEST
    for form, alike in groupby(seals, lambda seal: seal.form):
        batches = list(alike)
        if form in FORMS:
            yield from _roots_in(connection, batches, FORMS[form], since)
        else:
            yield from ((seal, 0, None) for seal in batches)
        since = batches[-1].upto + 1


def _roots_in(
    connection: repository.Reader,
    seals: Sequence[Seal],
    fields: Sequence[str],
    since: int,
) -> Iterator[tuple[Seal, int, bytes | None]]:
    lines = repository.lines(connection, fields, since, seals[-1].upto)
    line = next(lines, None)
    for seal in seals:
        leaves = []
        while line is not None and line[0] <= seal.upto:
            leaves.append(leaf(line[1]))
            line = next(lines, None)
        yield seal, len(leaves), root_of(leaves)


def _content(seal: Seal, count: int, root: bytes | None) -> Iterator[Broken]:
    if seal.form not in FORMS:
        yield Broken(seal.number, f"was sealed by a newer program (form {seal.form})")
    elif count != seal.lines:
        yield Broken(seal.number, f"holds {count} lines, and {seal.lines} were sealed")
    elif root != seal.root:
        yield Broken(seal.number, "a line in it was changed, or put in place of another")


def _held_against(heads: Sequence[Head], seals: Sequence[Seal]) -> Iterator[Broken]:
    known = {seal.number: seal.hash for seal in seals}
    for head in heads:
        if head.number not in known:
            yield Broken(head.number, "is gone: its head is known, and the audit ends before it")
        elif known[head.number] != head.hash:
            yield Broken(head.number, "is another one than that whose head was kept")
