"""A new plan with choices that come in by price, against the one with all choices in one model."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

import pytest
from by_price import few_at_a_time
from crowded import crowded
from fuzzing import many

from matching import anew
from matching.codes.rounds import Status
from matching.difference import Repair
from matching.optimum import national, sums
from matching.optimum.sums import point_over
from matching.pairs.reach import Reach
from matching.reasons.standing import Standing, standing
from matching.repair import Act, Pair, Since, sticky_plan, what_if
from matching.solution import Solution
from matching.solve import solve

Ask = Callable[[], Repair]


def _rounds() -> Iterator[tuple[int, Standing, Solution]]:
    for seed in range(many(8)):
        world, policy = crowded(seed, 7)
        policy = replace(policy, stickiness=seed % 3 * 40)
        problem = world.problem()
        solution = solve(problem, policy)
        if solution.status is Status.OPTIMAL and len(solution.assignments) > 3:
            yield seed, standing(problem, policy, solution), solution


def _asked(seed: int, stood: Standing, solution: Solution) -> Iterator[Ask]:
    """A new plan after whatever can have happened, and each act on a pair."""
    no, yes, out, other = (
        solution.assignments[(seed + turn) % len(solution.assignments)] for turn in range(4)
    )
    fixed = {stood.names.request[row] for row in stood.problem.fixed.request.tolist()}
    since = Since(
        refused=tuple(Pair(one.request, one.place) for one in (no,) if one.request not in fixed),
        kept=(Pair(yes.request, yes.place),),
        gone=(out.request,),
        taken=(out.place,),
    )
    yield partial(sticky_plan, stood, since)
    yield partial(sticky_plan, stood, Since(taken=(other.place,)))
    rest = (Pair(one.request, one.place) for one in solution.assignments if one is not out)
    all_kept = Since(kept=tuple(rest), gone=(out.request,))
    yield partial(sticky_plan, stood, all_kept)
    for act, pair in (
        (Act.VETO, Pair(other.request, other.place)),
        (Act.HOLD, Pair(no.request, no.place)),
        (Act.PIN, Pair(stood.names.request[seed % len(stood.tier)], yes.place)),
    ):
        yield partial(what_if, stood, act, pair)


def _by_price(ask: Ask) -> Repair:
    with pytest.MonkeyPatch.context() as patch:
        few_at_a_time(patch)
        patch.setattr(anew, "LISTED", 0)
        patch.setattr(anew, "REGION", 0)
        return ask()


def _stay(stood: Standing, found: Repair) -> int:
    """How many have the very place that they had."""
    return int(stood.chosen.sum()) - sum(move.before is not None for move in found.moves)


def test_where_a_point_cannot_count_for_more_a_new_plan_is_worth_the_same() -> None:
    for seed, stood, solution in islice(_rounds(), 2):
        for ask in _asked(seed, stood, solution):
            usual = ask()
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(sums, "HEAVIEST", 1)
                listed = ask()
                patch.setattr(anew, "LISTED", 0)
                patch.setattr(anew, "REGION", 0)
                assert ask().gain == listed.gain == usual.gain


def test_a_point_counts_for_more_than_all_that_stay_or_for_one() -> None:
    for points, counts in ((1_000, 20_001), (1 << 27, 1)):
        assert point_over(Reach(0, points, "E20_NEAR"), 20_000, 25, 6) == counts


def test_by_price_a_new_plan_is_the_one_of_all_choices_and_moves_as_few() -> None:
    alike = 0
    for seed, stood, solution in _rounds():
        for ask in _asked(seed, stood, solution):
            listed, found = ask(), _by_price(ask)
            if not found.proven:
                continue
            assert (found.possible, found.gain) == (listed.possible, listed.gain)
            assert _stay(stood, found) == _stay(stood, listed)
            alike += 1
    assert alike > many(25)


def test_as_many_as_a_proven_plan_had_are_not_proven_to_be_the_most_again() -> None:
    asked = 0
    for seed, stood, solution in islice(_rounds(), 4):
        assert stood.settled
        for ask in islice(_asked(seed, stood, solution), 3, None):
            found = _by_price(ask)
            if any(found.gain.placed) or found.minimums or not found.possible:
                continue
            with pytest.MonkeyPatch.context() as patch:
                patch.delattr(national, "_at_prices_of")
                assert _by_price(ask) == found
            asked += 1
    assert asked > 2


def test_a_certificate_of_another_policy_or_with_a_count_left_open_settles_nothing() -> None:
    _, stood, solution = next(_rounds())
    problem, policy = stood.problem, stood.policy
    other = replace(policy, waiting_points=policy.waiting_points + 1)
    assert not standing(problem, other, solution).settled
    first, *rest = solution.certificate.tiers
    open_ = replace(first, bound=first.placed + 1)
    certificate = replace(solution.certificate, tiers=(open_, *rest))
    assert not standing(problem, policy, replace(solution, certificate=certificate)).settled
