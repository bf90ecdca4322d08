"""Holds a row against the bodies and the rules of the API; what they refuse is said by column."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError
from pydantic.alias_generators import to_camel

from service.intake import cells
from service.intake.columns.table import Column, Header, Path, Reading
from service.intake.faults import RowFault, Wrong
from service.models import Identified
from service.period import Period
from service.registry.standing_still import Changed, Still
from service.requirements import Requirement, unmet
from service.validation import code_of
from service.wire import Inbound

B = TypeVar("B", bound=Inbound)
T = TypeVar("T")
M = TypeVar("M", bound=Identified)

WRONG: Mapping[str, tuple[Wrong, Mapping[str, str]]] = {
    "missing": (Wrong.REQUIRED, {}),
    "greater_than_equal": (Wrong.TOO_SMALL, {"least": "ge"}),
    "less_than_equal": (Wrong.TOO_LARGE, {"most": "le"}),
    "string_too_short": (Wrong.TOO_SHORT, {"least": "min_length"}),
    "string_too_long": (Wrong.TOO_LONG, {"most": "max_length"}),
    "too_short": (Wrong.TOO_FEW, {"least": "min_length"}),
    "too_long": (Wrong.TOO_MANY, {"most": "max_length"}),
    "string_pattern_mismatch": (Wrong.WRONG_FORM, {}),
    "invisible_character": (Wrong.INVISIBLE_CHARACTER, {}),
    "named_twice": (Wrong.NAMED_TWICE, {}),
    "year_impossible": (Wrong.YEAR_IMPOSSIBLE, {}),
    "period_order": (Wrong.PERIOD_ORDER, {}),
}
"""The code of a fault, what we say of it, and the facts to tell."""


class Worded(Protocol):
    """A refusal with its code and its words."""

    @property
    def code(self) -> str:
        """The stable word for machines."""

    @property
    def nl(self) -> str:
        """In plain Dutch."""

    @property
    def en(self) -> str:
        """In English."""


class RowCheck:
    """Gathers everything that is wrong with one row."""

    def __init__(self, header: Header, reading: Reading) -> None:
        self._header = header
        self._reading = reading
        self._unread = {fault.column for fault in reading.faults}
        self.faults = list(reading.faults)

    def body(self, model: type[B], part: str) -> B | None:
        """The body of the API that this part of the row is; None when something is wrong."""
        try:
            return model.model_validate(self._reading.bodies[part])
        except ValidationError as error:
            for one in error.errors(include_url=False):
                self._refused((part, *one["loc"]), one)
            return None

    def fits(self, table: Iterable[Requirement[T]], subject: T, part: str) -> None:
        """Holds it against the rules that the API asks it to meet."""
        for each in unmet(table, subject):
            name = self._header.name_of((part, *each.where.split(".")))
            self.faults.append(RowFault(self._reading.number, name, each.code, each.nl, each.en))

    def could_read(self, path: Path) -> bool:
        """Whether this cell says something: if not, that is a fault already."""
        return self._header.name_of(path) not in self._unread

    def wrong(self, path: Path, wrong: Wrong, **facts: object) -> None:
        """Adds a fault of our own."""
        name = self._header.name_of(path)
        self.faults.append(RowFault.of(self._reading.number, name, wrong, **facts))

    def refused(self, path: Path, why: Worded) -> None:
        """Adds what others say of it: of a place on the map, or of what stands still."""
        name = self._header.name_of(path)
        self.faults.append(RowFault(self._reading.number, name, why.code, why.nl, why.en))

    def keeps(self, still: Still[M], part: str, row: M, changed: Changed) -> None:
        """Adds what stands still to each cell that would change it."""
        for field in sorted(still.fields & changed.keys()):
            for end in _ends(getattr(row, field), changed[field]):
                self.refused((part, to_camel(field), *end), still)

    def _refused(self, path: Path, error: Mapping[str, Any]) -> None:
        column = self._header.column_of(path)
        if self._header.name_of(path) in self._unread:
            return
        if "coordinates" in path:
            self.wrong(path, Wrong.LOCATION_HALF)
            return
        wrong, wanted = WRONG.get(code_of(error), (Wrong.NOT_ALLOWED, {}))
        facts = {fact: _as_written(error["ctx"][key], column) for fact, key in wanted.items()}
        self.wrong(path, wrong, **facts, example=column.example if column else "")


def _ends(was: Any, becomes: Any) -> Iterator[Path]:
    """A period stands in two cells, and may differ in one of them."""
    if not isinstance(becomes, Period):
        yield ()
        return
    for end in ("start_date", "end_date"):
        if getattr(was, end) != getattr(becomes, end):
            yield (to_camel(end),)


def _as_written(limit: Any, column: Column | None) -> Any:
    """A limit in the unit in which the column is filled in."""
    return limit // 100 if column is not None and column.parse is cells.euros else limit
