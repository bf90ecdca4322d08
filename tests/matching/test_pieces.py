"""A country cut in pieces: what they make together is a good place to begin."""

import pickle
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from fuzzing import examples
from hypothesis import given
from hypothesis import strategies as st

from matching.capacity.family import MARKS, MINIMUM, NOWHERE, Family
from matching.capacity.minimums import aimed_at, order_of
from matching.capacity.model import Chosen, Model
from matching.codes.rounds import Level
from matching.generate import country
from matching.optimum import piecewise
from matching.optimum.apart import Piece, solved
from matching.optimum.crossing import with_marks
from matching.optimum.optimizer import BASIC, LOWER, Numbers, relaxed
from matching.optimum.pieces import cut_out, groups, pieces_of
from matching.optimum.piecewise import by_pieces, squared
from matching.optimum.priced import Priced, priced
from matching.optimum.restricted import Goal, core_of
from matching.pairs.candidates import pairs_of
from matching.pairs.kernel import kernel_of
from matching.pairs.sheet import sheet_of
from matching.policy import Policy, RuleLevel
from matching.stop import Stop
from matching.tiers import tiers_of

NEVER = Stop()
# Only the quota on all who are not young is a limit of every region.
WIDE_ROWS = 1
ONLY_TOLD = Policy(levels=(RuleLevel("E27_MINIMUM", Level.WARNING),))
seeds = st.integers(0, 10**6)


def market_of(people: int, seed: int) -> Priced:
    """A country whose limits cross, with all its pairs; its minimums are not aimed at."""
    problem = aimed_at(country(people, seed, crossing=True), ONLY_TOLD)
    kernel = kernel_of(sheet_of(problem, ONLY_TOLD))
    return priced(kernel, pairs_of(kernel))


@examples(2)
@given(seed=seeds, people=st.sampled_from((150, 400)))
def test_pieces_make_a_start_that_keeps_all_limits_but_those_with_a_price(
    seed: int, people: int
) -> None:
    market = market_of(people, seed)
    rank = np.random.default_rng(seed).integers(0, 3, people)
    goal, every = Goal(10_000 * 16 ** (2 - rank), 1, 16), np.arange(len(market.pairs))
    core = core_of(market, goal, rank, every)
    whole = relaxed(core.model, core.objective, NEVER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(piecewise, "HOUSEHOLDS", 25)
        found = by_pieces(market, goal, rank, core, _first_each(core.model), NEVER, map)
    assert whole is not None
    assert found is not None
    small, made = found
    model = small.model
    basic = int((made.columns == BASIC).sum()) + int((made.rows == BASIC).sum())
    assert basic == len(made.rows)
    assert np.bincount(model.columns.request, made.shares).max() <= 1 + 1e-6
    used, upper = _used(model, made.shares), model.upper()
    assert np.count_nonzero(used > upper + 1e-6) <= WIDE_ROWS
    if (used <= upper + 1e-6).all():
        assert float(small.objective @ made.shares) <= float(core.objective @ whole.shares) + 1e-3
    cold = relaxed(model, small.objective, NEVER)
    again = relaxed(model, small.objective, NEVER, (made.columns, made.rows))
    assert cold is not None
    assert again is not None
    assert float(small.objective @ again.shares) == pytest.approx(
        float(small.objective @ cold.shares)
    )


@examples(2)
@given(seed=seeds)
def test_marks_that_whole_placements_reach_begin_in_the_basis(seed: int) -> None:
    problem, policy = country(300, seed, crossing=True), Policy()
    kernel = kernel_of(sheet_of(problem, policy))
    market = priced(kernel, pairs_of(kernel))
    rank = order_of(problem, policy, tiers_of(problem, policy)).rank
    goal, every = Goal(10_000 * 4 ** (rank.max() - rank), 1, 16), np.arange(len(market.pairs))
    core = core_of(market, goal, rank, every)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(piecewise, "HOUSEHOLDS", 25)
        found = by_pieces(market, goal, rank, core, _first_each(core.model), NEVER, map)
    assert found is not None
    small, made = found
    begun, model = with_marks(small, made), small.model
    assert int((begun.columns == BASIC).sum() + (begun.rows == BASIC).sum()) == len(begun.rows)
    counted = -_used(model, np.where(made.shares > 1 - 1e-6, 1.0, 0.0))
    for (at, family), asks in zip(_minimums(model), _minimums(model, marks=True), strict=True):
        here = counted[at : at + len(family.upper)]
        asked = np.bincount(asks[1].row[asks[1].row >= 0], minlength=len(here))
        reached = np.bincount(asks[1].row[asks[1].row >= 0], begun.shares[asks[1].row >= 0])
        assert reached.tolist() == np.minimum(asked, here).tolist()
    cold = relaxed(model, small.objective, NEVER)
    again = relaxed(model, small.objective, NEVER, (begun.columns, begun.rows))
    assert cold is not None
    assert again is not None
    assert float(small.objective @ again.shares) == pytest.approx(
        float(small.objective @ cold.shares)
    )


def _minimums(model: Model, marks: bool = False) -> list[tuple[int, Family]]:
    kind = MARKS if marks else MINIMUM
    each = zip(model.offsets(), model.families, strict=True)
    return [(at, family) for at, family in each if family.kind == kind and len(family.upper)]


@examples(5)
@given(seed=seeds)
def test_what_is_cut_out_has_the_same_optimum(seed: int) -> None:
    market = market_of(200, seed)
    random = np.random.default_rng(seed)
    model = market.model(np.arange(len(market.pairs)), np.zeros(200, dtype=np.int64))
    some = np.nonzero(random.random(len(model)) < 0.4)[0]
    objective = random.integers(1, 100, len(model))[some]
    small, rows = cut_out(model, some)
    mine = relaxed(model.take(some), objective, NEVER)
    own = relaxed(small, objective, NEVER)
    assert mine is not None
    assert own is not None
    assert float(own.shares @ objective) == pytest.approx(float(mine.shares @ objective))
    assert len(rows) == len(own.rows) < len(mine.rows)


def test_who_cancels_is_heard_between_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piecewise, "HOUSEHOLDS", 10)
    market, rank = market_of(150, seed=1), np.zeros(150, dtype=np.int64)
    goal = Goal(np.full(150, 10_000), 1, 16)
    core = core_of(market, goal, rank, np.arange(len(market.pairs)))
    asked: list[Any] = []

    def spread(function: Any, pieces: Iterable[Any], /) -> Iterator[Any]:
        for piece in pieces:
            asked.append(piece)
            yield function(piece)

    stop = Stop(asked=lambda: len(asked) == 3)
    assert by_pieces(market, goal, rank, core, _first_each(core.model), stop, spread) is None
    assert len(asked) == 3


def test_a_piece_knows_its_seconds_wherever_it_is_solved() -> None:
    market, rank = market_of(150, seed=1), np.zeros(150, dtype=np.int64)
    core = core_of(market, Goal(rank + 100, 1, 16), rank, np.arange(len(market.pairs)))
    whole = pickle.loads(pickle.dumps(Piece(core.model, core.objective, None, None)))
    found = solved(whole)
    assert found is not None
    assert found.shares.sum() > 0
    assert solved(replace(whole, seconds=0.0)) is None


def test_regions_that_share_households_come_together_first() -> None:
    request = np.array([0, 0, 1, 1, 2, 2, 3, 4, 4])
    region = np.array([0, 1, 0, 1, 2, 3, 3, 1, NOWHERE])
    assert groups(request, region, 5, 2).tolist() == [0, 0, 1, 1, NOWHERE]
    assert groups(request, region, 4, 4).tolist() == [0, 1, 2, 3]


@examples(3)
@given(seed=seeds, many=st.integers(2, 12))
def test_a_limit_is_of_one_piece_or_of_all(seed: int, many: int) -> None:
    market = market_of(300, seed)
    model = market.model(np.arange(len(market.pairs)), np.zeros(300, dtype=np.int64))
    region = market.region_of(model)
    group = groups(model.columns.request, region, 43, many)
    home = np.full(300, NOWHERE)
    home[model.columns.request[::-1]] = group[region[::-1]]
    pieces = pieces_of(model, region, group, home, np.zeros(len(model), dtype=np.bool_))
    at = pieces.part >= 0
    assert (pieces.part[at] == group[region[at]]).all()
    assert (pieces.part[at] == home[model.columns.request[at]]).all()
    used = pieces.used(model, np.ones(len(model)))
    shared = (used > 0).sum(axis=0) > 1
    assert not (shared & ~pieces.wide).any()


@pytest.mark.parametrize("more", [-3, 3])
def test_a_basis_with_too_many_or_too_few_is_one_that_a_solver_takes(more: int) -> None:
    market = market_of(300, 1)
    rank = np.zeros(len(market.kernel.sheet.problem.requests), dtype=np.int64)
    core = core_of(market, Goal(rank + 500, 1, 1), rank, np.arange(len(market.pairs)))
    best = relaxed(core.model, core.objective, NEVER)
    assert best is not None
    columns = best.columns.copy()
    was, becomes = (LOWER, BASIC) if more > 0 else (BASIC, LOWER)
    columns[np.nonzero(columns == was)[0][: abs(more)]] = becomes
    found = squared(core, replace(best, columns=columns))
    assert (found.columns == BASIC).sum() + (found.rows == BASIC).sum() == len(found.rows)
    again = relaxed(core.model, core.objective, NEVER, (found.columns, found.rows))
    assert again is not None
    assert core.objective @ again.shares == pytest.approx(core.objective @ best.shares)
    assert squared(core, best) is best


def _first_each(model: Model) -> Chosen:
    found = np.zeros(len(model), dtype=np.bool_)
    found[np.unique(model.columns.request, return_index=True)[1]] = True
    return found


def _used(model: Model, shares: Numbers) -> Numbers:
    found = np.zeros(len(model.upper()))
    for at, family in zip(model.offsets(), model.families, strict=True):
        uses = family.row >= 0
        np.add.at(found, at + family.row[uses], family.sign * shares[uses])
    return found
