"""After a plan: the next offer at once, a new plan that moves few, and what a choice costs whom.

A next offer gives only those who refused another place, among what is free; all others keep theirs.
A new plan weighs everybody again; each proposal that stays as it was counts for some points more,
so that few are disturbed. Neither ever places fewer of an earlier tier for the sake of quiet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

import numpy as np

from matching.capacity.family import NOWHERE, PLACE, Rows
from matching.capacity.groups import member_of
from matching.capacity.ladder import Gain
from matching.capacity.minimums import FIXED
from matching.capacity.model import Chosen, Model, undominated
from matching.codes.contracts import ContractForm
from matching.codes.households import GroupKind
from matching.optimum.lexicographic import best_plan
from matching.pairs.columns import Columns
from matching.reasons.minimums import minimums_of
from matching.reasons.standing import NotOfThisProblem, Standing
from matching.solution import Minimum
from matching.stop import Stop


class Act(StrEnum):
    """What somebody at the table does with a pair."""

    PIN = "PIN"
    VETO = "VETO"
    HOLD = "HOLD"


@dataclass(frozen=True, slots=True)
class Seat:
    """A unit with the contract form and the care provider, if any; identical units are one."""

    place: UUID
    contract_form: ContractForm
    provider: UUID | None


@dataclass(frozen=True, slots=True)
class Move:
    """A household whose proposal becomes another, is lost or is won; `tier` counts from 0."""

    request: UUID
    tier: int
    before: Seat | None
    after: Seat | None


@dataclass(frozen=True, slots=True)
class Shift:
    """How many of those that a quota asks at least the plan had, and how many it would have."""

    quota: UUID
    asked: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Repair:
    """The plan after a change against the plan before: what it gains (below 0: costs) and whom.

    Not `possible`: the pair cannot be pinned, and nothing moves. `proven`: no plan is better.
    `minimums` are those of which more is reached, or less.
    """

    possible: bool
    proven: bool
    gain: Gain
    moves: tuple[Move, ...]
    minimums: tuple[Shift, ...]

    def others(self, requests: Sequence[UUID]) -> tuple[Move, ...]:
        """The moves of all but these households."""
        return tuple(move for move in self.moves if move.request not in requests)


@dataclass(frozen=True, slots=True)
class Pair:
    """A household and a unit."""

    request: UUID
    place: UUID


def next_offers(standing: Standing, refused: Sequence[Pair], stop: Stop | None = None) -> Repair:
    """The best next offers for who refused, at once: nobody else moves, only free units are used.

    Who lives together with somebody who refused moves along.
    """
    rows, _ = _rows(standing, refused)
    moving = np.isin(np.arange(len(standing.tier)), rows)
    group = member_of(standing.problem, GroupKind.TOGETHER)
    moving |= (group != NOWHERE) & np.isin(group, group[moving & (group != NOWHERE)])
    mine = moving[standing.choices.request]
    stays = standing.chosen & ~mine
    whole = _model(standing, standing.order.rank)
    left = tuple(
        replace(family, upper=family.upper - (0 if family.continues else used))
        for family, used in zip(
            whole.families, _used(whole, _with_marks(whole, stays)), strict=True
        )
    )
    open_ = np.nonzero(mine & ~_refused(standing, refused))[0]
    plan, proven = _best(standing, replace(whole, families=left), open_, 0, stop)
    return _compared(standing, np.union1d(np.nonzero(stays)[0], plan), proven)


def sticky_plan(standing: Standing, refused: Sequence[Pair], stop: Stop | None = None) -> Repair:
    """The best plan without what was refused, in which each proposal that stays is worth
    `Policy.stickiness` points more.
    """
    open_ = np.nonzero(~_refused(standing, refused))[0]
    model, bonus = _model(standing, standing.order.rank), standing.policy.stickiness
    return _compared(standing, *_best(standing, model, open_, bonus, stop))


def what_if(standing: Standing, act: Act, pair: Pair, stop: Stop | None = None) -> Repair:
    """What pinning, vetoing or holding a pair costs, and whom: the best plan with it.

    PIN: the household gets this place and no other. VETO: it does not get it. HOLD: a unit of the
    place is kept for the household, who has no place meanwhile.
    """
    requests, places = _rows(standing, (pair,))
    request, place, choices = int(requests[0]), int(places[0]), standing.choices
    mine, there = choices.request == request, choices.place == place
    out = {Act.PIN: mine & ~there, Act.VETO: mine & there, Act.HOLD: mine}[act]
    rank = standing.order.rank.copy()
    if act is Act.PIN:
        rank[request] = FIXED
    model = _model(standing, rank)
    if act is Act.HOLD:
        model = _with_held(model, place)
    open_ = np.nonzero(~out)[0]
    plan, proven = _best(standing, model, open_, standing.policy.stickiness, stop)
    fixed = standing.problem.fixed.request[standing.problem.fixed.request != request]
    needed = set(fixed.tolist()) | ({request} if act is Act.PIN else set())
    if needed - set(choices.request[plan].tolist()):
        nothing = Gain((0,) * len(standing.policy.tiers), 0)
        return Repair(False, proven, nothing, (), ())
    return _compared(standing, plan, proven)


def _model(standing: Standing, rank: Rows) -> Model:
    return standing.model(standing.choices, standing.limits(standing.choices), rank)


def _with_marks(model: Model, chosen: Chosen) -> Chosen:
    """Choices of households by their numbers in a model with marks; no mark is chosen."""
    return np.append(chosen, np.zeros(len(model) - len(chosen), dtype=np.bool_))


def _with_held(model: Model, place: int) -> Model:
    """The model with one unit less at a place."""
    less = np.arange(len(model.families[0].upper)) == place
    families = tuple(
        replace(family, upper=family.upper - less) if family.kind == PLACE else family
        for family in model.families
    )
    return replace(model, families=families)


def _used(model: Model, chosen: Chosen) -> list[Rows]:
    """What chosen columns use of each family; one that continues another counts with that."""
    found = [family.used(chosen) for family in model.families]
    for at, family in enumerate(model.families):
        if family.continues:
            found[at - 1] = found[at - 1] + found[at]
    return found


def _rows(standing: Standing, pairs: Sequence[Pair]) -> tuple[Rows, Rows]:
    names = standing.names
    try:
        requests = [names.request_row[pair.request] for pair in pairs]
        places = [names.place[pair.place] for pair in pairs]
    except KeyError as error:
        raise NotOfThisProblem(f"{error.args[0]} is not in this problem") from None
    return np.array(requests, dtype=np.int64), np.array(places, dtype=np.int64)


def _refused(standing: Standing, refused: Sequence[Pair]) -> Chosen:
    requests, places = _rows(standing, refused)
    many, choices = len(standing.problem.places), standing.choices
    found: Chosen = np.isin(choices.request * many + choices.place, requests * many + places)
    return found


def _best(
    standing: Standing, model: Model, open_: Rows, bonus: int, stop: Stop | None
) -> tuple[Rows, bool]:
    """The best of the open choices, and whether that is proven; those of the plan have a bonus.

    Of plans that are equally good the one that moves fewest: all that stay are worth less together
    than one point.
    """
    chosen = _with_marks(model, standing.chosen)
    open_ = np.append(open_, np.arange(len(standing.choices), len(model)))
    model = model.take(open_)
    stays = chosen[open_]
    score = (model.columns.score + bonus * stays) * (len(standing.tier) + 1) + stays
    model = replace(model, columns=replace(model.columns, score=score))
    kept = undominated(model)
    outcome = best_plan(model.take(kept), standing.order.levels, stop or Stop(), lambda *_: None)
    plan = open_[kept[outcome.chosen]]
    return plan[plan < len(standing.choices)], outcome.proven


def _compared(standing: Standing, plan: Rows, proven: bool) -> Repair:
    """The plan of these choices against the plan there is."""
    tiers = len(standing.policy.tiers)
    after, before = standing.choices.take(plan), standing.plan
    counts = [np.bincount(standing.tier[one.request], minlength=tiers) for one in (after, before)]
    points = int(after.score.sum()) - int(before.score.sum())
    gain = Gain(tuple((counts[0] - counts[1]).tolist()), points)
    old, new = _seats(standing, before), _seats(standing, after)
    names = standing.names.request
    moves = [
        Move(names[row], int(standing.tier[row]), old.get(row), new.get(row))
        for row in sorted(old.keys() | new.keys(), key=names.__getitem__)
        if old.get(row) != new.get(row)
    ]
    return Repair(True, proven, gain, tuple(moves), _shifts(standing, after))


def _shifts(standing: Standing, after: Columns) -> tuple[Shift, ...]:
    problem = standing.problem
    return shifted(minimums_of(problem, standing.plan), minimums_of(problem, after))


def shifted(was: tuple[Minimum, ...], becomes: tuple[Minimum, ...]) -> tuple[Shift, ...]:
    """The minimums of which more is reached, or less."""
    return tuple(
        Shift(one.quota, one.asked, one.counted, other.counted)
        for one, other in zip(was, becomes, strict=True)
        if one.counted != other.counted
    )


def _seats(standing: Standing, plan: Columns) -> dict[int, Seat]:
    names = standing.names
    return {
        request: Seat(
            names.units[place][0],
            ContractForm.at(form),
            names.provider[provider] if provider >= 0 else None,
        )
        for request, place, form, provider in zip(
            *(column.tolist() for column in plan.columns()[:4]), strict=True
        )
    }
