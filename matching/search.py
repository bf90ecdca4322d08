"""The best plan for one objective, proven: linear first, whole numbers only where still needed."""

from dataclasses import dataclass

import numpy as np

from matching.bound import GRID
from matching.codes import Proof
from matching.family import Rows
from matching.linear import linear_optimum
from matching.model import Chosen, Model
from matching.optimizer import integral
from matching.stop import Stop

NEAR = GRID


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """A plan, the most any plan can be worth, and what that rests on."""

    chosen: Chosen
    value: int
    most: int
    proof: Proof

    @property
    def proven(self) -> bool:
        """No plan is better."""
        return self.most == self.value


def best_for(
    model: Model, objective: Rows, start: Chosen, stop: Stop, in_full: bool = True
) -> Best:
    """The best plan from `start`, which keeps the rows, by bound and reduced cost.

    A column whose loss is larger than what a better plan could gain is in no better plan, so the
    integer model holds only the others, the nearest first. Not `in_full` is content with those.
    """
    near = NEAR
    chosen, value = start, int(objective[start].sum())
    whole, bound = linear_optimum(model, objective, start, stop)
    if whole is not None and (found := int(objective[whole].sum())) > value:
        chosen, value = whole, found
    while bound.most > value and not stop.now():
        close = (bound.could_beat(value) & (bound.loss <= near)) | chosen
        plan, proven = _best_among(model, objective, close, stop)
        if plan is not None and (found := int(objective[plan].sum())) > value:
            chosen, value = plan, found
        if not (proven and in_full):
            break
        if not (bound.could_beat(value) & ~close).any():
            return Best(chosen, value, value, Proof.INTEGER)
        near *= 8
    return Best(chosen, value, max(bound.most, value), Proof.LINEAR)


def _best_among(
    model: Model, objective: Rows, columns: Chosen, stop: Stop
) -> tuple[Chosen | None, bool]:
    """The best plan of these columns, and whether that is proven; none where it breaks a row."""
    rows = np.nonzero(columns)[0]
    result = integral(model.take(rows), objective[rows], stop)
    if result is None:
        return None, False
    plan = np.zeros(len(model), dtype=np.bool_)
    plan[rows[result[0]]] = True
    return (plan, result[1]) if model.holds(plan) else (None, False)
