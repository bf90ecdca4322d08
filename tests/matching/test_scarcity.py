"""What one more of something would bring, against the round solved anew with it."""

from dataclasses import replace

import numpy as np
import pytest
from fuzzing import many
from resolved import assigned, resolved

from matching.capacity.ladder import Gain
from matching.codes.care import CareType
from matching.flow import room
from matching.generate import country
from matching.policy import Policy
from matching.reasons.network import network_of
from matching.reasons.standing import standing
from matching.scarcity import shadows
from matching.solve import solve


def _order(gain: Gain) -> tuple[int, ...]:
    return (*gain.placed, gain.points)


def test_one_more_unit_brings_what_the_table_says() -> None:
    exact = 0
    for seed in range(many(6)):
        world, policy = assigned(seed, 6)
        problem = world.problem()
        stood = standing(problem, policy, solve(problem, policy))
        if not stood.proven:
            continue
        best = resolved(problem, policy)
        nothing = _order(best.over(best))
        for one in shadows(stood).places:
            anew = max(
                _order(resolved(_more(world, at, one).problem(), policy).over(best))
                if one.contract_form in row["contract_forms"]
                else nothing
                for at, row in enumerate(world.places)
                if row["municipality"] == one.municipality and row["persons_max"] == one.persons
            )
            assert anew == _order(one.gain) if one.exact else anew >= _order(one.gain)
            exact += one.exact and one.gain.better
    assert exact > many(6)


def test_ways_in_are_as_long_whether_the_nearest_go_first_or_all_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, policy = country(700, seed=3), Policy()
    stood = standing(problem, policy, solve(problem, policy))
    at_once = network_of(stood).room
    monkeypatch.setattr(room, "FEW", 0)
    nearest_first = network_of(stood).room
    assert (at_once.into[: at_once.tree.places] > 0).sum() > 100
    for part in ("into", "slot", "cost"):
        np.testing.assert_array_equal(getattr(nearest_first, part), getattr(at_once, part))


def _more(world, at, one):  # type: ignore[no-untyped-def]
    more = dict(world.places[at], units=1, contract_forms=frozenset({one.contract_form}))
    again = [dict(pair, place=len(world.places)) for pair in world.forbidden if pair["place"] == at]
    return replace(world, places=[*world.places, more], forbidden=[*world.forbidden, *again])


@pytest.mark.long
def test_one_more_slot_of_caseload_brings_what_the_table_says() -> None:
    asked = 0
    for seed in range(many(100)):
        if asked > many(1):
            break
        world, policy = assigned(seed, 7)
        problem = world.problem()
        stood = standing(problem, policy, solve(problem, policy))
        if not stood.proven:
            continue
        found = shadows(stood)
        assert all(one.care_type is not CareType.NONE for one in found.slots)
        # A slot where there was none opens pairs that were not there.
        there = [at for at, row in enumerate(world.slots) if row["free"] and found.exact]
        best = resolved(problem, policy) if there else None
        for at, one in enumerate(found.slots):
            if best and at in there:
                slots = [dict(row) for row in world.slots]
                slots[at]["free"] += 1
                anew = resolved(replace(world, slots=slots).problem(), policy).over(best)
                assert anew == one.gain
                asked += anew.better
    assert asked > many(1)
