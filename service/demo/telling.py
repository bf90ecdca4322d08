"""How the story looks on a terminal: plain Dutch, and the same in English beneath it."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table


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
        self.console.print(f"   {escape(nl)}", highlight=False)
        self.console.print(f"   [dim]{escape(en)}[/]", highlight=False)

    def show(self, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """A table."""
        table = Table(*headings, box=None, pad_edge=False, header_style="dim")
        for row in rows:
            table.add_row(*(escape(str(cell)) for cell in row))
        self.console.print(table)

    def verbatim(self, text: str) -> None:
        """Something to copy: never wrapped."""
        self.console.print(text, markup=False, highlight=False, soft_wrap=True)
