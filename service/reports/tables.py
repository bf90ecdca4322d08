"""A table with headings in Dutch and English: for the terminal and as Markdown."""

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import JustifyMethod
from rich.markup import escape
from rich.table import Table

Heading = tuple[str, str]


def terminal(headings: Sequence[Heading], rows: Iterable[Sequence[str]]) -> Table:
    """For rich; the first column holds words, the others figures."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for turn, (nl, en) in enumerate(headings):
        justify: JustifyMethod = "right" if turn else "left"
        table.add_column(f"{nl}\n[dim]{en}[/]", justify=justify, no_wrap=not turn, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    return table


def markdown(headings: Sequence[Heading], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of the table."""
    names = [nl if nl == en else f"{nl} · {en}" for nl, en in headings]
    return [_line(names), _line(["---"] + ["---:"] * (len(names) - 1)), *map(_line, rows)]


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
