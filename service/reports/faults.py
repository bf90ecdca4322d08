"""The faults of a file as a table for the terminal, Dutch first."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.markup import escape
from rich.table import Table


def faults_table(faults: Iterable[Mapping[str, Any]]) -> Table:
    """A row for each fault, as `Faults.as_json` has them."""
    table = Table("Rij", "Kolom", "Wat er mis is", "What is wrong")
    for fault in faults:
        cells = (str(fault["row"] or ""), fault["column"] or "", fault["nl"], fault["en"])
        table.add_row(*map(escape, cells))
    return table
