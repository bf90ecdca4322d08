"""The part of a solved round that a flow carries, with all that crosses it held as the plan has it.

Each household may move to whatever uses no other crossing limit than its own choice does. A change
of plan within this network keeps every limit, so what it gains is really there to be gained; where
nothing crosses, the network is the whole round and the gain is exact. What quotas ask at least
stays as it is too: who counts where that is not passed is held, others move within what counts
them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import (
    CASELOAD,
    MARKS,
    MINIMUM,
    NEIGHBOURHOOD,
    NOWHERE,
    PLACE,
    TOWN,
    Family,
    Rows,
)
from matching.capacity.ladder import Ladder, ladder
from matching.capacity.model import Chosen, Model, caseload_of_request
from matching.capacity.quotas import agreed, layers, members
from matching.flow.potentials import loads
from matching.flow.room import Room, room_of
from matching.flow.tree import Arms, Level, Tree, nests, tree_of
from matching.pairs.columns import Columns
from matching.reasons.standing import UNIT, Standing


class NotBest(ValueError):
    """The plan is not known to be the best: what a change would bring cannot be told from it."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """`room` over the flow's part; `slack` is what the plan leaves of each `crossing` limit.

    `whole` when nothing crosses. `caseload` and the crossing limits stand over all `choices`: those
    of the round, and after them those that were thought of beside it. `codes` are the rules of the
    crossing limits, `levels` those of the nodes from a place to the sink, of which each level has
    so many (`sizes`). `held` requests stay where they are; `open` choices are those of the flow.
    """

    standing: Standing
    choices: Columns
    ladder: Ladder
    room: Room
    whole: bool
    caseload: Rows
    crossing: tuple[Family, ...]
    codes: tuple[str, ...]
    levels: tuple[str, ...]
    sizes: tuple[int, ...]
    slack: tuple[Rows, ...]
    held: Chosen
    open: Chosen

    def worth(self, at: Rows) -> Rows:
        """What some choices are worth, tier and points in one."""
        tier = self.standing.tier[self.choices.request[at]]
        found: Rows = self.ladder.step[tier] + self.choices.score[at]
        return found

    def slots(self, at: Rows) -> Rows:
        """What the caseload of some choices costs others."""
        found: Rows = np.append(self.room.slot, 0)[self.caseload[at]]
        return found

    def tight(self, at: Rows) -> list[Chosen]:
        """For each crossing limit, which of some choices ask for more than the plan leaves."""
        return [
            (family.row[at] >= 0) & (np.append(slack, 1)[family.row[at]] < 1)
            for family, slack in zip(self.crossing, self.slack, strict=True)
        ]


def network_of(standing: Standing, beside: Columns | None = None) -> Network:
    """The network of a round, and of choices beside it that the rules do not allow as they are.

    Raises `NotBest` where the plan is not proven: what others would lose cannot be told then.
    """
    choices = standing.choices if beside is None else joined(standing.choices, beside)
    limits = standing.limits(choices)
    if not standing.proven:
        raise NotBest("the plan is not proven best: solve it first without a time limit")
    own = np.arange(len(choices)) < len(standing.choices)
    chosen = np.zeros(len(choices), dtype=np.bool_)
    chosen[: len(standing.chosen)] = standing.chosen
    slot = _own_slot(standing, tuple(family.take(own) for family in limits))
    levels, crossing, codes, steps_up = _sorted_out(standing, choices, limits)
    uses = _uses(choices, limits, crossing, slot)
    held = _held(standing, choices, limits) | _counted(standing, choices, chosen, limits)
    open_ = own & ~held[choices.request] & _as_now(choices, chosen, uses, _agreed(limits))
    arms, used = _arms(choices, chosen, open_)
    tree = _tree(standing, choices, chosen, limits, levels, slot, held)
    steps = _ladder(standing, held, choices)
    pairs = Arms(
        choices.request[arms],
        choices.place[arms],
        steps.step[standing.tier[choices.request[arms]]] + choices.score[arms],
    )
    return Network(
        standing=standing,
        choices=choices,
        ladder=steps,
        room=room_of(tree, pairs, used),
        whole=bool((open_ | ~own | held[choices.request]).all() and not _alone(limits)),
        caseload=_family(limits, CASELOAD).row,
        crossing=tuple(crossing),
        codes=tuple(codes),
        levels=(UNIT, *steps_up),
        sizes=tuple(len(level.upper) for level in levels),
        slack=tuple(family.upper - family.used(chosen) for family in crossing),
        held=held,
        open=open_,
    )


def joined(one: Columns, other: Columns) -> Columns:
    """Choices of a round and after them those thought of beside it."""
    return Columns(
        *(np.concatenate(both) for both in zip(one.columns(), other.columns(), strict=True))
    )


def _family(limits: tuple[Family, ...], kind: str) -> Family:
    return next(family for family in limits if family.kind == kind)


def _alone(limits: tuple[Family, ...]) -> bool:
    """Whether there is what no flow carries: groups and minimums."""
    return any((family.equal or family.kind == MINIMUM) and len(family.upper) for family in limits)


def _agreed(limits: tuple[Family, ...]) -> list[Rows]:
    return [family.row for family in limits if family.kind == MINIMUM]


def _counted(
    standing: Standing, choices: Columns, chosen: Chosen, limits: tuple[Family, ...]
) -> Chosen:
    """Requests that count towards a minimum that would fall short without them."""
    found = np.zeros(len(standing.tier), dtype=np.bool_)
    problem = standing.problem
    families = [family for family in limits if family.kind == MINIMUM]
    for layer, family in zip(layers(problem, agreed(problem)), families, strict=True):
        needed = -family.used(chosen) <= problem.quotas.at_least[members(layer)]
        found[choices.request[chosen & np.append(needed, False)[family.row]]] = True
    return found


def _own_slot(standing: Standing, limits: tuple[Family, ...]) -> Rows:
    """The caseload that each request uses whatever place it gets; -1 where there is no such one."""
    many = len(standing.tier)
    return caseload_of_request(Model(standing.choices, standing.tier, many, limits))


def _sorted_out(
    standing: Standing, choices: Columns, limits: tuple[Family, ...]
) -> tuple[list[Level], list[Family], list[str], list[str]]:
    """Limits over places that make a tree, those that cross it (caseload apart), their rules."""
    levels: list[Level] = []
    crossing: list[Family] = []
    codes: list[str] = []
    steps_up: list[str] = []
    for family, code in zip(limits, standing.limit_codes(), strict=True):
        if family.kind in (NEIGHBOURHOOD, TOWN):
            row = np.full(len(standing.problem.places), NOWHERE, dtype=np.int64)
            row[choices.place] = family.row
            level = Level(row, family.upper)
            if all(nests(inner, level) for inner in levels):
                levels.append(level)
                steps_up.append(code)
                continue
        if family.kind not in (PLACE, CASELOAD, MINIMUM, MARKS):
            crossing.append(family)
            codes.append(code)
    return levels, crossing, codes, steps_up


def _uses(
    choices: Columns, limits: tuple[Family, ...], crossing: list[Family], slot: Rows
) -> list[Rows]:
    """The rows of what crosses; a caseload that is not the household's only one crosses too."""
    caseload = _family(limits, CASELOAD).row
    other = np.where(caseload == slot[choices.request], NOWHERE, caseload)
    return [other, *(family.row for family in crossing)]


def _held(standing: Standing, choices: Columns, limits: tuple[Family, ...]) -> Chosen:
    """Requests that a move may not touch: with a fixed place, or together with others."""
    held = np.zeros(len(standing.tier), dtype=np.bool_)
    held[standing.problem.fixed.request] = True
    for family in limits:
        if family.equal:
            held[choices.request[family.row >= 0]] = True
    return held


def _as_now(choices: Columns, chosen: Chosen, uses: list[Rows], counted: list[Rows]) -> Chosen:
    """The choices that use nothing crossing but what the household's own choice uses, and count
    towards the minimums that it counts towards.
    """
    found = np.ones(len(choices), dtype=np.bool_)
    placed = np.isin(choices.request, choices.request[chosen])
    for rows, may_leave in ((uses, True), (counted, False)):
        for row in rows:
            now = np.full(int(choices.request.max(initial=-1)) + 1, NOWHERE, dtype=np.int64)
            now[choices.request[chosen]] = row[chosen]
            other = (row == NOWHERE) if may_leave else ~placed
            found &= other | (row == now[choices.request])
    return found


def _arms(choices: Columns, chosen: Chosen, open_: Chosen) -> tuple[Rows, Rows]:
    """The best open choice of each pair, by number, and which of them the plan has.

    Choices come pair by pair.
    """
    at = np.nonzero(open_)[0]
    request, place = choices.request[at], choices.place[at]
    new = np.ones(len(at), dtype=np.bool_)
    new[1:] = (request[1:] != request[:-1]) | (place[1:] != place[:-1])
    first = np.nonzero(new)[0]
    worth = 2 * choices.score[at].astype(np.int64) + chosen[at]
    most = np.maximum.reduceat(worth, first) if len(at) else worth
    best = np.nonzero(worth == np.repeat(most, np.diff(first, append=len(at))))[0]
    pair = np.cumsum(new)[best]
    arms = at[best[np.diff(pair, prepend=0) > 0]]
    return arms, np.nonzero(chosen[arms])[0]


def _tree(
    standing: Standing,
    choices: Columns,
    chosen: Chosen,
    limits: tuple[Family, ...],
    levels: list[Level],
    slot: Rows,
    held: Chosen,
) -> Tree:
    """The tree with what is held taken off."""
    caseload = _family(limits, CASELOAD)
    others = chosen & (held | (slot == NOWHERE))[choices.request]
    slots = caseload.upper - caseload.used(others)
    mine = np.where(held, NOWHERE, slot)
    tree = tree_of(mine, slots, standing.problem.capacity(), levels)
    load = loads(tree, choices.place[chosen & held[choices.request]])
    return Tree(tree.slot, tree.slots, tree.places, tree.parent, tree.upper - load)


def _ladder(standing: Standing, held: Chosen, choices: Columns) -> Ladder:
    """Steps that the points of no choice reach, those thought of beside the round's own too."""
    free: NDArray[np.int64] = np.where(held, -1, standing.tier)
    return ladder(free, len(standing.policy.tiers), choices.score)
