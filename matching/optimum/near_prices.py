"""A linear optimum for a round that differs little from one whose prices are known.

At those prices a pair that loses much is in no better plan, so few pairs are enough: mostly those
that lose a few points. Where the change costs a place somewhere else the prices are others, and all
pairs come in by those.
"""

from dataclasses import dataclass

from matching.capacity.family import Rows, united
from matching.flow.market import near_to_best
from matching.optimum.bound import Bound, bound_of
from matching.optimum.bundled import optimum
from matching.optimum.crossing import Shadow, as_before, pairs_within, shadow_at
from matching.optimum.known import Known
from matching.optimum.optimizer import Relaxed
from matching.optimum.priced import Priced
from matching.optimum.restricted import Core, Goal, core_of, moved
from matching.stop import Stop

# In points, what pairs in the model may lose: at first, where that is not enough, and beyond what
# the linear optimum has, so that a whole plan is among them.
NEAR, WIDE, OVER, FAR = 5, 25, 2, 16
ROUNDS, MORE = 8, 3


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A linear optimum over some pairs. No plan with another one is worth more than `beyond`;
    where it holds `everywhere` its prices bound all pairs as well.
    """

    core: Core
    linear: Relaxed
    shadow: Shadow
    beyond: int
    everywhere: bool = False

    @property
    def bound(self) -> Bound:
        """What its prices prove over its own pairs."""
        return bound_of(self.core.model, self.core.objective, self.linear.prices)


def near_optimum(priced: Priced, known: Known, rank: Rows, stop: Stop) -> Found | None:
    """The linear optimum over the pairs that matter; None when stopped, or where it takes long."""
    goal, point = known.goal, priced.before.point
    unit = goal.grid * point
    shadow = shadow_at(priced, goal, known.model, known.prices)[1]
    near = united(pairs_within(priced, shadow, NEAR * unit), priced.in_groups())
    core, start = as_before(priced, goal, rank, core_of(priced, goal, rank, near))
    linear = optimum(core.model, core.objective, stop, (start.columns, start.rows))
    if linear is None:
        return None
    found = Found(core, linear, shadow, shadow.most // goal.grid - NEAR * point)
    lack = shadow.most - (found.bound.most - OVER * point) * goal.grid
    if lack <= NEAR * unit:
        return found
    if lack > WIDE * unit:
        return everywhere(priced, goal, rank, found, stop)
    wider = _grown(priced, goal, rank, found, pairs_within(priced, shadow, lack), stop)
    return wider and Found(*wider, shadow, (shadow.most - lack) // goal.grid)


def everywhere(priced: Priced, goal: Goal, rank: Rows, found: Found, stop: Stop) -> Found | None:
    """The linear optimum over all pairs, which come in by its own prices."""
    unit, tree = goal.grid * priced.before.point, priced.carried.tree
    for _ in range(ROUNDS):
        core, linear = found.core, found.linear
        worth, shadow = shadow_at(priced, goal, core.model, linear.prices)
        if shadow.most <= found.bound.most * goal.grid + unit:
            pairs = united(core.pairs, pairs_within(priced, shadow, FAR * unit))
            wider, beyond = core_of(priced, goal, rank, pairs), shadow.most - FAR * unit
            return Found(wider, moved(core, wider, linear), shadow, beyond // goal.grid, True)
        near = near_to_best(worth, tree, shadow.flow, MORE, unit)
        grown = _grown(priced, goal, rank, found, near, stop)
        if grown is None:
            return None
        found = Found(*grown, shadow, shadow.most // goal.grid)
    return None


def _grown(
    priced: Priced, goal: Goal, rank: Rows, found: Found, more: Rows, stop: Stop
) -> tuple[Core, Relaxed] | None:
    """The linear optimum over more pairs, from where it was."""
    core = core_of(priced, goal, rank, united(found.core.pairs, more))
    start = moved(found.core, core, found.linear)
    linear = optimum(core.model, core.objective, stop, (start.columns, start.rows))
    return None if linear is None else (core, linear)
