"""First things first: the most of the first tier, then of the second, ... then the highest score.

The flow comes first. Geometric weights make one flow do all tiers at once, and a count for each
tier proves it: among all plans with those counts, the plan of most weight has the highest score.
Where the plan breaks a crossing row, or a count falls short of its bound, the linear and integer
models take over, tier by tier, each with the tiers before it held.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from matching.capacity.family import MINIMUM, Rows
from matching.capacity.greedy import greedy
from matching.capacity.model import Chosen, Model
from matching.codes.rounds import Proof
from matching.flow.treeflow import best_in_tree
from matching.optimum.linear import linear_optimum
from matching.optimum.search import Best, best_for
from matching.pairs.columns import Columns
from matching.solution import Halved, Prices
from matching.stop import Stop

STEP, WITHIN, HEAVIEST = 16, 8, 1 << 40
Tell = Callable[[str, Rows, Rows], None]


@dataclass(slots=True, eq=False)
class Proven:
    """For each tier how many a plan places, the most there could be, and the proof.

    After the tiers comes the score, in the same three lists.
    """

    placed: list[int] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)

    @property
    def proven(self) -> bool:
        """No plan is better."""
        return self.placed == self.most

    def add(self, placed: int, most: int, proof: Proof) -> None:
        """The next tier, or the score."""
        self.placed.append(placed)
        self.most.append(most)
        self.proofs.append(proof)


@dataclass(slots=True, eq=False)
class Plan(Proven):
    """The choices of a plan, with the proof of it; `in_all`: no plan places more, whoever first.

    `halves` are limits of which half the sum is a limit too, where the proof rests on some;
    `prices` what limits are worth where they cross the flow.
    """

    columns: Columns = field(kw_only=True)
    in_all: int = 0
    halves: tuple[Halved, ...] = ()
    prices: Prices | None = None


@dataclass(slots=True, eq=False)
class Outcome(Proven):
    """The choices of a plan by their numbers in a model, with the proof of it."""

    chosen: Chosen = field(kw_only=True)


def best_plan(
    model: Model, tiers: int, stop: Stop, tell: Tell, start: Chosen | None = None
) -> Outcome:
    """The lexicographic optimum with its proof, or how far it came when stopped.

    `start` is a plan that keeps the rows; without one the search begins at nobody.
    """
    score = model.columns.score
    weight = weights(model, tiers)
    totals = _most_in_first(model, tiers, stop)
    ceiling = np.diff(totals, prepend=0)
    tell("FLOW", np.zeros(tiers, dtype=np.int64), ceiling)
    chosen, most = best_in_tree(model, weight, stop)
    best = Best(chosen, most, most, Proof.FLOW)
    if int(weight[chosen].sum()) < most or not model.holds(chosen):
        start = greedy(model, weight, chosen) if start is None else start
        best = best_for(model, weight, start, stop, in_full=False, unit=model.point)
    tell("PLAN", model.counts(best.chosen, tiers), ceiling)
    outcome = Outcome(chosen=best.chosen)
    for tier in range(tiers):
        model = _settle(model, tier, int(totals[tier]), outcome, stop)
        tell("TIERS", model.counts(outcome.chosen, tiers), ceiling)
    # The integer solver reckons in doubles, too coarse for sums of weights: its word counts for
    # numbers and scores only.
    exact = best.proven and best.proof is not Proof.INTEGER
    if exact and outcome.proven and outcome.chosen is best.chosen:
        points = int(score[best.chosen].sum())
        outcome.add(points, points, best.proof)
    else:
        last = best_for(model, score, outcome.chosen, stop, unit=model.point)
        outcome.chosen = last.chosen
        outcome.add(last.value, last.most, last.proof)
    return outcome


def most_in_all(model: Model, households: int, plan: Chosen, stop: Stop) -> int:
    """No plan places more of these first requests, whoever goes first; by flow, and by a linear
    optimum where limits cross it. `plan` keeps the rows."""
    placed = (model.columns.request < households).astype(np.int64)
    most = best_in_tree(model, placed, stop)[1]
    if int(placed[plan].sum()) == most:
        return most
    return min(most, linear_optimum(model, placed, plan, stop)[1].most)


def weights(model: Model, tiers: int) -> Rows:
    """Each column's worth when all tiers go into one sum: a step of 16 between tiers.

    The step is smaller where weights would pass what sums in 64 bits can carry.
    """
    score = model.columns.score
    low, high = int(score.min(initial=0)), int(score.max(initial=0))
    rank = model.rank[model.columns.request]
    found: Rows = tier_weights(low, high, tiers)[rank] + score - low
    return found


def tier_weights(low: int, high: int, tiers: int) -> Rows:
    """What a place is worth in each tier where points run from `low` to `high`."""
    base = WITHIN * (high - low + 1)
    step = max(1, min(STEP, int((HEAVIEST / base) ** (1 / max(tiers - 1, 1)))))
    return np.array([base * step ** (tiers - 1 - rank) for rank in range(tiers)], dtype=np.int64)


def _most_in_first(model: Model, tiers: int, stop: Stop) -> Rows:
    """For each tier, the most that it and those before it could place together, by flow.

    With a tier more they place no fewer, which tells something where a flow was stopped.
    """
    rank = model.rank[model.columns.request]
    found = np.array(
        [best_in_tree(model, (rank <= tier).astype(np.int64), stop)[1] for tier in range(tiers)],
        dtype=np.int64,
    )
    return np.minimum.accumulate(found[::-1])[::-1]


def _settle(model: Model, tier: int, total: int, outcome: Outcome, stop: Stop) -> Model:
    """Proves or improves one tier, and returns the model that holds it."""
    counted = model.rank[model.columns.request] == tier
    placed = int(counted[outcome.chosen].sum())
    most = max(total - sum(outcome.placed), placed)
    if not outcome.proven:
        outcome.add(placed, most, Proof.COUNT)
    elif placed == most:
        outcome.add(placed, most, Proof.FLOW)
    else:
        best = _best_count(model, tier, outcome.chosen, stop)
        if best.value > placed:
            outcome.chosen = best.chosen
        outcome.add(best.value, min(best.most, most), best.proof)
    return model.with_floor(counted, outcome.placed[-1])


def _best_count(model: Model, tier: int, start: Chosen, stop: Stop) -> Best:
    """The most of one tier. Later tiers only stand in its way, save who belongs to its groups or
    counts towards a minimum.
    """
    bound_to_others = np.zeros(model.requests, dtype=np.bool_)
    for family in model.families:
        if family.equal or family.kind == MINIMUM:
            bound_to_others[model.columns.request[family.row >= 0]] = True
    rows = np.nonzero(((model.rank <= tier) | bound_to_others)[model.columns.request])[0]
    part = model.take(rows)
    counted = (model.rank[part.columns.request] == tier).astype(np.int64)
    best = best_for(part, counted, start[rows], stop)
    chosen = np.zeros(len(model), dtype=np.bool_)
    chosen[rows[best.chosen]] = True
    return replace(best, chosen=chosen)
