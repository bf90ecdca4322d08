"""The fast way to find pairs says the same as the rules asked of every pair, one by one."""

import numpy as np
import pytest
from fuzzing import examples
from hypothesis import given
from hypothesis import strategies as st
from invented import World
from worlds import policies, worlds

from matching.capacity.family import Family
from matching.capacity.limits import by_option
from matching.capacity.quotas import capped, layers
from matching.codes.contracts import ContractForm
from matching.codes.rounds import Level
from matching.generate import country, instance
from matching.optimum.options import options_of
from matching.pairs import candidates
from matching.pairs.block import every_pair
from matching.pairs.candidates import pairs_of
from matching.pairs.columns import columns_of
from matching.pairs.eligibility import open_forms
from matching.pairs.kernel import kernel_of
from matching.pairs.points import points_by_kind
from matching.pairs.scoring import soft_points, waiting_points
from matching.pairs.sheet import Sheet, sheet_of
from matching.policy import Policy, RuleLevel
from matching.problem import Problem

seeds = st.integers(0, 10**6)
LEVELS = (
    (),
    (RuleLevel("E12_SHARE", Level.HARD), RuleLevel("E16_SUITABLE", Level.HARD)),
    (RuleLevel("E17_POINTS", Level.HARD), RuleLevel("E20_NEAR", Level.WARNING)),
)


def says_the_same(problem: Problem, policy: Policy) -> None:
    sheet = sheet_of(problem, policy)
    every = every_pair(sheet, np.arange(len(problem.requests)), np.arange(len(problem.places)))
    expected = np.broadcast_to(open_forms(every), (len(problem.requests), len(problem.places)))
    kernel = kernel_of(sheet)
    pairs = pairs_of(kernel)
    request = pairs.request_of(np.arange(len(pairs)))
    found = np.zeros_like(expected)
    found[request, pairs.place] = pairs.forms
    assert (found == expected).all()
    assert len(pairs) == np.count_nonzero(expected)
    assert (np.diff(request * len(problem.places) + pairs.place.astype(np.int64)) > 0).all()
    points = points_by_kind(kernel, pairs)
    for form in ContractForm:
        worth = _points(sheet, form)[request, pairs.place]
        assert (points[kernel.kind_of_form[form.position]] == worth).all()


def _points(sheet: Sheet, form: ContractForm) -> np.ndarray:
    """What soft rules and waiting make of every pair under one form."""
    problem = sheet.problem
    every = every_pair(sheet, np.arange(len(problem.requests)), np.arange(len(problem.places)))
    total = np.zeros((len(problem.requests), len(problem.places)), dtype=np.int64)
    total += waiting_points(problem, sheet.policy)[:, None]
    for rule in sheet.policy.pair_rules(Level.SOFT):
        if rule.forms & form.bit:
            total = total + soft_points(rule, every)
    return total


@examples(20)
@given(world=worlds(), policy=policies())
def test_tiny_worlds_with_everything_in_them(world: World, policy: Policy) -> None:
    says_the_same(world.problem(), policy)


@examples(8)
@given(seed=seeds, levels=st.sampled_from(LEVELS))
def test_regions(seed: int, levels: tuple[RuleLevel, ...]) -> None:
    says_the_same(instance(60, seed=seed, regions=3), Policy(levels=levels))


@pytest.mark.parametrize("crossing", [False, True])
def test_a_country_in_blocks_and_tiles(crossing: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "CELLS", 5_000)
    monkeypatch.setattr(candidates, "ONE_TILE", 20)
    says_the_same(country(900, seed=4, crossing=crossing), Policy())


@examples(8)
@given(seed=seeds, grid=st.sampled_from((1, 64)))
def test_prices_by_kind_of_pair_are_those_of_every_choice(seed: int, grid: int) -> None:
    sheet = sheet_of(country(250, seed=seed, crossing=True), Policy())
    kernel = kernel_of(sheet)
    pairs = pairs_of(kernel)
    options = options_of(kernel, pairs)
    random = np.random.default_rng(seed)
    prices = [random.integers(0, 60, len(family.upper)) for family in options.families]
    found = options.gains(prices, grid)
    columns = columns_of(sheet)
    net = columns.score * grid
    for family, price in zip(_limits(sheet), prices, strict=True):
        net -= np.where(family.row >= 0, family.sign * np.append(price, 0)[family.row], 0)
    places = len(sheet.problem.places)
    pair = np.arange(len(pairs))
    key = pairs.request_of(pair) * places + pairs.place
    expected = np.full(len(pairs), np.iinfo(np.int64).min)
    np.maximum.at(expected, np.searchsorted(key, columns.request * places + columns.place), net)
    assert (found == expected).all()


def _limits(sheet: Sheet) -> list[Family]:
    return by_option(sheet.problem, columns_of(sheet))


def test_many_quotas_are_a_few_families() -> None:
    problem = country(300, seed=1, crossing=True)
    assert len(problem.quotas) > 300
    assert len(layers(problem, capped(problem))) == 3
