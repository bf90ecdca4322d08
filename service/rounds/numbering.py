"""Row numbers for ids, and day numbers for dates: what the engine counts in."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from matching.problem import Named

EPOCH = date(1970, 1, 1)
NONE = -1


class Numbering:
    """Things in the order of their ids, each with its row number from 0."""

    def __init__(self, ids: Iterable[UUID]) -> None:
        self.ids = sorted(set(ids))
        self._rows = {each: row for row, each in enumerate(self.ids)}

    def __contains__(self, wanted: object) -> bool:
        return wanted in self._rows

    def __getitem__(self, wanted: UUID) -> int:
        return self._rows[wanted]

    def get(self, wanted: UUID | None) -> int:
        """-1 for none and for what has no number."""
        return NONE if wanted is None else self._rows.get(wanted, NONE)

    def table(self) -> Named:
        """The ids as the engine's table."""
        return Named.of({"id": each} for each in self.ids)


def day_number(day: date) -> int:
    """Whole days since 1970-01-01; days before that count as it."""
    return max((day - EPOCH).days, 0)


def first_day_after(last: date | None) -> int:
    """The engine's end of a stretch of days, -1 when it is open: a stay of n days fits in n."""
    return NONE if last is None else day_number(last) + 1
