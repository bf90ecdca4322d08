"""Decisions from a CSV file: all of it, or every fault by row and column."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar
from uuid import UUID

from matching.problem import Problem
from matching.shadow import Decision, faults_of
from matching.shadow.decisions import day_of
from service.intake import cells
from service.intake.csv_rows import Numbered, UnreadableFile, rows
from service.intake.faults import CellError, Faults, RowFault, Wrong

Value = TypeVar("Value")
COLUMNS: dict[str, str] = {"request": "aanvraag", "place": "woonplek", "date": "datum"}
"""The field's name in English, as the file may have it, and in Dutch."""


class WrongDecisions(ValueError):
    """The file cannot be compared; `faults` says why, by row and column."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(f"{faults.count} faults")
        self.faults = faults


def decisions_in(content: bytes, problem: Problem) -> list[Decision]:
    """The decisions of the file. Raises `WrongDecisions` when a single cell is not right."""
    faults = Faults()
    try:
        numbers, found = _read(rows(content), faults)
    except UnreadableFile as error:
        faults.add(RowFault.of(error.row, None, error.wrong))
        raise WrongDecisions(faults) from error
    for number, fault in faults_of(problem, found):
        day = day_of(problem).isoformat()
        nl, en = fault.nl.format(day=day), fault.en.format(day=day)
        faults.add(RowFault(numbers[number], fault.field, fault.name.lower(), nl, en))
    if faults.count:
        raise WrongDecisions(faults)
    return found


def _read(lines: Iterator[Numbered], faults: Faults) -> tuple[list[int], list[Decision]]:
    """The decisions that can be read, with the rows they stand on."""
    _, header = next(lines)
    where = _header(header, faults)
    numbers: list[int] = []
    found: list[Decision] = []
    for number, values in lines if where else ():
        if len(values) != len(header):
            facts = {"found": len(values), "expected": len(header)}
            faults.add(RowFault.of(number, None, Wrong.CELLS_MISCOUNTED, **facts))
        elif decision := _decision(number, [values[where[name]] for name in COLUMNS], faults):
            numbers.append(number)
            found.append(decision)
    return numbers, found


def _header(names: Sequence[str], faults: Faults) -> dict[str, int]:
    """Where each column stands; empty when the first row is not right."""
    known = {name: name for name in COLUMNS} | {nl: name for name, nl in COLUMNS.items()}
    where: dict[str, int] = {}
    for at, cell in enumerate(names):
        name = known.get(cell.strip().lower())
        if name is None or name in where:
            wrong = Wrong.COLUMN_UNKNOWN if name is None else Wrong.COLUMN_TWICE
            faults.add(RowFault.of(1, cell.strip(), wrong))
        else:
            where[name] = at
    for name in COLUMNS.keys() - where:
        faults.add(RowFault.of(1, name, Wrong.COLUMN_MISSING))
    return {} if faults.count else where


def _decision(number: int, values: Sequence[str], faults: Faults) -> Decision | None:
    request, place, day = values
    parts = (
        _cell(number, "request", request, _identity, faults),
        _cell(number, "place", place, _identity, faults),
        _cell(number, "date", day, cells.day, faults),
    )
    asks, home, on = parts
    return Decision(asks, home, on) if asks and home and on else None


def _cell(
    number: int, column: str, cell: str, parse: Callable[[str], Value], faults: Faults
) -> Value | None:
    try:
        if not cell.strip():
            raise CellError(Wrong.REQUIRED)
        return parse(cell.strip())
    except CellError as error:
        faults.add(RowFault.of(number, column, error.wrong, **error.facts))
        return None


def _identity(cell: str) -> UUID:
    try:
        return UUID(cell)
    except ValueError:
        example = "018f3c5e-7a4b-7c31-9d2e-5b8f6a1c2d3e"
        raise CellError(Wrong.WRONG_FORM, example=example) from None
