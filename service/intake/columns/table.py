"""What a column of a file is; parsing, template, example and documentation all come from it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from service.intake.cells import Parser
from service.intake.faults import CellError, RowFault, Wrong
from service.wire import Inbound

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Column:
    """One column: its name in Dutch and in English, and the field that its cells fill."""

    nl: str
    en: str
    field: str
    """Part, and name on the wire within it: `place.period.startDate`, `request.anchors.0.kind`."""
    parse: Parser
    examples: tuple[str, str, str]
    about_nl: str
    about_en: str

    @property
    def example(self) -> str:
        """A cell that is filled in well."""
        return next((cell for cell in self.examples if cell), "")

    @cached_property
    def path(self) -> Path:
        """The field step by step; numbers are places in a list."""
        return tuple(int(step) if step.isdecimal() else step for step in self.field.split("."))


@dataclass(frozen=True)
class Table:
    """The columns of one subject and the bodies of the API that a row fills."""

    subject: str
    columns: tuple[Column, ...]
    parts: Mapping[str, type[Inbound]]
    derived: frozenset[str] = frozenset()
    """Fields that the API requires, but that follow from others when a row leaves them out."""

    def required(self, column: Column) -> bool:
        """Whether every row must fill this column: as the body of the API has it."""
        part, name, *deeper = column.path
        if column.field in self.derived:
            return False
        fields = {field.alias: field for field in self.parts[str(part)].model_fields.values()}
        return fields[str(name)].is_required() and not _optional_within(fields[str(name)], deeper)

    def header(self, cells: Sequence[str]) -> "Header":
        """Which column stands where in this file, and what is wrong with its first row."""
        by_name = {_key(name): c for c in self.columns for name in (c.nl, c.en)}
        found = tuple(by_name.get(_key(cell)) for cell in cells)
        return Header(self, tuple(cell.strip() for cell in cells), found)


def _optional_within(field: Any, deeper: Sequence[str | int]) -> bool:
    """A field of a required object can itself be optional, such as the last day of a period."""
    model = field.annotation
    if not deeper or not (isinstance(model, type) and issubclass(model, Inbound)):
        return False
    inner = {one.alias: one for one in model.model_fields.values()}
    return not inner[str(deeper[0])].is_required()


def _key(name: str) -> str:
    return " ".join(name.replace("_", " ").casefold().split())


@dataclass(frozen=True)
class Header:
    """The first row of a file, understood."""

    table: Table
    names: tuple[str, ...]
    columns: tuple[Column | None, ...]

    def faults(self) -> Iterator[RowFault]:
        """Unknown, doubled and missing columns."""
        for place, (name, column) in enumerate(zip(self.names, self.columns, strict=True)):
            if column is None:
                yield RowFault.of(1, name or None, Wrong.COLUMN_UNKNOWN)
            elif column in self.columns[:place]:
                yield RowFault.of(1, name, Wrong.COLUMN_TWICE)
        for column in self.table.columns:
            if self.table.required(column) and column not in self.columns:
                yield RowFault.of(1, column.nl, Wrong.COLUMN_MISSING)

    def column_of(self, path: Path) -> Column | None:
        """The column that fills a field, or the first that fills something within it; one that is
        in the file goes first."""
        standing = [column for column in self.columns if column is not None]
        for column in (*standing, *self.table.columns):
            if column.path == path[: len(column.path)]:
                return column
        for column in (*standing, *self.table.columns):
            if path == column.path[: len(path)] and len(path) > 1:
                return column
        return None

    def name_of(self, path: Path) -> str | None:
        """What this file calls the column of a field; our Dutch name when it has none."""
        column = self.column_of(path)
        if column is None:
            return None
        return self.names[self.columns.index(column)] if column in self.columns else column.nl

    @cached_property
    def _filled(self) -> frozenset[Path]:
        return frozenset(column.path for column in self.columns if column is not None)

    @cached_property
    def _touched(self) -> frozenset[Path]:
        return frozenset(path[:end] for path in self._filled for end in range(1, len(path) + 1))

    def has(self, path: Path) -> bool:
        """Whether this file has a column for just this field."""
        return path in self._filled

    def fills(self, path: Path) -> bool:
        """Whether this file has a column for the field, or for something within it."""
        return path in self._touched


@dataclass(frozen=True)
class Reading:
    """One row's cells as the bodies of the API, not yet validated, and what could not be read."""

    number: int
    bodies: dict[str, dict[str, Any]]
    faults: list[RowFault]

    @property
    def is_whole(self) -> bool:
        """Whether there is a cell for each column; else nothing can be said of any."""
        return not any(fault.column is None for fault in self.faults)

    def key(self, part: str, name: str) -> str:
        """A reference in this row; empty when it was left out."""
        return str(self.bodies[part].get(name, ""))


def read_row(header: Header, number: int, cells: Sequence[str]) -> Reading:
    """Empty cells are left out, so that the API's own defaults hold."""
    bodies: dict[str, dict[str, Any]] = {part: {} for part in header.table.parts}
    faults: list[RowFault] = []
    if len(cells) != len(header.names):
        facts = {"found": len(cells), "expected": len(header.names)}
        faults.append(RowFault.of(number, None, Wrong.CELLS_MISCOUNTED, **facts))
        return Reading(number, bodies, faults)
    for name, column, cell in zip(header.names, header.columns, cells, strict=True):
        if column is None or not cell.strip():
            continue
        try:
            _put(bodies, column.path, column.parse(cell.strip()))
        except CellError as error:
            faults.append(RowFault.of(number, name, error.wrong, **error.facts))
    return Reading(number, bodies, faults)


_NEW: Mapping[str, Mapping[str, Any]] = {"geometry": {"type": "Point"}}
"""What an object holds before its first cell is put in."""


def _put(into: Any, path: Path, value: Any) -> None:
    """Makes the objects and lists on the way to the field; what a list lacks before it is None."""
    step, *rest = path
    if isinstance(into, list):
        into.extend([None] * (int(step) + 1 - len(into)))
    if not rest:
        into[step] = value
        return
    if isinstance(into, dict):
        into.setdefault(step, None)
    if into[step] is None:
        into[step] = [] if isinstance(rest[0], int) else dict(_NEW.get(str(step), {}))
    _put(into[step], tuple(rest), value)


def complete(
    body: dict[str, Any],
    model: type[Inbound],
    above: tuple[str, ...],
    header: Header,
    on_record: Any,
    leave_out: Collection[str] = (),
) -> None:
    """Fills in what the file has no column for as it is on record, so that it stays that way."""
    for name, field in model.model_fields.items():
        path = (*above, str(field.alias))
        if name in leave_out or header.has(path) or not hasattr(on_record, name):
            continue
        kept = getattr(on_record, name)
        if not header.fills(path):
            body.setdefault(path[-1], kept)
        elif isinstance(kept, Inbound):
            complete(body.setdefault(path[-1], {}), type(kept), path, header, kept)
