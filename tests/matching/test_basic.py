"""Prices of a basis for another objective, against a solver that begins at it."""

from dataclasses import replace

import numpy as np
import pytest
from fuzzing import many

from matching.capacity.minimums import order_of
from matching.generate import instance
from matching.optimum import basic
from matching.optimum.basic import prices_of_basis
from matching.optimum.bound import bound_of
from matching.optimum.bundled import optimum
from matching.optimum.optimizer import BASIC, LOWER, Relaxed
from matching.optimum.priced import priced
from matching.optimum.restricted import Core, Goal, core_of
from matching.pairs.candidates import pairs_of
from matching.pairs.kernel import kernel_of
from matching.pairs.sheet import sheet_of
from matching.policy import Policy
from matching.stop import Stop
from matching.tiers import tiers_of

NEVER = Stop()
STEP = 10_000
# Of this seed some prices hang together in circles.
SPLIT = 2


def _round(seed: int) -> tuple[Core, np.ndarray, Relaxed]:
    """A round with limits that cross, the rank of each request, and its linear optimum."""
    problem, policy = instance(60, seed, places=40, regions=1), Policy()
    kernel = kernel_of(sheet_of(problem, policy))
    pairs = pairs_of(kernel)
    rank = order_of(problem, policy, tiers_of(problem, policy)).rank
    goal = Goal(STEP * 8 ** (rank.max() - rank), 1, 1)
    core = core_of(priced(kernel, pairs), goal, rank, np.arange(len(pairs)))
    found = optimum(core.model, core.objective, NEVER)
    assert found is not None
    return core, rank, found


def _first(core: Core, rank: np.ndarray, tier: int) -> np.ndarray:
    """What choices are worth where the tiers up to one count, and points do not."""
    base = np.where(rank <= tier, 8 ** (tier - np.minimum(rank, tier)), 0)
    return core.towards(Goal(base, 0, 1)).objective


def test_prices_of_a_basis_are_those_of_a_solver_that_begins_at_it_and_finds_it_the_best() -> None:
    alike = 0
    for seed in range(many(3)):
        core, rank, found = _round(seed)
        for tier in range(int(rank.max())):
            worth = _first(core, rank, tier)
            prices = prices_of_basis(core.model, found, worth[:, None])
            solved = optimum(core.model, worth, NEVER, (found.columns, found.rows))
            assert prices is not None
            assert solved is not None
            best = bound_of(core.model, worth, solved.prices).most
            assert bound_of(core.model, worth, prices[:, 0]).most >= best
            if np.array_equal(solved.columns, found.columns):
                assert np.abs(prices[:, 0] - solved.prices).max() < 1e-6
                alike += 1
    assert alike > 0


def test_prices_that_go_round_in_circles_are_solved_together_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    core, _, found = _round(seed=SPLIT)
    both = np.stack([core.objective, 2 * core.objective], axis=1)
    own = prices_of_basis(core.model, found, both)
    assert own is not None
    assert np.abs(own - np.stack([found.prices, 2 * found.prices], axis=1)).max() < 2e-3
    monkeypatch.setattr(basic, "CIRCLES", 0)
    assert prices_of_basis(core.model, found, both) is None


def test_what_is_no_basis_has_no_prices() -> None:
    core, _, found = _round(seed=SPLIT)
    less = found.columns.copy()
    less[np.flatnonzero(less == BASIC)[0]] = LOWER
    other = replace(found, columns=less)
    assert prices_of_basis(core.model, other, core.objective[:, None]) is None
