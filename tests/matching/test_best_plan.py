"""The engine against every plan there is, on hundreds of tiny worlds with all features on."""

from math import prod

from by_hand import ByHand
from fuzzing import examples
from hypothesis import assume, given
from invented import World, place
from worlds import policies, worlds

from matching.check import check
from matching.codes.contracts import ContractForm
from matching.codes.rounds import Status
from matching.pairs.columns import columns_of
from matching.pairs.sheet import sheet_of
from matching.policy import Policy
from matching.solve import solve

MOST_PLANS = 4_000


@examples(35)
@given(world=worlds(), policy=policies())
def test_the_choices_and_their_scores_are_those_of_the_decision_table(
    world: World, policy: Policy
) -> None:
    by_hand = ByHand(world, policy)
    columns = columns_of(sheet_of(world.problem(), policy))
    rows = zip(
        columns.request.tolist(),
        columns.place.tolist(),
        columns.form.tolist(),
        columns.provider.tolist(),
        columns.score.tolist(),
        strict=True,
    )
    fixed = {row["request"]: row["place"] for row in world.fixed}
    found = {
        (of, at, ContractForm.at(form), who): score
        for of, at, form, who, score in rows
        if fixed.get(of, at) == at
    }
    expected = {
        (of, at, form, who): by_hand.score(of, at, form)
        for of in range(len(world.requests))
        for at, form, who in by_hand.options(of)
    }
    assert found.keys() - expected.keys() <= _closed_by_capacity_alone(world, by_hand, policy)
    assert expected.keys() - found.keys() <= _closed_by_capacity_alone(world, by_hand, policy)
    assert {key: found[key] for key in found.keys() & expected.keys()} == {
        key: expected[key] for key in found.keys() & expected.keys()
    }


def _closed_by_capacity_alone(
    world: World, by_hand: ByHand, policy: Policy
) -> set[tuple[int, int, ContractForm, int]]:
    """Choices that a capacity of nothing rules out on its own: either side may leave them in."""
    return {
        (of, *option)
        for of in range(len(world.requests))
        for option in by_hand.options(of)
        if not by_hand.holds({of: option})
    }


@examples(45)
@given(world=worlds(), policy=policies())
def test_no_plan_is_better_and_the_proof_says_so(world: World, policy: Policy) -> None:
    by_hand = ByHand(world, policy)
    many = prod(1 + len(by_hand.options(of)) for of in range(len(world.requests)))
    assume(many <= MOST_PLANS)
    best = by_hand.best()
    solution = solve(world.problem(), policy)
    assert check(world.problem(), policy, solution) == []
    if best is None:
        assert solution.status is Status.INFEASIBLE
        assert solution.conflicts
    else:
        assert solution.status is Status.OPTIMAL
        assert solution.certificate.value == best
        assert solution.certificate.gap == 0
        assert solution.certificate.most_in_all is not None
        assert solution.certificate.most_in_all >= by_hand.most()


@examples(13)
@given(world=worlds(), policy=policies())
def test_another_place_never_makes_the_plan_worse(world: World, policy: Policy) -> None:
    assume(not world.fixed)
    before = solve(world.problem(), policy).certificate.value
    world.places.append(place(contract_forms=frozenset(ContractForm), property=3, complex=3))
    assert solve(world.problem(), policy).certificate.value >= before
