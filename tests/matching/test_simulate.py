"""A year of weekly rounds: what by hand is seen in tiny years, and what holds in every year."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from fuzzing import many
from invented import DAY, Row, World, agreement, happened, place, provider, quota, request, slot

from matching import canonical
from matching.check.capacities import wrong_capacities
from matching.check.verdict import judged
from matching.codes.care import CareLevel, CareType
from matching.codes.contracts import ContractForm
from matching.codes.places import Accessibility
from matching.codes.rounds import Level, PairReason
from matching.policy import Policy, RuleLevel
from matching.problem import Earlier
from matching.simulate import WAYS, Outcome, Way, WrongPlan, Year, most_placed, outcome_of, run
from matching.simulate.run import State
from matching.simulate.scene import present
from matching.simulate.week import Planned, Week
from matching.simulate.year import year_of

POLICY = Policy()
BY_CODE = {way.code: way for way in WAYS}
FCFS, BY_TIER, BY_SCORE, BEST, AHEAD = (
    BY_CODE[code] for code in ("FCFS", "BY_TIER", "BY_SCORE", "BEST", "AHEAD_4")
)
every_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.code)

Dated = tuple[int, Row]


def year(
    requests: list[Dated], places: list[Dated], weeks: int = 2, no: int = 0, **more: Any
) -> Year:
    """A year from rows with the week in which each asks or comes free."""
    first = [{**row, "start_day": DAY + 7 * week} for week, row in requests]
    homes = [{**row, "available_from_day": DAY + 7 * week} for week, row in places]
    problem = World(requests=first, places=homes, **more).problem()
    asks, frees = (np.array([week for week, _ in rows]) for rows in (requests, places))
    return Year(problem, asks, frees, weeks, seed=1, refused_percent=no)


def weeks_of(found: Year, way: Way) -> list[int]:
    """The week of each request's placement, -1 for none."""
    return run(found, POLICY, way.plan).placed_in.tolist()


WHEELCHAIR = {"accessibility": Accessibility.LARGE_WHEELCHAIR}
STEEP = {"accessibility": Accessibility.NONE}


def test_by_arrival_the_longest_wait_goes_first_whoever_is_urgent() -> None:
    found = year(
        [(0, request(urgent=True)), (0, request(waiting_since_day=DAY - 7))], [(0, place())]
    )
    assert weeks_of(found, FCFS) == [-1, 0]


@pytest.mark.parametrize("way", [BY_TIER, BEST])
def test_by_tier_the_urgent_go_first_however_short_they_wait(way: Way) -> None:
    found = year(
        [(0, request(urgent=True)), (0, request(waiting_since_day=DAY - 7))], [(0, place())]
    )
    assert weeks_of(found, way) == [0, -1]


def test_by_hand_each_takes_the_place_of_most_points_even_if_another_needs_it() -> None:
    """The first to come fits both and takes the one that is alone fit for the second."""
    near = place(municipality=5)
    rows = [
        (0, request(origin_municipality=5, waiting_since_day=DAY - 7)),
        (0, request(**WHEELCHAIR)),
    ]
    found = year(rows, [(0, near), (0, place(**STEEP))])
    assert weeks_of(found, FCFS) == weeks_of(found, BY_TIER) == [0, -1]
    assert weeks_of(found, BEST) == [0, 0]


def test_by_score_the_best_match_goes_first_whoever_waits_or_is_urgent() -> None:
    """The last one comes from the place's own municipality, which counts more than seven weeks."""
    rows = [
        (0, request(urgent=True, origin_municipality=7)),
        (0, request(origin_municipality=7, waiting_since_day=DAY - 49)),
        (0, request(origin_municipality=5)),
    ]
    found = year(rows, [(0, place(municipality=5))])
    assert weeks_of(found, BY_SCORE) == [-1, -1, 0]
    assert weeks_of(found, FCFS) == [-1, 0, -1]
    assert weeks_of(found, BY_TIER) == [0, -1, -1]


@every_way
def test_who_asks_later_gets_nothing_sooner(way: Way) -> None:
    found = year([(2, request()), (0, request())], [(1, place()), (0, place())], weeks=3)
    assert weeks_of(found, way) == [2, 0]


@every_way
def test_a_place_whose_time_is_over_is_given_to_nobody(way: Way) -> None:
    short = place(available_until_day=DAY + 7 * 60)
    brief = request(minimum_stay_days=365)
    assert weeks_of(year([(7, brief)], [(0, short)], weeks=8), way) == [7]
    assert weeks_of(year([(8, brief)], [(0, short)], weeks=9), way) == [-1]


@every_way
def test_who_always_says_no_is_asked_once_for_each_place(way: Way) -> None:
    found = year([(0, request())], [(0, place()), (0, place())], weeks=4, no=100)
    state = run(found, POLICY, way.plan)
    assert sorted(state.refused) == [(0, 0), (0, 1)]
    assert not state.taken.any()
    assert (outcome_of("", found, state).placed, outcome_of("", found, state).refusals) == (0, 2)


def test_about_as_many_say_no_as_was_said() -> None:
    found = replace(year_of(10, 4), refused_percent=10)
    requests, places = np.divmod(np.arange(40_000), 200)
    said = found.refuses(requests, places)
    assert 0.09 < said.mean() < 0.11
    assert (said == found.refuses(requests, places)).all()
    assert (said != replace(found, seed=5).refuses(requests, places)).any()
    by_request = said.reshape(-1, 200).mean(axis=1)
    assert by_request.min() > 0
    assert by_request.max() < 0.3


@every_way
def test_caseload_comes_free_through_the_year_and_is_used_once(way: Way) -> None:
    care = {"care_type": CareType.AMBULANT, "care_level": CareLevel.LIGHT, "provider": 0}
    found = year(
        [(0, request(**care)) for _ in range(3)],
        [(0, place()) for _ in range(3)],
        weeks=4,
        providers=[provider()],
        slots=[slot(free=2)],
        agreements=[agreement(ContractForm.OWN_NAME)],
    )
    assert sorted(weeks_of(found, way)) == [-1, 1, 3]


ONCE = {
    "quota": ({}, {"quotas": [quota(region=0, at_most=1)]}),
    "neighbourhood": (
        {"neighbourhood": 0},
        {"neighbourhood_caps": [{"neighbourhood": 0, "free": 1}]},
    ),
    "share": ({}, {"housing_first_caps": [{"complex": 0, "free": 1}]}),
}


@every_way
@pytest.mark.parametrize("limit", ONCE)
def test_what_a_limit_leaves_is_used_once_in_the_whole_year(way: Way, limit: str) -> None:
    of_place, limits = ONCE[limit]
    care = {"care_type": CareType.AMBULANT, "care_level": CareLevel.LIGHT, "provider": 0}
    found = year(
        [(0, request(housing_first=True, **care)), (1, request(housing_first=True, **care))],
        [(0, place(**of_place)), (1, place(**of_place))],
        providers=[provider()],
        slots=[slot(free=4)],
        agreements=[agreement(ContractForm.OWN_NAME)],
        **limits,
    )
    hard = Policy(levels=(RuleLevel("E12_SHARE", Level.HARD),))
    assert sorted(run(found, hard, way.plan).placed_in.tolist()) == [-1, 0]


def ahead_of(past: list[Dated]) -> Year:
    """One who waits, one urgent who comes next week, one place for either."""
    return year([(0, request()), (1, request(urgent=True)), *past], [(0, place())])


def test_a_place_is_kept_where_the_year_before_had_somebody_to_gain_by_it() -> None:
    past = [(week, request(urgent=True)) for week in (-2, -1)]
    assert weeks_of(ahead_of(past), AHEAD)[:2] == [-1, 1]
    assert weeks_of(ahead_of(past), BEST)[:2] == [0, -1]


def test_no_place_is_kept_where_nobody_would_gain_by_it() -> None:
    past = [(week, request()) for week in (-2, -1)]
    assert weeks_of(ahead_of(past), AHEAD)[:2] == [0, -1]
    assert weeks_of(ahead_of([]), AHEAD)[:2] == [0, -1]


def test_looking_ahead_does_not_see_who_really_comes() -> None:
    past = [(week, request(urgent=True)) for week in (-2, -1)]
    nobody = year([(0, request()), *past], [(0, place())])
    assert weeks_of(nobody, AHEAD)[0] == 1


def test_knowing_the_year_may_place_more_than_any_weekly_plan() -> None:
    """Who comes first fits both places, of which the second comes free a week later."""
    found = year([(0, request()), (1, request(**WHEELCHAIR))], [(0, place()), (1, place(**STEEP))])
    assert weeks_of(found, BEST) == [0, -1]
    assert most_placed(found, POLICY) == 2
    assert most_placed(year([(0, request())], [(2, place())]), POLICY) == 0
    assert most_placed(year([(-1, request())], [(0, place())]), POLICY) == 0


@cache
def invented(seed: int) -> Year:
    return year_of(150, weeks=6, seed=seed)


@cache
def ended(seed: int, code: str) -> State:
    return run(invented(seed), POLICY, BY_CODE[code].plan)


SEEDS = range(1, 1 + many(1))
each_seed = pytest.mark.parametrize("seed", SEEDS)


@every_way
@each_seed
def test_nobody_is_placed_before_asking_and_no_unit_is_given_twice(way: Way, seed: int) -> None:
    found, state = invented(seed), ended(seed, way.code)
    placed = state.placed_in >= 0
    units = state.unit[placed]
    assert placed.any()
    assert len(set(units.tolist())) == len(units) == state.taken.sum()
    assert (found.asks[placed] >= 0).all()
    assert (found.asks[placed] <= state.placed_in[placed]).all()
    frees = found.frees[found.problem.units.place[units]]
    assert (frees >= 0).all()
    assert (frees <= state.placed_in[placed]).all()
    assert (state.unit[~placed] == -1).all()


@every_way
@each_seed
def test_all_of_the_year_together_stays_within_the_limits_of_the_year(way: Way, seed: int) -> None:
    found, state = invented(seed), ended(seed, way.code)
    problem = found.problem
    limits = {
        "E11_CASELOAD": problem.slots.free.sum(),
        "E06_LEASES": problem.providers.free_leases.sum(),
        "E27_NEIGHBOURHOOD": problem.neighbourhood_caps.free.sum(),
    }
    for rule, limit in limits.items():
        used = sum(many for (of, _), many in state.used.items() if of == rule)
        assert used <= limit
    left = state.left(found, found.weeks)
    assert (left["slots"].free >= 0).all()
    assert left["slots"].free.sum() == limits["E11_CASELOAD"] - sum(
        many for (of, _), many in state.used.items() if of == "E11_CASELOAD"
    )


@every_way
@each_seed
def test_who_said_no_did_not_get_that_place_after_all(way: Way, seed: int) -> None:
    found, state = invented(seed), ended(seed, way.code)
    placed = np.nonzero(state.placed_in >= 0)[0]
    places = found.problem.units.place[state.unit[placed]].astype(np.int64)
    assert not found.refuses(placed, places).any()
    assert len(set(state.refused)) == len(state.refused)


@each_seed
def test_no_way_of_planning_places_more_than_knowing_the_year(seed: int) -> None:
    most = most_placed(invented(seed), POLICY)
    placed = [int((ended(seed, way.code).placed_in >= 0).sum()) for way in WAYS]
    assert max(placed) <= most
    assert min(placed) > most // 2


def outcome(seed: int, way: Way) -> Outcome:
    return outcome_of(way.code, invented(seed), ended(seed, way.code))


@every_way
def test_the_counts_of_the_year_are_those_of_its_people(way: Way) -> None:
    found, state, told = invented(1), ended(1, way.code), outcome(1, way)
    rows = found.problem.requests
    asked = [row for row in range(len(rows)) if found.asks[row] >= 0]
    placed = [row for row in asked if state.placed_in[row] >= 0]
    waited = {
        row: (DAY + 7 * int(state.placed_in[row]) - int(found.since(np.array([row]))[0])) // 7
        for row in placed
    }
    assert (told.asked, told.placed) == (len(asked), len(placed))
    assert told.never_placed == len(asked) - len(placed)
    assert told.weeks_waited == sum(waited.values())
    urgent = [row for row in placed if rows.urgent[row]]
    assert told.urgent_placed == len(urgent)
    assert told.urgent_weeks_waited == sum(waited[row] for row in urgent)
    assert told.placed_by_week[-1] == told.placed
    assert told.urgent_by_week[-1] == told.urgent_placed
    assert told.placed_by_week == tuple(sorted(told.placed_by_week))
    assert told.youth_long_by_week[-1] <= told.youth_waited_long <= told.youth_asked


@each_seed
def test_the_same_seed_gives_the_same_bytes(seed: int) -> None:
    again = year_of(150, weeks=6, seed=seed)
    told = outcome_of(BEST.code, again, run(again, POLICY, BEST.plan))
    assert canonical.to_json(told) == canonical.to_json(outcome(seed, BEST))


def test_another_seed_gives_another_year() -> None:
    assert outcome(1, BEST) != outcome(2, BEST)


def test_a_plan_that_breaks_a_rule_ends_the_year_with_its_week() -> None:
    def careless(week: Week) -> Planned:
        return Planned(week.scene(), ((0, 0, ContractForm.OWN_NAME.position, -1),))

    found = year([(0, request(**WHEELCHAIR))], [(0, place(**STEEP))])
    with pytest.raises(WrongPlan, match=r"week 0: .* breaks E13_ACCESS"):
        run(found, POLICY, careless)


def test_a_scene_holds_who_waits_and_what_is_free_with_their_own_pairs() -> None:
    found = year_of(100, weeks=4, seed=3)
    events = [happened(row) for row in range(len(found.problem.requests))]
    found = replace(found, problem=replace(found.problem, earlier=Earlier.of(events)))
    state = run(found, POLICY, FCFS.plan)
    scene = Week(found, state, 3, present(found, state, 3), POLICY).scene()
    problem, whole = scene.problem, found.problem
    assert problem.earlier.request.tolist() == list(range(len(problem.requests)))
    assert (problem.requests.id == whole.requests.id[scene.requests]).all()
    assert (problem.units.id == whole.units.id[list(scene.units.values())]).all()
    of = problem.units.place
    assert (scene.places[of] == whole.units.place[list(scene.units.values())]).all()
    pairs = problem.forbidden
    kept = set(zip(scene.requests[pairs.request], scene.places[pairs.place], strict=True))
    every = state.forbidden(found)
    known = set(zip(every.request.tolist(), every.place.tolist(), strict=True))
    here = {(of, at) for of, at in known if of in set(scene.requests) and at in set(scene.places)}
    assert kept == here
    assert PairReason.REFUSED_BEFORE.position in pairs.reason
    assert (problem.requests.start_day == problem.day).all()
    assert list(wrong_capacities(judged(problem, POLICY, ()).plan)) == []
