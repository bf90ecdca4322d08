"""What of a row stands still as long as something rests on it; a domain keeps a table of these."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from service.errors import Conflict
from service.models import Identified

M = TypeVar("M", bound=Identified)
Changed = Mapping[str, Any]


@dataclass(frozen=True)
class Still(Generic[M]):
    """Fields that do not change as long as something rests on them, and what is said of it.

    `while_so` tells whether something does; it is asked with the values that differ.
    """

    code: str
    fields: frozenset[str]
    while_so: Callable[[Session, M, Changed], bool]
    nl: str
    en: str


def kept(db: Session, row: M, changed: Changed, table: Iterable[Still[M]]) -> Iterator[Still[M]]:
    """Each row of the table that keeps some of these values from being put on the row."""
    for still in table:
        if not still.fields.isdisjoint(changed) and still.while_so(db, row, changed):
            yield still


def refuse_kept(db: Session, row: M, changed: Changed, table: Iterable[Still[M]]) -> None:
    """Raises Conflict with the first of them."""
    for still in kept(db, row, changed, table):
        raise Conflict(still.en, nl=still.nl)
