"""A problem checks itself: what cannot be is refused, with the column and the row."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from invented import (
    DAY,
    NONE,
    World,
    anchor,
    happened,
    pinned,
    place,
    provider,
    refused,
    request,
    slot,
)

from matching.codes.care import CareLevel, CareType
from matching.codes.code import Code
from matching.codes.contracts import ContractForm
from matching.codes.households import AgeBand
from matching.codes.rounds import PairReason
from matching.generate import instance
from matching.problem import Problem, Requests, Units
from matching.table import ProblemError, Spec, Table

# What the law protects, what is nobody's business, and who somebody is (Dutch and English).
PROTECTED = (
    *("nation", "ethnic", "race", "birth", "geboorte", "religi", "geloof", "belief", "church"),
    *("politic", "union", "gender", "sex", "geslacht", "orientation", "health", "diagnos"),
    *("illness", "ziekte", "disab", "handicap", "addict", "versla", "debt", "schuld", "crim"),
)
IDENTIFYING = ("bsn", "name", "naam", "mail", "phone", "telefoon", "photo", "foto", "note", "text")


def every_column() -> list[tuple[str, str, Spec]]:
    """Table, column and what it may hold."""
    return [
        (name, column, spec)
        for name, table in Problem.table_kinds().items()
        for column, spec in table.specs()
    ]


def test_no_protected_attribute_and_no_identity_is_a_column() -> None:
    seen = [
        f"{name}.{column}"
        for name, column, _ in every_column()
        if any(word in column for word in (*PROTECTED, *IDENTIFYING))
    ]
    assert seen == []


def test_no_code_list_of_the_engine_has_a_protected_attribute() -> None:
    lists = {spec.codes for _, _, spec in every_column() if spec.codes}
    codes = [code for kind in lists for code in kind]
    seen = [code for code in codes if any(word in code.lower() for word in PROTECTED)]
    assert seen == []


def test_no_column_holds_text() -> None:
    kinds = {np.dtype(spec.dtype).kind for _, _, spec in every_column()}
    assert kinds <= set("biuf")


def test_nothing_of_a_problem_can_be_written_to() -> None:
    problem = instance(20)
    for table in problem.tables().values():
        for values in table.columns().values():
            assert not values.flags.writeable


def test_a_column_does_not_change_with_the_array_that_it_was_made_from() -> None:
    places = np.array([0, 0])
    units = Units.from_columns(id=np.arange(32).reshape(2, 16), place=places)
    places[0] = 5
    assert units.place.tolist() == [0, 0]


@pytest.fixture(scope="module")
def full() -> Problem:
    return instance(300, seed=1, regions=2)


def columns(*, refers: bool) -> list[tuple[str, str]]:
    """Columns with bounds of their own, or those that name rows of another table."""
    return [
        (name, column)
        for name, column, spec in every_column()
        if bool(spec.refers) is refers and np.dtype(spec.dtype) != np.bool_ and not spec.width
    ]


def with_value(problem: Problem, name: str, column: str, value: Any) -> Problem:
    """The problem with one value changed, in the table's first row."""
    table = problem.tables()[name]
    values = table.columns()[column].astype(np.float64 if isinstance(value, float) else np.int64)
    values[0] = value
    return replace(problem, **{name: replace(table, **{column: values})})


def _with_rows(problem: Problem, name: str) -> Problem:
    """The problem in which this table has at least a row."""
    if len(problem.tables()[name]):
        return problem
    row = {"fixed": pinned(0, 0), "earlier": happened(0)}[name]
    return replace(problem, **{name: Problem.table_kinds()[name].of([row])})


@pytest.mark.parametrize(("name", "column"), columns(refers=False))
def test_a_value_under_or_over_the_bounds_of_its_column_is_refused(
    full: Problem, name: str, column: str
) -> None:
    problem, spec = _with_rows(full, name), dict(Problem.table_kinds()[name].specs())[column]
    for value in (spec.low - 1, spec.high + 1):
        with pytest.raises(ProblemError, match=rf"\w\.{column}\[0\] is .*; it must lie between"):
            with_value(problem, name, column, value)


@pytest.mark.parametrize(("name", "column"), columns(refers=True))
def test_a_row_that_another_table_does_not_have_is_refused(
    full: Problem, name: str, column: str
) -> None:
    problem, spec = _with_rows(full, name), dict(Problem.table_kinds()[name].specs())[column]
    size = len(problem.tables()[spec.refers])
    with pytest.raises(
        ProblemError, match=rf"^{name}\.{column}\[0\] is {size}; {spec.refers} has {size} rows$"
    ):
        with_value(problem, name, column, size)
    with pytest.raises(ProblemError, match=rf"{column}\[0\] is -2; it must lie between"):
        with_value(problem, name, column, -2)


@pytest.mark.parametrize("name", ["places", "anchors"])
@pytest.mark.parametrize("column", ["x", "y"])
def test_numbers_that_are_no_numbers_are_refused(full: Problem, name: str, column: str) -> None:
    for value in (float("nan"), float("inf")):
        with pytest.raises(ProblemError, match=rf"^{name}\.{column}\[0\] is (nan|inf)"):
            with_value(full, name, column, value)


def one(asks: dict[str, Any], offers: dict[str, Any] | None = None, **more: Any) -> Problem:
    """A problem of one request and one place, made from rows."""
    return World([request(**asks)], [place(**(offers or {}))], **more).problem()


IMPOSSIBLE: dict[str, tuple[Callable[[], object], str]] = {
    "no adults": (lambda: one({"adult_ages": NONE}), r"requests\.adult_ages\[0\] names no age"),
    "no form asked": (
        lambda: one({"contract_forms": NONE}),
        r"requests\.contract_forms\[0\] names no contract form",
    ),
    "no form offered": (
        lambda: one({}, {"contract_forms": NONE}),
        r"places\.contract_forms\[0\] names no contract form",
    ),
    "care without a level": (
        lambda: one({"care_type": CareType.AMBULANT}),
        r"requests\.care_level\[0\] must be NONE exactly when care_type is NONE",
    ),
    "a level without care": (
        lambda: one({"care_level": CareLevel.LIGHT}),
        r"requests\.care_level\[0\] must be NONE exactly when care_type is NONE",
    ),
    "a must without a region": (
        lambda: one({"region_is_must": True}),
        r"requests\.region_is_must\[0\] asks for a region but names none",
    ),
    "waiting from tomorrow": (
        lambda: one({"waiting_since_day": DAY + 1}),
        r"requests\.waiting_since_day\[0\] lies after day",
    ),
    "more at least than at most": (
        lambda: one({}, {"persons_min": 3}),
        r"places\.persons_max\[0\] is under persons_min",
    ),
    "closed before it opens": (
        lambda: one({}, {"available_until_day": DAY - 1}),
        r"places\.available_until_day\[0\] lies before available_from_day",
    ),
    "a place of no units": (
        lambda: one({}, {"units": 0}),
        r"units\.place\[0\] has no unit for this place",
    ),
    "caseload told twice": (
        lambda: one({}, providers=[provider()], slots=[slot(), slot(free=2)]),
        r"slots\[1\] is for the same thing as row 0",
    ),
    "a neighbourhood told twice": (
        lambda: one({}, neighbourhood_caps=[{"neighbourhood": 0, "free": 1}] * 2),
        r"neighbourhood_caps\[1\] is for the same thing as row 0",
    ),
    "a complex told twice": (
        lambda: one({}, housing_first_caps=[{"complex": 0, "free": 1}] * 2),
        r"housing_first_caps\[1\] is for the same thing as row 0",
    ),
    "fixed at two places": (
        lambda: one({}, fixed=[pinned(0, 0), pinned(0, 0)]),
        r"fixed\.request\[0\] is a request with two fixed places",
    ),
    "fixed because it was refused": (
        lambda: one({}, fixed=[refused(0, 0)]),
        r"fixed\.reason\[0\] is not a reason why a pair is fixed",
    ),
    "forbidden because it is fixed": (
        lambda: one({}, forbidden=[refused(0, 0, PairReason.ACCEPTED_OFFER)]),
        r"forbidden\.reason\[0\] is not a reason why a pair is forbidden",
    ),
    "a day before 1970": (
        lambda: replace(one({}), day=-1),
        "day is -1; it must lie between 0 and 100000",
    ),
    "what happened before the round is of a day after it": (
        lambda: one({}, earlier=[happened(0, day=DAY + 1)]),
        r"earlier\.day\[0\] lies after day",
    ),
    "half of what happened before": (
        lambda: one({}, earlier=[{"request": 0, "landlord": 0}]),
        r"earlier\.event\[0\] is -1; it must lie between 0",
    ),
    "a code of another list": (lambda: one({"care_type": AgeBand.AGE_18_20}), "is not CareType"),
    "a code where a set is asked": (
        lambda: one({"contract_forms": ContractForm.OWN_NAME}),
        "is not a set of ContractForm",
    ),
    "an anchor out of the country": (
        lambda: one({}, anchors=[anchor(0, x=300_000.0)]),
        r"anchors\.x\[0\] is 300000\.0; it must lie between 0\.0 and 280000\.0",
    ),
}


@pytest.mark.parametrize("kind", IMPOSSIBLE)
def test_what_cannot_be_is_refused_with_what_and_where(kind: str) -> None:
    make, words = IMPOSSIBLE[kind]
    with pytest.raises(ProblemError, match=words):
        make()


def tables_with_ids() -> list[str]:
    """The tables whose rows have an id."""
    return [name for name, table in Problem.table_kinds().items() if "id" in dict(table.specs())]


@pytest.mark.parametrize("name", tables_with_ids())
def test_an_id_that_occurs_twice_is_refused(full: Problem, name: str) -> None:
    table: Any = full.tables()[name]
    ids = table.id.copy()
    ids[1] = ids[0]
    with pytest.raises(ProblemError, match=rf"^{name}\.id\[1\] is the id of row 0 too$"):
        replace(full, **{name: replace(table, id=ids)})


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ProblemError, match=r"units\.place has 1 rows; the columns before it 2"):
        Units.from_columns(id=np.zeros((2, 16), dtype=np.uint8), place=[0])


def test_ids_of_another_width_are_refused() -> None:
    with pytest.raises(ProblemError, match=r"units\.id has shape \(2, 8\); expected \(2, 16\)"):
        Units.from_columns(id=np.zeros((2, 8), dtype=np.uint8), place=[0, 0])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1.0], r"requests\.persons holds float64; expected int32"),
        ([True], r"requests\.persons holds bool; expected int32"),
        (["1"], r"requests\.persons holds <U1; expected int32"),
        ([None], r"requests\.persons holds object; expected int32"),
    ],
)
def test_a_column_of_another_kind_is_refused(values: list[Any], words: str) -> None:
    kept: Table = one({}).requests
    with pytest.raises(ProblemError, match=words):
        Requests.from_columns(**(kept.columns() | {"persons": values}))


def test_a_number_is_no_flag() -> None:
    kept: Table = one({}).requests
    with pytest.raises(ProblemError, match=r"requests\.minors holds int64; expected bool"):
        Requests.from_columns(**(kept.columns() | {"minors": [1]}))


def test_a_set_of_codes_is_stored_as_bits_and_read_back() -> None:
    forms = frozenset({ContractForm.OMKLAP, ContractForm.CARE_STAY})
    kept = one({"contract_forms": forms}).requests.contract_forms
    assert frozenset(ContractForm.from_mask(int(kept[0]))) == forms


def test_a_place_has_as_many_rooms_as_it_has_units() -> None:
    world = World([], [place(units=3), place(), place(units=2)])
    assert world.problem().capacity().tolist() == [3, 1, 2]


def test_every_code_has_a_label_in_dutch_and_in_english() -> None:
    lists: set[type[Code]] = {spec.codes for _, _, spec in every_column() if spec.codes}
    assert all(code.nl and code.en for kind in lists for code in kind)
