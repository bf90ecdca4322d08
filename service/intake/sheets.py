"""The template and the filled example of each kind of file, made from its columns.

`python -m service.intake.sheets docs` writes them; a test holds the files in `docs/` against this.
"""

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from service.intake.columns.table import Column, Table
from service.intake.subjects import SUBJECTS

BEGIN = "<!-- columns of {} -->"
END = "<!-- end of columns -->"
PAGE = "importing.md"


def template(table: Table) -> str:
    """A file with the Dutch names and nothing else."""
    return _sheet(table, [])


def example(table: Table) -> str:
    """A file with three rows that are good."""
    return _sheet(table, zip(*(column.examples for column in table.columns), strict=True))


def explained(table: Table) -> str:
    """The columns as a table for the documentation."""
    head = "| kolom | in English | verplicht | voorbeeld | uitleg |\n|---|---|---|---|---|\n"
    return head + "".join(_line(table, column) for column in table.columns)


def files() -> Iterator[tuple[str, str]]:
    """Each file by name."""
    for name, subject in SUBJECTS.items():
        yield f"import-{name}.csv", template(subject.table)
        yield f"import-{name}-example.csv", example(subject.table)


def page(text: str) -> str:
    """The page with the tables of columns as they are now."""
    for name, subject in SUBJECTS.items():
        before, begin, rest = text.partition(BEGIN.format(name))
        _, end, after = rest.partition(END)
        text = f"{before}{begin}\n\n{explained(subject.table)}\n{end}{after}"
    return text


def write(docs: Path) -> None:
    """Brings the folder up to date."""
    for name, text in files():
        (docs / name).write_text(text, encoding="utf-8", newline="")
    target = docs / PAGE
    target.write_text(page(target.read_text(encoding="utf-8")), encoding="utf-8")


def _sheet(table: Table, rows: Iterable[tuple[str, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.nl for column in table.columns])
    writer.writerows(rows)
    return "\ufeff" + text.getvalue()


def _line(table: Table, column: Column) -> str:
    cells: Mapping[str, str] = {
        "nl": f"**{column.nl}**",
        "en": column.en,
        "required": "ja" if table.required(column) else "",
        "example": f"`{column.example}`".replace("|", "\\|") if column.example else "",
        "about": f"{column.about_nl} *{column.about_en}*",
    }
    return f"| {' | '.join(cells.values())} |\n"


if __name__ == "__main__":
    write(Path(sys.argv[1]))
