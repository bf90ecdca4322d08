"""The page on the problem file is whole, and a file can be written from the page alone."""

import re
from pathlib import Path

import numpy as np

from matching.archive import load, save
from matching.codes.code import Code
from matching.file_format import page
from matching.generate import instance
from matching.problem import Problem

PAGE = Path(__file__).parents[2] / "docs" / "engine-file.md"
ROW = re.compile(r"\| `(\w+)` \| (\w+)(?:, (\d+) a row)? \| (.+) \|")


def columns() -> dict[str, tuple[str, int, str]]:
    """What the page says: by TABLE.COLUMN the type, the numbers a row, and what it holds."""
    found: dict[str, tuple[str, int, str]] = {}
    table = ""
    for line in PAGE.read_text().splitlines():
        if title := re.fullmatch(r"## `(\w+)`", line):
            table = title[1]
        elif row := ROW.fullmatch(line):
            found[f"{table}.{row[1]}"] = (row[2], int(row[3] or 0), row[4])
    return found


def test_the_page_is_that_of_the_declarations() -> None:
    told = "run: python -m matching.file_format > docs/engine-file.md"
    assert PAGE.read_text() == page(), told


def test_the_page_names_every_array_of_a_file_with_its_type(tmp_path: Path) -> None:
    path = tmp_path / "problem.npz"
    save(path, instance(40, seed=1))
    with np.load(path) as arrays:
        written = {
            name: (array.dtype.name, array.shape[1] if array.ndim > 1 else 0)
            for name, array in arrays.items()
            if "." in name
        }
        assert set(arrays) - set(written) == {"format", "day", "policy"}
    every = {name: (kind, width) for name, (kind, width, _) in columns().items()}
    assert written.items() <= every.items()
    may_be_left_out = {name for name, (_, _, holds) in columns().items() if "left out" in holds}
    assert every.keys() - written.keys() <= may_be_left_out


def test_a_file_written_from_the_page_alone_is_read(tmp_path: Path) -> None:
    said = re.search(r"`format`: the text `([\w-]+)`", PAGE.read_text())
    assert said
    arrays = {
        name: np.empty((0, width) if width else 0, dtype=kind)
        for name, (kind, width, _) in columns().items()
    }
    path = tmp_path / "problem.npz"
    policy = np.empty(0, dtype=np.uint8)
    np.savez(path, format=np.array(said[1]), day=np.array(20_000), policy=policy, **arrays)
    problem, kept = load(path)
    assert (problem.day, len(problem.requests), kept) == (20_000, 0, None)


def test_every_amount_and_day_has_its_unit() -> None:
    units = {"cents": "euro cents", "day": "days since", "days": "days,", "metres": "metres"}
    for name, (_, _, holds) in columns().items():
        if (unit := units.get(name.split("_")[-1])) is not None:
            assert holds.startswith(unit), name
    assert columns()["requests.days_in_shelter"][2].startswith("days,")
    assert columns()["places.municipality"][2].startswith("a CBS code")
    assert columns()["places.x"][2].startswith("metres in RD New")


def test_every_code_that_a_column_can_hold_is_listed() -> None:
    text = PAGE.read_text()
    lists: set[type[Code]] = {
        spec.codes
        for kind in Problem.table_kinds().values()
        for _, spec in kind.specs()
        if spec.codes
    }
    for codes in lists:
        section = text.split(f"### {codes.__name__}\n")[1].split("###")[0]
        for code in codes:
            assert f"| {code.position} | {code.bit} | {code} |" in section
