"""The best plan for one objective, proven: linear first, whole numbers only where still needed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from matching.capacity.family import Rows
from matching.capacity.model import Chosen, Model
from matching.codes.rounds import Proof
from matching.optimum.bound import Bound
from matching.optimum.bundled import whole_optimum
from matching.optimum.linear import linear_optimum
from matching.optimum.optimizer import Numbers
from matching.stop import Stop

WHOLE = 1.0 - 1e-6
LITTLE, MANY = 30, 100_000


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
    model: Model,
    objective: Rows,
    start: Chosen,
    stop: Stop,
    in_full: bool = True,
    unit: int = 1,
) -> Best:
    """The best plan from `start`, which keeps the rows, by bound and reduced cost.

    A column whose loss is larger than what a better plan could gain is in no better plan, so the
    integer model holds only the others, the nearest first. Not `in_full` is content with those.
    `unit` is the least that two plans mostly differ by, in the objective.
    """
    shares, bound = linear_optimum(model, objective, start, stop)
    return whole_plan(model, objective, start, shares, bound, stop, in_full, unit)


def whole_plan(
    model: Model,
    objective: Rows,
    start: Chosen,
    shares: Numbers,
    bound: Bound,
    stop: Stop,
    in_full: bool,
    unit: int = 1,
) -> Best:
    """The best plan in whole numbers, around a linear optimum and within the bound it proves."""
    chosen = start
    if bound.most > int(objective[start].sum()):
        chosen = _around_whole(model, objective, start, shares, bound, stop, unit)
    value = int(objective[chosen].sum())
    if not in_full and len(model) > MANY:
        return Best(chosen, value, max(bound.most, value), Proof.LINEAR)
    for columns in _wider_and_wider(model, shares, bound, unit):
        if bound.most <= value or stop.now():
            break
        tried = (columns & bound.could_beat(value)) | chosen
        plan, proven = _best_among(model, objective, tried, stop)
        if plan is not None and (found := int(objective[plan].sum())) > value:
            chosen, value = plan, found
        missed = bool((bound.could_beat(value) & ~tried).any())
        if proven and not missed and bound.most > value:
            return Best(chosen, value, value, Proof.INTEGER)
        if not (missed and in_full):
            break
    return Best(chosen, value, max(bound.most, value), Proof.LINEAR)


def _around_whole(
    model: Model,
    objective: Rows,
    start: Chosen,
    shares: Numbers,
    bound: Bound,
    stop: Stop,
    unit: int,
) -> Chosen:
    """The best plan that keeps what is whole in the linear optimum, by columns that lose little;
    the start where that is better.
    """
    plan = _whole(model, shares)
    room = model.upper() - model.used(plan)
    settled = np.zeros(model.requests, dtype=np.bool_)
    settled[model.columns.request[plan]] = True
    near = (bound.loss <= LITTLE * unit * bound.grid) & ~settled[model.columns.request]
    left = []
    for at, family in zip(model.offsets(), model.families, strict=True):
        upper = room[at : at + len(family.upper)]
        left.append(replace(family, upper=upper))
        if not (family.equal or family.continues) and family.sign > 0:
            near &= (family.row < 0) | (np.append(upper, 1)[family.row] > 0)
    rows = np.nonzero(near)[0]
    if not stop.now() and len(rows):
        rest = replace(model, families=tuple(left)).take(rows)
        result = whole_optimum(rest, objective[rows], stop)
        plan[rows] = result is not None and result[0]
    better = model.holds(plan) and int(objective[plan].sum()) > int(objective[start].sum())
    return plan if better else start


def _whole(model: Model, shares: Numbers) -> Chosen:
    """What is whole in a linear optimum, but for what rests on a part of a household: a mark that
    half a placement gave, a group of which one member is split."""
    plan = shares > WHOLE
    while True:
        room, broken = model.upper() - model.used(plan), np.zeros(len(model), dtype=np.bool_)
        for at, family in zip(model.offsets(), model.families, strict=True):
            left = np.append(room[at : at + len(family.upper)], 0)
            if family.equal or family.sign > 0:
                broken |= (left[family.row] != 0) if family.equal else (left[family.row] < 0)
        if not (broken & plan).any():
            return plan
        plan &= ~broken


def _wider_and_wider(model: Model, shares: Numbers, bound: Bound, unit: int) -> Iterator[Chosen]:
    """Columns to look among: first around the linear optimum's whole part, then by loss."""
    whole = shares > WHOLE
    settled = np.zeros(model.requests, dtype=np.bool_)
    settled[model.columns.request[whole]] = True
    near = bound.grid * unit
    yield whole | (bound.loss <= near) & ~settled[model.columns.request]
    while True:
        yield bound.loss <= near
        near *= 8


def _best_among(
    model: Model, objective: Rows, columns: Chosen, stop: Stop
) -> tuple[Chosen | None, bool]:
    """The best plan of these columns, and whether that is proven; none where it breaks a row."""
    rows = np.nonzero(columns)[0]
    result = whole_optimum(model.take(rows), objective[rows], stop)
    if result is None:
        return None, False
    plan = np.zeros(len(model), dtype=np.bool_)
    plan[rows[result[0]]] = True
    return (plan, result[1]) if model.holds(plan) else (None, False)
