"""After a plan: the next offer at once, a new plan that moves few, and what a choice costs whom.

Next offers give who refused another place among what is free, and what was refused to who has none;
all others keep theirs. A new plan weighs everybody again; what stays as it was counts for some
points more, so that few are disturbed. It never places fewer of a tier for the sake of quiet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

import numpy as np

from matching.anew import Change, best_among, best_anew, with_marks
from matching.capacity.family import NOWHERE, PLACE, Family, Rows
from matching.capacity.groups import member_of
from matching.capacity.ladder import Gain
from matching.capacity.minimums import FIXED, with_reached
from matching.capacity.model import Chosen, Model
from matching.codes.households import GroupKind
from matching.difference import Repair, compared
from matching.optimum.before import Before
from matching.reasons.standing import Standing
from matching.stop import Stop


class Act(StrEnum):
    """What somebody at the table does with a pair."""

    PIN = "PIN"
    VETO = "VETO"
    HOLD = "HOLD"


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
    moving, planned = _moving(standing, closed), np.nonzero(standing.chosen)[0]
    goes = moving[choices.request[planned]]
    mine = standing.choices_of(np.nonzero(moving)[0])
    came_free = np.zeros(len(standing.problem.places), dtype=np.bool_)
    came_free[choices.place[planned[goes]]] = True
    waits = np.zeros(len(standing.tier), dtype=np.bool_)
    waits[standing.unplaced] = True
    there = np.nonzero(came_free[choices.place])[0]
    asked = np.union1d(mine, there[waits[choices.request[there]]])
    weighed = np.union1d(planned[~goes], asked[~closed[asked]])
    part = choices.take(weighed)
    kept = standing.chosen[weighed] & ~moving[part.request]
    limits = Before(taken=standing.names.places_of(since.taken)).limits(standing.limits(part))
    whole = standing.model(part, limits, standing.order.rank)
    held = with_reached(whole, with_marks(whole, kept))
    families = (
        replace(family, upper=_left(family, many))
        for family, many in zip(whole.families, _used(whole, held), strict=True)
    )
    left = replace(whole, families=tuple(families))
    open_ = np.nonzero(~held & _has_room(left))[0]
    plan, proven = best_among(
        standing, left, standing.chosen[weighed], open_, bonus=0, stop=stop or Stop()
    )
    return compared(standing, weighed[np.union1d(np.nonzero(kept)[0], plan)], proven, since.gone)


def _moving(standing: Standing, closed: Chosen) -> Chosen:
    """Whose pair will not be, and who lives together with them, by request."""
    found = np.zeros(len(standing.tier), dtype=np.bool_)
    found[standing.choices.request[np.nonzero(standing.chosen & closed)[0]]] = True
    group = member_of(standing.problem, GroupKind.TOGETHER)
    found |= (group != NOWHERE) & np.isin(group, group[found & (group != NOWHERE)])
    return found


def sticky_plan(standing: Standing, since: Since, stop: Stop | None = None) -> Repair:
    """The best plan for how it stands since, in which each proposal that stays is worth
    `Policy.stickiness` points more; what was decided on stays as it is.
    """
    rank = standing.order.rank.copy()
    kept = standing.names.requests_of([pair.request for pair in since.kept])
    rank[kept] = FIXED
    shut, mine = _closed(standing, since), standing.choices_of(np.unique(kept))
    shut[mine] |= ~standing.chosen[mine]
    change = Change(shut, rank, standing.names.places_of(since.taken))
    plan, proven = best_anew(standing, change, stop or Stop())
    return compared(standing, plan, proven, since.gone)


def what_if(standing: Standing, act: Act, pair: Pair, stop: Stop | None = None) -> Repair:
    """What pinning, vetoing or holding a pair costs, and whom: the best plan with it.

    PIN: the household gets this place and no other. VETO: it does not get it. HOLD: a unit of the
    place is kept for the household, who has no place meanwhile.
    """
    request, place = (int(row[0]) for row in _rows(standing, (pair,)))
    mine = standing.choices_of(np.array([request]))
    there = standing.choices.place[mine] == place
    if act is Act.PIN and not there.any():
        return _impossible(standing, proven=True)
    out = {Act.PIN: mine[~there], Act.VETO: mine[there], Act.HOLD: mine}[act]
    shut = np.zeros(len(standing.choices), dtype=np.bool_)
    shut[out] = True
    rank = standing.order.rank.copy()
    if act is Act.PIN:
        rank[request] = FIXED
    held = np.array([place] if act is Act.HOLD else [], dtype=np.int64)
    plan, proven = best_anew(standing, Change(shut, rank, held), stop or Stop())
    fixed = standing.problem.fixed.request[standing.problem.fixed.request != request]
    needed = set(fixed.tolist()) | ({request} if act is Act.PIN else set())
    if needed - set(standing.choices.request[plan].tolist()):
        return _impossible(standing, proven)
    return compared(standing, plan, proven)


def _impossible(standing: Standing, proven: bool) -> Repair:
    """The pair cannot be, and nothing moves."""
    return Repair(False, proven, Gain((0,) * len(standing.policy.tiers), 0), (), ())


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


def _has_room(left: Model) -> Chosen:
    """The choices that use no limit of which nothing is left: most places are taken."""
    found = np.ones(len(left), dtype=np.bool_)
    for family in left.families:
        if family.sign > 0 and not family.continues:
            found &= (family.row < 0) | (np.append(family.upper, 0)[family.row] > 0)
    return found


def _rows(standing: Standing, pairs: Sequence[Pair]) -> tuple[Rows, Rows]:
    names = standing.names
    requests = names.requests_of([pair.request for pair in pairs])
    return requests, names.places_of([pair.place for pair in pairs])


def _closed(standing: Standing, since: Since) -> Chosen:
    """The choices that nobody has any more: of pairs that will not be, and of who is gone."""
    requests, places = _rows(standing, since.refused)
    many, choices = len(standing.problem.places), standing.choices
    found = np.zeros(len(choices), dtype=np.bool_)
    mine = standing.choices_of(np.unique(requests))
    refused = np.isin(choices.request[mine] * many + choices.place[mine], requests * many + places)
    found[mine[refused]] = True
    found[standing.choices_of(np.unique(standing.names.requests_of(since.gone)))] = True
    return found
