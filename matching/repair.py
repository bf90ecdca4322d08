"""After a plan: the next offer at once, a new plan that moves few, and what a choice costs whom.

Next offers give who refused another place among what is free, and what was refused to who has none;
all others keep theirs. A new plan weighs everybody again; what stays as it was counts for some
points more, so that few are disturbed. It never places fewer of a tier for the sake of quiet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

import numpy as np

from matching.capacity.family import NOWHERE, PLACE, Family, Rows
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


@dataclass(frozen=True, slots=True)
class Since:
    """What came of a plan since it was made.

    Pairs that will not be, whoever said no; pairs that stay as they are, as somebody decided on
    them; households who ask for nothing any more; and units that are not to be had any more.
    """

    refused: tuple[Pair, ...] = ()
    kept: tuple[Pair, ...] = ()
    gone: tuple[UUID, ...] = ()
    taken: tuple[UUID, ...] = ()


def next_offers(standing: Standing, since: Since, stop: Stop | None = None) -> Repair:
    """The best next offers, at once: whose pair will not be gets another place among free units,
    and what so comes free goes to who has none. Nobody else moves, but who lives together with
    somebody who does.
    """
    choices, closed = standing.choices, _closed(standing, since)
    moving = np.isin(np.arange(len(standing.tier)), choices.request[standing.chosen & closed])
    group = member_of(standing.problem, GroupKind.TOGETHER)
    moving |= (group != NOWHERE) & np.isin(group, group[moving & (group != NOWHERE)])
    mine = moving[choices.request]
    stays = standing.chosen & ~mine
    came_free = np.isin(choices.place, choices.place[standing.chosen & mine])
    waiting = came_free & np.isin(choices.request, standing.unplaced)
    weighed = np.nonzero(stays | ((mine | waiting) & ~closed))[0]
    part, kept = choices.take(weighed), stays[weighed]
    whole = standing.model(part, standing.limits(part), standing.order.rank)
    whole = _without_units(standing, whole, since.taken)
    used = _used(whole, _with_marks(whole, kept))
    families = (
        replace(family, upper=_left(family, many))
        for family, many in zip(whole.families, used, strict=True)
    )
    left, open_ = replace(whole, families=tuple(families)), np.nonzero(~kept)[0]
    plan, proven = _best(standing, left, standing.chosen[weighed], open_, 0, stop)
    return _compared(standing, weighed[np.union1d(np.nonzero(kept)[0], plan)], proven, since.gone)


def sticky_plan(standing: Standing, since: Since, stop: Stop | None = None) -> Repair:
    """The best plan for how it stands since, in which each proposal that stays is worth
    `Policy.stickiness` points more; what was decided on stays as it is.
    """
    rank = standing.order.rank.copy()
    kept, _ = _rows(standing, since.kept)
    rank[kept] = FIXED
    held = np.isin(standing.choices.request, kept) & ~standing.chosen
    open_ = np.nonzero(~_closed(standing, since) & ~held)[0]
    model = _without_units(standing, _model(standing, rank), since.taken)
    bonus = standing.policy.stickiness
    plan, proven = _best(standing, model, standing.chosen, open_, bonus, stop)
    return _compared(standing, plan, proven, since.gone)


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
        model = _without_units(standing, model, (pair.place,))
    open_ = np.nonzero(~out)[0]
    bonus = standing.policy.stickiness
    plan, proven = _best(standing, model, standing.chosen, open_, bonus, stop)
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


def _without_units(standing: Standing, model: Model, units: Sequence[UUID]) -> Model:
    """The model without these units."""
    places = np.array([_named(standing.names.place, unit) for unit in units], dtype=np.int64)
    less = np.bincount(places, minlength=len(model.families[0].upper))
    families = tuple(
        replace(family, upper=np.maximum(family.upper - less, 0))
        if family.kind == PLACE
        else family
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


def _left(family: Family, used: Rows) -> Rows:
    """What is left of a limit; a unit that is gone may have had somebody in it."""
    left: Rows = family.upper - (0 if family.continues else used)
    return np.maximum(left, 0) if family.kind == PLACE else left


def _rows(standing: Standing, pairs: Sequence[Pair]) -> tuple[Rows, Rows]:
    names = standing.names
    requests = [_named(names.request_row, pair.request) for pair in pairs]
    places = [_named(names.place, pair.place) for pair in pairs]
    return np.array(requests, dtype=np.int64), np.array(places, dtype=np.int64)


def _named(rows: Mapping[UUID, int], name: UUID) -> int:
    try:
        return rows[name]
    except KeyError:
        raise NotOfThisProblem(f"{name} is not in this problem") from None


def _closed(standing: Standing, since: Since) -> Chosen:
    """The choices that nobody has any more: of pairs that will not be, and of who is gone."""
    requests, places = _rows(standing, since.refused)
    many, choices = len(standing.problem.places), standing.choices
    found: Chosen = np.isin(choices.request * many + choices.place, requests * many + places)
    return found | np.isin(choices.request, _of(standing, since.gone))


def _of(standing: Standing, requests: Sequence[UUID]) -> Rows:
    rows = [_named(standing.names.request_row, each) for each in requests]
    return np.array(rows, dtype=np.int64)


def _best(
    standing: Standing, model: Model, chosen: Chosen, open_: Rows, bonus: int, stop: Stop | None
) -> tuple[Rows, bool]:
    """The best of the open choices, and whether that is proven; those `chosen` have a bonus.

    Of plans that are equally good the one that moves fewest: all that stay are worth less together
    than one point.
    """
    households, chosen = len(chosen), _with_marks(model, chosen)
    open_ = np.append(open_, np.arange(households, len(model)))
    model = model.take(open_)
    stays = chosen[open_]
    score = (model.columns.score + bonus * stays) * (len(standing.tier) + 1) + stays
    model = replace(model, columns=replace(model.columns, score=score))
    kept = undominated(model)
    outcome = best_plan(model.take(kept), standing.order.levels, stop or Stop(), lambda *_: None)
    plan = open_[kept[outcome.chosen]]
    return plan[plan < households], outcome.proven


def _compared(standing: Standing, plan: Rows, proven: bool, gone: Sequence[UUID] = ()) -> Repair:
    """The plan of these choices against the plan there is, without who is gone."""
    tiers, mine = len(standing.policy.tiers), standing.plan
    before = mine.take(~np.isin(mine.request, _of(standing, gone)))
    after = standing.choices.take(plan)
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
    minimums = shifted(*(minimums_of(standing.problem, one) for one in (before, after)))
    return Repair(True, proven, gain, tuple(moves), minimums)


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
