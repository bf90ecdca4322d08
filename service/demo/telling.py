"""How the story looks on a terminal: plain Dutch, and the same in English beneath it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

INDENT = (0, 0, 0, 3)


class Teller:
    """Says things in two languages."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._chapter = 0

    def chapter(self, nl: str, en: str) -> None:
        """A new part of the story."""
        self._chapter += 1
        self.console.print()
        self.console.print(f"[bold]{self._chapter}. {escape(nl)}[/]  [dim]{escape(en)}[/]")

    def say(self, nl: str, en: str) -> None:
        """A line."""
        for text, style in ((nl, ""), (en, "dim")):
            self.console.print(Padding(Text(text, style), INDENT))

    def show(self, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """A table."""
        table = Table(*headings, box=None, pad_edge=False, header_style="dim")
        for row in rows:
            table.add_row(*(escape(str(cell)) for cell in row))
        self.console.print(Padding(table, INDENT))

    def verbatim(self, text: str) -> None:
        """Something to copy: never wrapped."""
        self.console.print(text, markup=False, highlight=False, soft_wrap=True)


@dataclass(frozen=True)
class Day:
    """A day as each language writes it."""

    nl: str
    en: str


def day_of(day: date | str) -> Day:
    """A day, or what the API sent for it, for people."""
    given = date.fromisoformat(day) if isinstance(day, str) else day
    return Day(f"{given:%d-%m-%Y}", given.isoformat())


def both(nl: str, en: str) -> str:
    """A cell in two languages, one beneath the other."""
    return f"{nl}\n{en}"
