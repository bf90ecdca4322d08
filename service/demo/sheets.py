"""Rows as cells of a file, under the Dutch headings that an owner or care provider uses."""

import csv
import io
from collections.abc import Iterable, Sequence

from matching.codes.code import Code
from service.intake.columns.table import Table

Row = dict[str, str]


def as_csv(table: Table, rows: Sequence[Row]) -> bytes:
    """The rows as a CSV file of the table's columns."""
    file = io.StringIO()
    writer = csv.DictWriter(file, [column.nl for column in table.columns], delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode("utf-8-sig")


def amount(cents: int) -> str:
    """Euros with a comma."""
    return f"{cents // 100},{cents % 100:02}"


def degrees(value: float) -> str:
    """Degrees with a comma."""
    return f"{value:.6f}".replace(".", ",")


def yes(value: bool) -> str:
    """Yes or no."""
    return "ja" if value else "nee"


def several(codes: Iterable[Code]) -> str:
    """Choices in one cell."""
    return " | ".join(code.value for code in codes)
