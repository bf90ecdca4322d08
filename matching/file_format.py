"""The page that documents the problem file, made from the declarations themselves.

`python -m matching.file_format > docs/engine-file.md` writes it; a test compares.
"""

import sys
from collections.abc import Iterable
from inspect import cleandoc

import numpy as np

from matching.archive import FORMAT
from matching.codes.code import Code
from matching.problem import Problem
from matching.table import MOST, Spec, Table

INTRODUCTION = f"""# The problem file

What a round is solved on, as one file that any program can write. `woonplek solve problem.npz
--out solution.json` solves it with no database; `woonplek round problem ROUND --out problem.npz`
writes that of a stored round, `woonplek bench generate` an invented country.

The file is an npz: a zip of npy arrays, as `numpy.savez` writes it. No array is pickled. In it
are

- `format`: the text `{FORMAT}`;
- `day`: a whole number, the round's day in days since 1970-01-01; waiting is counted up to it;
- `policy`: the policy as JSON in UTF-8 bytes (uint8), as `matching.policy.Policy.to_json` writes
  it; no bytes for the engine's own policy;
- `TABLE.COLUMN` for each column below; the columns of a table have one length, which may be 0. One
  that is "N where left out" may be left out; the engine does so where all are N. A
  table that is "left out where the table has no rows" may be missing as a whole.

Any width of whole number is read where whole numbers are asked; the types below are those that
the engine writes. What does not hold is refused with the column and the row. The order of the
rows does not matter: the SHA-256 in a solution is of the tables put in the order of their ids.

This page is made from the declarations in `matching/problem.py`: `python -m matching.file_format
> docs/engine-file.md`.
"""
UNITS = {
    "cents": "euro cents",
    "day": "days since 1970-01-01",
    "days": "days",
    "metres": "metres",
    "municipality": "a CBS code of a municipality",
}
"""What a number is, by a word in its column's name."""


def page() -> str:
    """The whole page as Markdown."""
    kinds = Problem.table_kinds()
    parts = [INTRODUCTION, *(_table(name, kind) for name, kind in kinds.items())]
    return "\n".join([*parts, "## Code lists\n", *map(_codes, _lists(kinds.values()))])


def _table(name: str, kind: type[Table]) -> str:
    lines = [f"## `{name}`\n", cleandoc(kind.__doc__ or "") + "\n", "| Column | Type | Holds |"]
    rows = [
        f"| `{column}` | {_type(spec)} | {_holds(column, spec)}{_usual(spec)} |"
        for column, spec in kind.specs()
    ]
    return "\n".join([*lines, "|---|---|---|", *rows, ""])


def _usual(spec: Spec) -> str:
    if spec.usual is not None and spec.usual < spec.low:
        return "; left out where the table has no rows"
    usual = "no" if spec.usual is False else spec.usual
    return "" if usual is None else f"; {usual} where left out"


def _type(spec: Spec) -> str:
    name = np.dtype(spec.dtype).name
    return f"{name}, {spec.width} a row" if spec.width else name


def _holds(column: str, spec: Spec) -> str:
    if spec.width:
        return "an id (UUID), no two the same"
    if spec.codes:
        what = "bits" if spec.many else "position"
        return f"{what} in [{spec.codes.__name__}](#{spec.codes.__name__.lower()})"
    if spec.refers:
        return f"a row of `{spec.refers}`, from 0" + (", or -1 for none" if spec.low < 0 else "")
    return _numbers(column, spec)


def _numbers(column: str, spec: Spec) -> str:
    kind = np.dtype(spec.dtype).kind
    if kind == "b":
        return "yes or no"
    if kind == "f":
        return f"metres in RD New (EPSG:28992), {spec.low:.0f} to {spec.high:.0f}"
    unit = next((unit for word, unit in UNITS.items() if word in column.split("_")), "")
    most = "or more" if spec.high == MOST else f"to {spec.high}"
    return f"{unit}{', ' * bool(unit)}{spec.low} {most}"


def _lists(kinds: Iterable[type[Table]]) -> list[type[Code]]:
    """The code lists that columns speak of, each once."""
    found = (spec.codes for kind in kinds for _, spec in kind.specs())
    return list(dict.fromkeys(codes for codes in found if codes))


def _codes(codes: type[Code]) -> str:
    lines = [f"### {codes.__name__}\n", "| Position | Bit | Code | In English | In Dutch |"]
    rows = [f"| {one.position} | {one.bit} | {one} | {one.en} | {one.nl} |" for one in codes]
    return "\n".join([*lines, "|---|---|---|---|---|", *rows, ""])


if __name__ == "__main__":
    sys.stdout.write(page())
