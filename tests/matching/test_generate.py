"""The invented country: its make-up, its size, and that a flow can carry the laminar kind."""

import numpy as np
import pytest

from matching.archive import digest
from matching.capacity.limits import families
from matching.capacity.model import Model, caseload_of_request
from matching.check import check
from matching.codes.rounds import Level, PairReason
from matching.generate import country, instance
from matching.generate.outline import inside
from matching.pairs.candidates import pairs_of
from matching.pairs.columns import columns_of
from matching.pairs.kernel import kernel_of
from matching.pairs.sheet import sheet_of
from matching.policy import Policy, RuleLevel
from matching.problem import Problem
from matching.solve import solve
from matching.table import MOST
from matching.tiers import tiers_of

KINDS = pytest.mark.parametrize("crossing", [False, True], ids=["laminar", "crossing"])


def share(flags: np.ndarray) -> float:
    return float(np.mean(flags))


@KINDS
def test_the_same_seed_gives_the_same_country_and_another_seed_another(crossing: bool) -> None:
    told = digest(country(300, 7, crossing))
    assert digest(country(300, 7, crossing)) == told
    assert digest(country(300, 8, crossing)) != told
    assert digest(country(300, 7, not crossing)) != told


@pytest.mark.parametrize("people", [0, 1, 2, 30])
@KINDS
def test_the_smallest_countries_stand(people: int, crossing: bool) -> None:
    problem = country(people, 1, crossing)
    assert len(problem.requests) == people
    assert len(problem.units) == round(0.9 * people)
    solution = solve(problem)
    assert check(problem, Policy(), solution) == []


def test_the_country_is_made_up_as_the_real_one() -> None:
    problem = country(20_000, 3, crossing=True)
    asks, places = problem.requests, problem.places
    assert len(problem.regions) == 43
    assert len(problem.neighbourhoods) == 3_200
    assert 330 <= len(np.unique(places.municipality)) <= 344
    assert len(problem.units) == 18_000
    assert 0.45 <= len(places) / len(asks) <= 0.55
    capacity = problem.capacity()
    assert set(np.unique(capacity)) >= {1, *range(4, 28)}
    assert capacity.max() == 27
    assert inside(np.column_stack([places.x, places.y])).all()
    assert inside(np.column_stack([problem.anchors.x, problem.anchors.y])).all()
    large = np.bincount(asks.preferred_region[asks.preferred_region >= 0], minlength=43)[:4].sum()
    assert large / (asks.preferred_region >= 0).sum() == pytest.approx(1 / 3, abs=0.02)
    assert share(asks.region_is_must) == pytest.approx(0.82, abs=0.02)
    cared = asks.care_type > 0
    assert share(asks.provider[cared] >= 0) == pytest.approx(0.7, abs=0.02)
    assert (asks.provider[~cared] < 0).all()
    avoided = problem.forbidden.reason == PairReason.AREA_TO_AVOID.position
    assert share(np.bincount(problem.forbidden.request[avoided], minlength=20_000) > 0) < 0.06
    assert set(tiers_of(problem, Policy())) == {0, 1, 2, 3}
    quotas, towns = problem.quotas, problem.quotas.municipality >= 0
    agreed = quotas.at_least[towns].sum() / quotas.at_most[towns].sum()
    assert agreed == pytest.approx(0.4, abs=0.03)
    assert quotas.at_least[quotas.youth == 1].tolist() == [18_000 // 5]
    assert not quotas.at_least[~towns & (quotas.youth < 1)].any()


def test_in_a_region_owners_and_the_young_have_a_minimum() -> None:
    quotas = instance(2_000, seed=1, regions=3).quotas
    owners, young = quotas.landlord >= 0, quotas.youth == 1
    assert (quotas.at_least[owners] == quotas.at_most[owners] * 9 // 10).all()
    assert sorted(quotas.region[young]) == [0, 1, 2]
    assert 1_200 / 4 - 3 <= quotas.at_least[young].sum() <= 1_200 * 2 / 5
    assert (quotas.at_most[young] == MOST).all()


@pytest.mark.long
def test_a_round_that_aims_at_minimums_is_less_short_of_them() -> None:
    told = Policy(levels=(RuleLevel("E27_MINIMUM", Level.WARNING),))
    for problem in (country(1_000, 1, crossing=True), instance(400, 3)):
        aims, tells = solve(problem), solve(problem, told)
        assert check(problem, Policy(), aims) == []
        short, otherwise = (sum(one.short for one in each.minimums) for each in (aims, tells))
        assert 0 < short < otherwise


def test_an_area_to_avoid_is_a_whole_circle_of_places() -> None:
    problem = country(3_000, 5)
    avoided = problem.forbidden.reason == PairReason.AREA_TO_AVOID.position
    who, where = problem.forbidden.request[avoided], problem.forbidden.place[avoided]
    at = np.column_stack([problem.places.x, problem.places.y])
    most = int(np.bincount(who).argmax())
    listed = set(where[who == most].tolist())
    middle = (at[list(listed)].min(axis=0) + at[list(listed)].max(axis=0)) / 2
    near = np.nonzero(((at - middle) ** 2).sum(axis=1) < 1_000**2)[0]
    assert len(near)
    assert set(near.tolist()) <= listed
    span = at[list(listed)].max(axis=0) - at[list(listed)].min(axis=0)
    assert span.max() <= 2 * 2_500


@pytest.mark.parametrize("seed", range(3))
def test_a_thousand_people_have_about_five_thousand_pairs(seed: int) -> None:
    problem = country(1_000, seed)
    pairs = pairs_of(kernel_of(sheet_of(problem, Policy())))
    assert 2_500 <= len(pairs) <= 7_000
    nobody = (np.diff(pairs.first) == 0).mean()
    assert 0.35 <= nobody <= 0.6


def model_of(problem: Problem) -> Model:
    """All choices and limits of a problem, with everybody in one tier."""
    sheet = sheet_of(problem, Policy())
    columns, people = columns_of(sheet), len(problem.requests)
    rank = np.zeros(people, dtype=np.int64)
    return Model(columns, rank, people, tuple(families(sheet, columns)))


def crosses(model: Model) -> bool:
    """Whether a limit stands outside the tree that a flow can carry."""
    crossing = any((part.row >= 0).any() for part in model.families if part.kind == "CROSSING")
    kept = caseload_of_request(model)
    caseload = next(part.row for part in model.families if part.kind == "CASELOAD")
    return crossing or bool((caseload != kept[model.columns.request]).any())


@pytest.mark.parametrize("seed", range(3))
def test_a_flow_carries_the_laminar_kind_and_not_the_crossing_kind(seed: int) -> None:
    assert not crosses(model_of(country(1_000, seed)))
    assert crosses(model_of(country(1_000, seed, crossing=True)))


def test_a_regional_instance_has_about_the_places_asked_for() -> None:
    problem = instance(200, seed=1, places=100, regions=2)
    assert (len(problem.requests), len(problem.regions)) == (200, 2)
    assert 100 <= len(problem.units) < 106
