"""A problem travels as a file: it comes back the same, and a bad file is refused in clear words."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
from invented import World, happened, place, quota, request

from matching.archive import canonical_bytes, digest, load, save
from matching.arrange import arranged, by_lot
from matching.canonical import FormError
from matching.codes.rounds import Level, PairReason
from matching.generate import instance
from matching.policy import Policy, RuleLevel
from matching.problem import Earlier, Pairs, Problem
from matching.table import ProblemError

Arrays = dict[str, Any]


@pytest.fixture(scope="module")
def problem() -> Problem:
    return instance(60, seed=4)


@pytest.fixture
def file(tmp_path: Path, problem: Problem) -> Path:
    path = tmp_path / "problem.npz"
    save(path, problem, Policy(seed=7))
    return path


def rewritten(file: Path, change: Callable[[Arrays], object]) -> Path:
    """The file with some of its arrays changed."""
    with np.load(file) as kept:
        arrays = {name: kept[name] for name in kept.files}
    change(arrays)
    with file.open("wb") as out:
        np.savez(out, **arrays)
    return file


def test_a_problem_comes_back_as_it_was_saved(file: Path, problem: Problem) -> None:
    loaded, _ = load(file)
    assert loaded.day == problem.day
    for name, table in problem.tables().items():
        for column, values in table.columns().items():
            found = loaded.tables()[name].columns()[column]
            assert found.dtype == values.dtype
            np.testing.assert_array_equal(found, values, err_msg=f"{name}.{column}")


def test_a_policy_travels_along(file: Path) -> None:
    policy = Policy(seed=7)
    assert load(file)[1] == policy


def test_a_policy_of_choices_travels_along(tmp_path: Path, problem: Problem) -> None:
    policy = Policy(waiting_points=3, levels=(RuleLevel("E16_SUITABLE", Level.HARD),))
    save(tmp_path / "p.npz", problem, policy)
    assert load(tmp_path / "p.npz")[1] == policy


def test_a_file_may_have_no_policy(tmp_path: Path, problem: Problem) -> None:
    save(tmp_path / "p.npz", problem)
    assert load(tmp_path / "p.npz")[1] is None


def test_an_empty_problem_comes_back_too(tmp_path: Path) -> None:
    save(tmp_path / "p.npz", World().problem())
    loaded, _ = load(tmp_path / "p.npz")
    assert digest(loaded) == digest(World().problem())


DIGEST_OF_BEFORE = "4b36e24b79dc162d93612e965d05f79aa1dfb6e8a4f6f98753c39ca4c33631c5"


def test_columns_that_came_later_leave_bytes_and_digests_of_before_as_they_were() -> None:
    before = World(requests=[request()], places=[place()], quotas=[quota()])
    assert digest(before.problem()) == DIGEST_OF_BEFORE
    for now in (
        replace(before, places=[place(wmo_shelter=True)]),
        replace(before, earlier=[happened(0)]),
    ):
        assert digest(now.problem()) != DIGEST_OF_BEFORE


def test_a_file_of_before_is_read_with_what_is_usual_now(file: Path, problem: Problem) -> None:
    def forget(arrays: Arrays) -> None:
        for name in ("places.wmo_shelter", "places.costs_are_shared"):
            del arrays[name]

    found, _ = load(rewritten(file, forget))
    assert problem.places.wmo_shelter.any()
    assert not found.places.wmo_shelter.any()
    assert len(found.places.wmo_shelter) == len(problem.places)


def test_the_digest_does_not_depend_on_the_order_of_rows(problem: Problem) -> None:
    for seed in range(5):
        mixed = arranged(problem, by_lot(seed))
        assert not np.array_equal(mixed.requests.id, problem.requests.id)
        assert digest(mixed) == digest(problem)


def test_the_digest_depends_on_the_day(problem: Problem) -> None:
    assert digest(replace(problem, day=problem.day + 1)) != digest(problem)


def columns() -> list[tuple[str, str]]:
    """Every column of every table."""
    return [
        (name, column)
        for name, table in Problem.table_kinds().items()
        for column, _ in table.specs()
    ]


@pytest.fixture(scope="module")
def full() -> Problem:
    """A problem in which every table has rows."""
    found = instance(300, seed=1, regions=2)
    fixed = Pairs.from_columns(request=[0], place=[0], reason=[PairReason.PINNED.position])
    found = replace(found, fixed=fixed, earlier=Earlier.of([happened(0), happened(1)]))
    assert all(len(table) for table in found.tables().values())
    return found


@pytest.mark.parametrize(("name", "column"), columns())
def test_the_digest_depends_on_every_column(full: Problem, name: str, column: str) -> None:
    other = next(_with_one_value_changed(full, name, column))
    assert digest(other) != digest(full)


def _with_one_value_changed(problem: Problem, name: str, column: str) -> Iterator[Problem]:
    """The problems that differ in one value of a column, as far as they are possible."""
    table = problem.tables()[name]
    old = table.columns()[column]
    for row in range(len(old)):
        for new in (~old[row],) if old.dtype == np.bool_ else (old[row] + 1, old[row] - 1):
            values = old.copy()
            values[row] = new
            try:
                yield replace(problem, **{name: replace(table, **{column: values})})
            except ProblemError:
                continue


def test_a_saved_problem_has_the_digest_of_the_original(file: Path, problem: Problem) -> None:
    assert digest(load(file)[0]) == digest(problem)


def test_canonical_bytes_name_their_format(problem: Problem) -> None:
    assert canonical_bytes(problem).startswith(b'["woonplek-problem-1",20800,')


def test_a_missing_file_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nothing.npz")


def npy(path: Path) -> None:
    """One array where an archive of arrays is expected."""
    with path.open("wb") as file:
        np.save(file, np.arange(3))


def zipped_text(path: Path) -> None:
    """A zip file, but not of arrays."""
    with ZipFile(path, "w") as archive:
        archive.writestr("format", "woonplek-problem-1")


def pickled(path: Path) -> None:
    """An array of objects, which could run anything when read."""
    with path.open("wb") as file:
        np.savez(file, format=np.array([object()], dtype=object))


def holed(path: Path) -> None:
    """A compressed file of which a part is lost."""
    np.savez_compressed(path, format=np.arange(10_000))
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * 100 + whole[200:])


NO_PROBLEM: dict[str, Callable[[Path], object]] = {
    "an empty file": lambda path: path.write_bytes(b""),
    "a text file": lambda path: path.write_text("id;persons\n1;2\n"),
    "half a file": lambda path: path.write_bytes(path.read_bytes()[:2_000]),
    "a file with a hole in it": lambda path: path.write_bytes(
        path.read_bytes()[:3_000] + b"\0" * 500 + path.read_bytes()[3_500:]
    ),
    "a compressed file with a hole in it": holed,
    "one array": npy,
    "neither array nor zip": lambda path: path.write_bytes(b"\x80\x04" + bytes(range(256))),
    "a zip of something else": zipped_text,
    "pickled objects": pickled,
}


@pytest.mark.parametrize("kind", NO_PROBLEM)
def test_a_file_that_is_no_problem_is_refused_by_name(file: Path, kind: str) -> None:
    NO_PROBLEM[kind](file)
    with pytest.raises(ProblemError, match=r"^problem\.npz is ") as refusal:
        load(file)
    assert "pickle" not in str(refusal.value)


WRONG: dict[str, tuple[Callable[[Arrays], object], str]] = {
    "another format": (
        lambda arrays: arrays.update(format=np.array("woonplek-problem-0")),
        r"problem\.npz is not of the format woonplek-problem-1",
    ),
    "no format": (lambda arrays: arrays.pop("format"), r"problem\.npz is not of the format"),
    "no day": (lambda arrays: arrays.pop("day"), "day is missing"),
    "no policy": (lambda arrays: arrays.pop("policy"), "policy is missing"),
    "a column missing": (
        lambda arrays: arrays.pop("places.persons_max"),
        r"places\.persons_max is missing",
    ),
    "half a column": (
        lambda arrays: arrays.update({"requests.persons": arrays["requests.persons"][:30]}),
        r"requests\.persons has 30 rows; the columns before it 60",
    ),
    "a column of fractions": (
        lambda arrays: arrays.update({"requests.persons": np.full(60, 1.5)}),
        r"requests\.persons holds float64; expected int32",
    ),
    "a column of words": (
        lambda arrays: arrays.update({"requests.persons": np.full(60, "one")}),
        r"requests\.persons holds <U3; expected int32",
    ),
    "a single number": (
        lambda arrays: arrays.update({"requests.persons": np.array(1)}),
        r"requests\.persons has shape \(\)",
    ),
    "a row that is not there": (
        lambda arrays: arrays["units.place"].put(0, 10_000),
        r"units\.place\[0\] is 10000; places has \d+ rows",
    ),
    "a day of two numbers": (
        lambda arrays: arrays.update(day=np.array([20_800, 20_801])),
        "day is no whole number",
    ),
    "a day with a fraction": (
        lambda arrays: arrays.update(day=np.array(20_800.5)),
        "day is no whole number",
    ),
    "a day too far": (lambda arrays: arrays.update(day=np.array(10**7)), "day is 10000000"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_file_is_refused_with_what_and_where(file: Path, kind: str) -> None:
    change, words = WRONG[kind]
    with pytest.raises(ProblemError, match=words):
        load(rewritten(file, change))


@pytest.mark.parametrize("text", [b"{}", b"[", b"\xff\xfe", b'{"tiers":[]}'])
def test_a_wrong_policy_in_the_file_is_refused(file: Path, text: bytes) -> None:
    policy = np.frombuffer(text, dtype=np.uint8)
    with pytest.raises(FormError):
        load(rewritten(file, lambda arrays: arrays.update(policy=policy)))
