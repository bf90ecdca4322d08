"""Tables of frozen numpy columns that check themselves when they are made."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any, Self, cast, get_type_hints
from uuid import UUID

import numpy as np
from numpy.typing import DTypeLike, NDArray

from matching.codes.code import Code, mask

Column = NDArray[Any]
Flags = NDArray[np.bool_]
Small = NDArray[np.int8]
Whole = NDArray[np.int32]
Metres = NDArray[np.float64]
Ids = NDArray[np.uint8]

MOST = 2**31 - 1
NO_ROWS = -1
"""What no row of a column can hold: the usual value of a table that came later."""


class ProblemError(ValueError):
    """The input cannot be a problem; the message names the column and the row."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What a column may hold: numbers from `low` to `high`, rows of another table, or codes.

    A column that came later has a `usual` value: where all rows have it the column is left out of
    files and bytes, so that what was written before keeps its digest and can still be read. Of a
    table that came later it is `NO_ROWS`: such a column is left out where the table is empty.
    """

    dtype: DTypeLike
    low: float = 0
    high: float = 1
    width: int = 0
    refers: str = ""
    codes: type[Code] | None = None
    many: bool = False
    usual: int | None = None


def later(spec: Spec, usual: int) -> Spec:
    """A column that problems of before did not have."""
    return replace(spec, usual=usual)


def ids() -> Spec:
    """16-byte ids, one row each: shape (n, 16)."""
    return Spec(np.uint8, 0, 255, width=16)


def flags() -> Spec:
    """Yes or no."""
    return Spec(np.bool_)


def whole(low: int, high: int = MOST) -> Spec:
    """Whole numbers between two bounds, both included."""
    return Spec(np.int32, low, high)


def metres(low: float, high: float) -> Spec:
    """A coordinate in RD New (EPSG:28992)."""
    return Spec(np.float64, low, high)


def code(codes: type[Code]) -> Spec:
    """One code of a list, stored by its position."""
    return Spec(np.int8, 0, len(codes) - 1, codes=codes)


def mask_of(codes: type[Code]) -> Spec:
    """A set of codes of a list, stored as bits."""
    return Spec(np.int32, 0, codes.all_bits(), codes=codes, many=True)


def row_of(table: str, optional: bool = False) -> Spec:
    """A row number in another table of the problem; -1 for none where optional."""
    return Spec(np.int32, -1 if optional else 0, MOST, refers=table)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Base of all tables: every field is a read-only column, all of one length."""

    def __post_init__(self) -> None:
        length = None
        for name, spec in self.specs():
            column = _checked(f"{self.title()}.{name}", spec, getattr(self, name))
            if length is not None and len(column) != length:
                raise ProblemError(
                    f"{self.title()}.{name} has {len(column)} rows; the columns before it {length}"
                )
            length = len(column)
            object.__setattr__(self, name, column)

    @classmethod
    def title(cls) -> str:
        """The table's name in messages and files."""
        return cls.__name__.lower()

    @classmethod
    def specs(cls) -> tuple[tuple[str, Spec], ...]:
        """Each column's name and what it may hold, in order."""
        return _specs(cast(Hashable, cls))

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]] = ()) -> Self:
        """The table from rows as mappings; ids as UUID, codes as `Code`, masks as sets of them."""
        found = list(rows)
        return cls(
            **{
                name: [_plain(spec, _given(row, name, spec)) for row in found]
                for name, spec in cls.specs()
            }
        )

    @classmethod
    def from_columns(cls, **columns: Any) -> Self:
        """The table from whole columns: arrays of any width, or lists."""
        many = len(next(iter(columns.values()), ()))
        usual = {
            name: np.full(many, spec.usual, dtype=spec.dtype)
            for name, spec in cls.specs()
            if spec.usual is not None
        }
        return cls(**usual | columns)

    def __len__(self) -> int:
        return len(getattr(self, self.specs()[0][0]))

    def columns(self) -> dict[str, Column]:
        """The columns by name, in the table's order."""
        return {name: getattr(self, name) for name, _ in self.specs()}

    def take(self, rows: NDArray[np.intp]) -> Self:
        """The table with these rows in this order."""
        return type(self)(**{name: column[rows] for name, column in self.columns().items()})


@cache
def _specs(table: Any) -> tuple[tuple[str, Spec], ...]:
    hints = get_type_hints(table, include_extras=True)
    return tuple((item.name, hints[item.name].__metadata__[0]) for item in fields(table))


def _given(row: Mapping[str, Any], name: str, spec: Spec) -> Any:
    return row[name] if spec.usual is None else row.get(name, spec.usual)


def _plain(spec: Spec, value: Any) -> Any:
    if isinstance(value, UUID):
        return list(value.bytes)
    if spec.codes is None or isinstance(value, int | np.integer):
        return value
    given = tuple(value) if spec.many and not isinstance(value, str) else (value,)
    if not all(isinstance(one, spec.codes) for one in given) or (spec.many and given == (value,)):
        kind = "a set of " if spec.many else ""
        raise ProblemError(f"{value!r} is not {kind}{spec.codes.__name__}")
    return mask(given) if spec.many else given[0].position


def _nothing(spec: Spec) -> Column:
    return np.empty((0, spec.width) if spec.width else 0, dtype=spec.dtype)


def _checked(name: str, spec: Spec, values: object) -> Column:
    given = np.asarray(values)
    if given.size == 0:
        given = _nothing(spec)
    rows = len(given) if given.ndim else 1
    expected = (rows, spec.width) if spec.width else (rows,)
    if given.shape != expected:
        raise ProblemError(f"{name} has shape {given.shape}; expected {expected}")
    if not _kind_fits(given.dtype, np.dtype(spec.dtype)):
        raise ProblemError(f"{name} holds {given.dtype}; expected {np.dtype(spec.dtype)}")
    wrong = ~((given >= spec.low) & (given <= spec.high))
    if wrong.any():
        row = int(np.argmax(wrong.reshape(len(given), -1).any(axis=1)))
        raise ProblemError(
            f"{name}[{row}] is {given[row]}; it must lie between {spec.low} and {spec.high}"
        )
    column = np.array(given, dtype=spec.dtype, order="C")
    column.flags.writeable = False
    return column


def _kind_fits(given: np.dtype[Any], wanted: np.dtype[Any]) -> bool:
    """Whole numbers fit whole numbers of any width; only flags are flags; floats take numbers."""
    if wanted.kind == "b":
        return given.kind == "b"
    return given.kind in ("iuf" if wanted.kind == "f" else "iu")
