"""A round solved anew after one change for one household: the oracle of what a change would bring.

It opens the pairs itself, rule by rule, and asks the solver; it knows nothing of shortest paths.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from crowded import crowded
from invented import World

from matching.capacity.groups import fitting, together
from matching.capacity.ladder import Gain
from matching.capacity.limits import families
from matching.capacity.model import Model, undominated
from matching.codes.care import CareType
from matching.optimum.lexicographic import best_plan
from matching.pairs.block import every_pair
from matching.pairs.candidates import Pairs
from matching.pairs.columns import columns_at
from matching.pairs.eligibility import kills
from matching.pairs.kernel import Kernel, kernel_of
from matching.pairs.sheet import sheet_of
from matching.policy import Policy
from matching.problem import Problem
from matching.reasons.shortfall import shortfall
from matching.rules import RULES
from matching.rules.declaration import ALL_FORMS, PairRule
from matching.stop import Stop
from matching.tiers import tiers_of

Forms = Callable[[np.ndarray, dict[str, np.ndarray]], np.ndarray]


def assigned(seed: int, households: int) -> tuple[World, Policy]:
    """A crowded world in which only what makes a tree can run out."""
    world, policy = crowded(seed, households)
    for number, row in enumerate(world.requests):
        row["group"] = -1
        row["region_is_must"] = row["preferred_region"] >= 0
        if row["care_type"] is not CareType.NONE:
            row |= {"provider": number % 2, "preferred_region": 0, "region_is_must": True}
    for row in world.providers:
        row["free_leases"] = households + 1
    policy = replace(policy, levels=tuple(x for x in policy.levels if x.rule != "E12_SHARE"))
    return replace(world, groups=[], quotas=[], housing_first_caps=[]), policy


@dataclass(frozen=True)
class Resolved:
    """What the best plan places by tier, and its points."""

    placed: tuple[int, ...]
    points: int

    def over(self, other: "Resolved") -> Gain:
        """What this plan has that another has not."""
        pairs = zip(self.placed, other.placed, strict=True)
        return Gain(tuple(mine - its for mine, its in pairs), self.points - other.points)


def resolved(
    problem: Problem, policy: Policy, request: int = -1, rule: str = "", amount: int = 0
) -> Resolved:
    """The best plan where one rule is relaxed for one request by so much."""
    kernel = kernel_of(sheet_of(problem, policy))
    pairs = _pairs(kernel, request, rule, amount)
    pairs = pairs.only(fitting(kernel, pairs))
    columns = columns_at(kernel, pairs, np.arange(len(pairs)))
    limits = (*families(kernel.sheet, columns), *together(problem, columns))
    tier = tiers_of(problem, policy)
    rank = tier + 1
    rank[problem.fixed.request] = 0
    model = Model(columns, rank, len(rank), limits)
    model = model.take(undominated(model))
    tiers = len(policy.tiers)
    outcome = best_plan(model, tiers + 1, Stop(), lambda *_: None)
    assert outcome.placed == outcome.most
    counts = np.bincount(tier[model.columns.request[outcome.chosen]], minlength=tiers)
    return Resolved(tuple(counts.tolist()), outcome.placed[-1])


def _pairs(kernel: Kernel, request: int, rule: str, amount: int) -> Pairs:
    """Every pair with the forms that the rules leave, one of them relaxed for one request."""
    problem = kernel.sheet.problem
    requests, places = np.arange(len(problem.requests)), np.arange(len(problem.places))
    block = every_pair(kernel.sheet, requests, places)
    left = np.full((len(requests), len(places)), ALL_FORMS)
    for code, mask in kills(block):
        taken = np.broadcast_to(mask, left.shape).copy()
        if code == rule:
            taken[request, _within(kernel, request, code, amount)] = 0
        left &= ~taken
    for of, at in zip(problem.fixed.request, problem.fixed.place, strict=True):
        left[of, places != at] = 0
    row, place = np.nonzero(left)
    first = np.concatenate([[0], np.cumsum((left != 0).sum(axis=1))])
    return Pairs(first, place, left[row, place].astype(np.uint8))


def _within(kernel: Kernel, request: int, code: str, amount: int) -> np.ndarray:
    """The places where a request misses the rule by no more than this."""
    rule = RULES[code]
    places = np.arange(len(kernel.sheet.problem.places))
    assert isinstance(rule, PairRule)
    listed = every_pair(kernel.sheet, np.array([request]), places)
    pairs = replace(listed, rows=np.full(len(places), request), cols=places)
    found: np.ndarray = shortfall(rule, pairs) <= amount
    return found
