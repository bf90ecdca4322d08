"""The report as a file of its own, for the person who corrects the sheet."""

import csv
import io
from collections.abc import Iterator

from service.models import Intake

COLUMNS = ("rij", "kolom", "code", "uitleg", "explanation")
COMMANDS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for a formula."""

SHOWN = (
    "rij;kolom;code;uitleg;explanation\r\n"
    "2;huur;not_an_amount;Dit is geen bedrag.;This is not an amount.\r\n"
)
"""What a report looks like."""


def as_csv(intake: Intake) -> str:
    """The faults with ; between the cells, and the mark by which Excel knows UTF-8."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) for cell in line] for line in _lines(intake))
    return text.getvalue()


def harmless(cell: str) -> str:
    """Text that a spreadsheet shows and does not carry out."""
    return f"'{cell}" if cell.startswith(COMMANDS) else cell


def _lines(intake: Intake) -> Iterator[tuple[str, ...]]:
    for fault in intake.faults:
        row, column = fault["row"], fault["column"]
        yield str(row or ""), column or "", fault["code"], fault["nl"], fault["en"]
    more = intake.fault_count - len(intake.faults)
    if more:
        yield "", "", "and_more", f"En nog {more} fouten.", f"And {more} more faults."
