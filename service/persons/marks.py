"""Marks: keyed digests by which the same person is found elsewhere, and nothing else is.

HMAC-SHA-256 under a key that is never in the database, over the parts of a person that the
declared spelling leaves. Without the key nobody can make one: who has the whole database can see
that two rows are alike, and can try no name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from service.encryption.digests import keyed
from service.persons.spelling import family_words, given_words, sound_of

FORM = "woonplek person 1"
"""Another way to make marks gets another number."""


class Marks(NamedTuple):
    """`exact` for the same name and birth date; one of `possible` is the same where a name is
    spelt otherwise, the given or the family name is another, or day and month changed places."""

    exact: bytes
    possible: list[bytes]


@dataclass(frozen=True, repr=False)
class Marker:
    """Makes marks with the installation's key for it."""

    name: str
    key: bytes

    def marks(self, given: str, family: str, born: date) -> Marks:
        """Those of one person."""
        givens, families = given_words(given), family_words(family)
        exact = self._mark("exact", [born.isoformat(), *givens, "", *families])
        likely = _likely(givens, families, born)
        return Marks(exact, sorted({self._mark(kind, parts) for kind, parts in likely}))

    def _mark(self, kind: str, parts: Sequence[str]) -> bytes:
        return keyed(self.key, FORM, kind, *parts)

    def fingerprint(self, text: str) -> str:
        """Stands for a command, which may hold an identity: nobody can try what was in it."""
        return keyed(self.key, "woonplek command", text).hex()


def _likely(
    givens: Sequence[str], families: Sequence[str], born: date
) -> Iterator[tuple[str, list[str]]]:
    called, family = sound_of(givens[0] if givens else ""), [sound_of(one) for one in families]
    yield "born and family name", [born.isoformat(), *family]
    yield "born and given name", [born.isoformat(), called]
    days = sorted((born.day, born.month))
    yield "day and month", [str(born.year), *map(str, days), called, *family]
