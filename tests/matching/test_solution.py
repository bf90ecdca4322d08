"""What must follow for a plan when the question changes a little, and how a solution is read."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from crowded import crowded
from fuzzing import examples
from hypothesis import assume, given
from hypothesis import strategies as st
from invented import World, pinned, place, refused, request

from matching.canonical import FormError
from matching.codes.rounds import Status
from matching.generate import instance
from matching.policy import Policy
from matching.solution import Assignment, Solution
from matching.solve import solve

CROWDED = st.integers(0, 10**6).map(crowded)

ROOMIER: dict[str, Callable[[World], World]] = {
    "units": lambda world: replace(world, places=_more(world.places, "units")),
    "caseload": lambda world: replace(world, slots=_more(world.slots, "free")),
    "leases": lambda world: replace(world, providers=_more(world.providers, "free_leases")),
    "neighbourhoods": lambda world: replace(
        world, neighbourhood_caps=_more(world.neighbourhood_caps, "free")
    ),
    "Housing First": lambda world: replace(
        world, housing_first_caps=_more(world.housing_first_caps, "free")
    ),
    "quotas": lambda world: replace(world, quotas=_more(world.quotas, "at_most")),
    "no refusals": lambda world: replace(world, forbidden=[]),
    "another household": lambda world: replace(world, requests=[*world.requests, request()]),
}


def _more(rows: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """The rows with one more of something in each."""
    return [row | {name: row[name] + 1} for row in rows]


def row_of(world: World) -> dict[UUID, int]:
    """The row in `places` of each unit."""
    problem = world.problem()
    ids = [UUID(bytes=row.tobytes()) for row in problem.units.id]
    return dict(zip(ids, problem.units.place.tolist(), strict=True))


def row_of_request(line: Assignment) -> int:
    """The row of the household that was placed."""
    return line.request.int % 2**64 - 1


@pytest.mark.parametrize("more", ROOMIER)
@examples(4)
@given(question=CROWDED)
def test_more_room_never_makes_the_plan_worse(more: str, question: tuple[World, Policy]) -> None:
    world, policy = question
    before = solve(world.problem(), policy)
    assume(before.status is Status.OPTIMAL)
    after = solve(ROOMIER[more](world).problem(), policy)
    assert after.status is Status.OPTIMAL
    assert after.certificate.value >= before.certificate.value


@examples(6)
@given(question=CROWDED)
def test_pinning_the_plan_keeps_its_value(question: tuple[World, Policy]) -> None:
    world, policy = question
    before = solve(world.problem(), policy)
    assume(before.assignments)
    places = row_of(world)
    fixed = [pinned(row_of_request(line), places[line.place]) for line in before.assignments]
    after = solve(replace(world, fixed=fixed).problem(), policy)
    assert after.status is Status.OPTIMAL
    assert after.certificate.value == before.certificate.value


@examples(6)
@given(question=CROWDED, data=st.data())
def test_forbidding_a_pair_of_the_plan_never_makes_it_better(
    question: tuple[World, Policy], data: st.DataObject
) -> None:
    world, policy = question
    before = solve(world.problem(), policy)
    free = [line for line in before.assignments if line.fixed is None]
    assume(free)
    line = data.draw(st.sampled_from(free))
    refusal = refused(row_of_request(line), row_of(world)[line.place])
    after = solve(replace(world, forbidden=[*world.forbidden, refusal]).problem(), policy)
    assert after.status is Status.OPTIMAL
    assert after.certificate.value <= before.certificate.value


@examples(6)
@given(question=CROWDED, data=st.data())
def test_an_alternative_is_possible_where_nobody_else_has_a_place(
    question: tuple[World, Policy], data: st.DataObject
) -> None:
    world, policy = question
    before = solve(world.problem(), policy)
    pairs = [(line, other) for line in before.assignments for other in line.alternatives]
    assume(pairs)
    line, other = data.draw(st.sampled_from(pairs))
    row = row_of_request(line)
    assume(world.requests[row]["group"] < 0)
    others = [of for of in range(len(world.requests)) if of != row]
    kept_out = [refused(of, at) for of in others for at in range(len(world.places))]
    alone = [pinned(row, row_of(world)[other.place])]
    after = solve(
        replace(world, fixed=alone, forbidden=[*world.forbidden, *kept_out]).problem(), policy
    )
    assert [found.score for found in after.assignments] == [other.score]


def test_the_text_of_a_solution_is_read_back_the_same() -> None:
    solution = solve(instance(80, seed=6))
    assert solution.assignments
    assert solution.unplaced
    assert Solution.from_json(solution.to_json()) == solution
    assert Solution.from_json(solution.to_json().encode()).to_json() == solution.to_json()


def test_a_solution_holds_no_clock_and_no_path() -> None:
    told = json.loads(solve(instance(20, seed=6)).to_json())
    parts = {"status", "assignments", "unplaced", "conflicts", "certificate", "minimums"}
    assert set(told) == parts
    assert set(told["certificate"]) == {
        "tiers",
        "score",
        "score_bound",
        "score_proof",
        "minimums",
        "most_in_all",
        "problem_sha256",
        "policy_sha256",
        "engine_version",
    }


Told = dict[str, Any]
MISSPELT: dict[str, tuple[Callable[[Told], object], str]] = {
    "a field missing": (lambda told: told.pop("status"), "solution.status: missing"),
    "a field too many": (lambda told: told.update(note="x"), "solution.note: unknown field"),
    "an unknown code": (
        lambda told: told.update(status="DONE"),
        'solution.status: "DONE" is not one of OPTIMAL, STOPPED, CANCELLED, INFEASIBLE',
    ),
    "no list": (lambda told: told.update(unplaced={}), "solution.unplaced: expected a list"),
    "no object": (
        lambda told: told.update(certificate=[]),
        "solution.certificate: expected an object",
    ),
    "a bad id": (
        lambda told: told["assignments"][0].update(place="here"),
        'solution.assignments[0].place: "here" is not UUID',
    ),
    "text for a number": (
        lambda told: told["assignments"][0].update(score="1"),
        'solution.assignments[0].score: expected int, got "1"',
    ),
    "a flag for a number": (
        lambda told: told["assignments"][0].update(score=True),
        "solution.assignments[0].score: expected int, got true",
    ),
    "a fraction": (
        lambda told: told["certificate"].update(score=1.0),
        "solution.certificate.score: expected int, got 1.0",
    ),
    "nothing where something is needed": (
        lambda told: told["assignments"][0].update(tier=None),
        "solution.assignments[0].tier: expected text, got null",
    ),
}


@pytest.mark.parametrize("kind", MISSPELT)
def test_a_misspelt_solution_is_refused_with_its_field(kind: str) -> None:
    told = json.loads(solve(World([request()], [place()]).problem()).to_json())
    change, words = MISSPELT[kind]
    change(told)
    with pytest.raises(FormError) as refusal:
        Solution.from_json(json.dumps(told))
    assert str(refusal.value).startswith(words)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, b"\xff\xfe\xfd", "nul"])
def test_what_is_no_json_is_no_solution(text: str | bytes) -> None:
    with pytest.raises(FormError, match=r"^not JSON: "):
        Solution.from_json(text)
