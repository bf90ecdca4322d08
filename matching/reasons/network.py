"""The part of a solved round that a flow carries, with all that crosses it held as the plan has it.

Each household may move to whatever uses no other crossing limit than its own choice does. A change
of plan within this network keeps every limit, so what it gains is really there to be gained; where
nothing crosses, the network is the whole round and the gain is exact. What quotas ask at least
stays reached too: who counts where that is passed by less than two is held, others move within what
counts them. Room for somebody is made by two at most, one at the place and one of the caseload.
"""

from dataclasses import dataclass

import numpy as np

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
from matching.capacity.groups import member_of
from matching.capacity.ladder import Ladder, ladder
from matching.capacity.limits import neighbourhoods
from matching.capacity.model import Chosen, Model, caseload_of_request
from matching.capacity.quotas import agreed, layers, members, quotas
from matching.codes.households import GroupKind
from matching.flow.potentials import loads
from matching.flow.room import Room, room_of
from matching.flow.tree import Arms, Level, Tree, nests, tree_of
from matching.pairs.columns import Columns
from matching.problem import Problem
from matching.reasons.standing import UNIT, Standing
from matching.reasons.uses import Uses, like_own, limits_of, scarce, within

THOUSAND = 1 << 10
MAKE_ROOM = 2


class NotBest(ValueError):
    """The plan is not known to be the best: what a change would bring cannot be told from it."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """`room` over the flow's part; `slack` is what the plan leaves of each `crossing` limit.

    `whole` when nothing crosses. `limits` are all of them over the round's choices, `scarce` the
    rows of each that could run out with one household more; `crossing` are the numbers of those
    that cross and `codes` their rules, `levels` those of the nodes from a place to the sink, of
    which each level has so many (`sizes`). `held` requests stay where they are; `open` choices are
    those of the flow. Points of a choice thought of beside the round's own can be read back up to
    `spare`.
    """

    standing: Standing
    ladder: Ladder
    room: Room
    whole: bool
    limits: tuple[Family, ...]
    scarce: tuple[Chosen, ...]
    crossing: tuple[int, ...]
    codes: tuple[str, ...]
    levels: tuple[str, ...]
    sizes: tuple[int, ...]
    slack: tuple[Rows, ...]
    held: Chosen
    open: Chosen
    spare: int

    @property
    def own(self) -> Uses:
        """What the round's own choices use."""
        return self._uses(self.standing.choices, self.limits)

    def beside(self, choices: Columns) -> Uses:
        """What choices use that the rules do not allow as they are."""
        limits = like_own(self.standing, self.limits, choices)
        some = (within(family, rows) for family, rows in zip(limits, self.scarce, strict=True))
        return self._uses(choices, tuple(some))

    def _uses(self, choices: Columns, limits: tuple[Family, ...]) -> Uses:
        crossing = tuple(limits[number].row for number in self.crossing)
        return Uses(choices, _family(limits, CASELOAD).row, crossing)

    def worth(self, uses: Uses) -> Rows:
        """What some choices are worth, tier and points in one."""
        tier = self.standing.tier[uses.choices.request]
        found: Rows = self.ladder.step[tier] + uses.choices.score
        return found

    def slots(self, uses: Uses) -> Rows:
        """What the caseload of some choices costs others."""
        found: Rows = np.append(self.room.slot, 0)[uses.caseload]
        return found

    def tight(self, uses: Uses) -> list[Chosen]:
        """For each crossing limit, which of some choices ask for more than the plan leaves."""
        return [
            (row >= 0) & (np.append(slack, 1)[row] < 1)
            for row, slack in zip(uses.crossing, self.slack, strict=True)
        ]


def network_of(standing: Standing, beside: int | None = None) -> Network:
    """The network of a round. With `beside` choices of one household more may be set beside its
    own, of up to so many points.

    Raises `NotBest` where the plan is not proven: what others would lose cannot be told then.
    """
    if not standing.proven:
        raise NotBest("the plan is not proven best: solve it first without a time limit")
    choices, chosen = standing.choices, standing.chosen
    every = limits_of(standing, choices)
    rows = tuple(scarce(family, choices.request, beside is not None) for family in every)
    limits = tuple(within(family, some) for family, some in zip(every, rows, strict=True))
    slot = caseload_of_request(Model(choices, standing.tier, len(standing.tier), limits))
    levels, crossing, codes, steps_up = _sorted_out(standing, limits, rows)
    uses = _uses(choices, limits, crossing, slot)
    grouped = _grouped(standing.problem)
    held = grouped | _counted(standing, choices, chosen, limits)
    held[standing.problem.fixed.request] = True
    open_ = ~held[choices.request] & _as_now(choices, chosen, uses, _agreed(limits))
    arms, used = _arms(choices, chosen, open_)
    tree = _tree(standing, choices, chosen, limits, levels, slot, held)
    most = max(beside or 0, int(np.abs(choices.score).max(initial=0)))
    free = np.where(held, NOWHERE, standing.tier)
    steps = ladder(free, len(standing.policy.tiers), np.array([most]))
    pairs = Arms(
        choices.request[arms],
        choices.place[arms],
        steps.step[standing.tier[choices.request[arms]]] + choices.score[arms],
    )
    alone = grouped[choices.request].any() or len(agreed(standing.problem)) > 0
    return Network(
        standing=standing,
        ladder=steps,
        room=room_of(tree, pairs, used),
        whole=bool((open_ | held[choices.request]).all() and not alone),
        limits=limits,
        scarce=rows,
        crossing=tuple(crossing),
        codes=tuple(codes),
        levels=(UNIT, *steps_up),
        sizes=tuple(len(level.upper) for level in levels),
        slack=tuple(limits[one].upper - limits[one].used(chosen) for one in crossing),
        held=held,
        open=open_,
        spare=2 * most + min(int((free >= 0).sum()), THOUSAND) + 1,
    )


def _family(limits: tuple[Family, ...], kind: str) -> Family:
    return next(family for family in limits if family.kind == kind)


def _grouped(problem: Problem) -> Chosen:
    """Requests whose places depend on each other: who lives together with somebody."""
    group = member_of(problem, GroupKind.TOGETHER)
    many = np.bincount(group[group >= 0], minlength=len(problem.groups) + 1)
    found: Chosen = (group >= 0) & (many[group] > 1)
    return found


def _agreed(limits: tuple[Family, ...]) -> list[Rows]:
    return [family.row for family in limits if family.kind == MINIMUM]


def _counted(
    standing: Standing, choices: Columns, chosen: Chosen, limits: tuple[Family, ...]
) -> Chosen:
    """Requests that count towards a minimum that would fall short without them and one more."""
    found = np.zeros(len(standing.tier), dtype=np.bool_)
    problem = standing.problem
    families = [family for family in limits if family.kind == MINIMUM]
    for layer, family in zip(layers(problem, agreed(problem)), families, strict=True):
        needed = -family.used(chosen) < problem.quotas.at_least[members(layer)] + MAKE_ROOM
        found[choices.request[chosen & np.append(needed, False)[family.row]]] = True
    return found


def _sorted_out(
    standing: Standing, limits: tuple[Family, ...], rows: tuple[Chosen, ...]
) -> tuple[list[Level], list[int], list[str], list[str]]:
    """Limits over places that make a tree, those that cross it (caseload apart), their rules."""
    levels: list[Level] = []
    crossing: list[int] = []
    codes: list[str] = []
    steps_up: list[str] = []
    over = iter(_over_places(standing.problem))
    numbered = enumerate(zip(limits, rows, standing.limit_codes(), strict=False))
    for number, (family, some, code) in numbered:
        if family.kind in (NEIGHBOURHOOD, TOWN):
            level = Level(within(next(over), some).row, family.upper)
            if all(nests(inner, level) for inner in levels):
                levels.append(level)
                steps_up.append(code)
                continue
        if family.kind not in (PLACE, CASELOAD, MINIMUM, MARKS):
            crossing.append(number)
            codes.append(code)
    return levels, crossing, codes, steps_up


def _over_places(problem: Problem) -> list[Family]:
    """The limits that look at nothing but the place, over all places."""
    place = np.arange(len(problem.places))
    none = np.zeros(len(place), dtype=np.int64)
    every = Columns(none, place, none, none - 1, none)
    towns = [family for family in quotas(problem, every) if family.kind == TOWN]
    return [neighbourhoods(problem, every), *towns]


def _uses(
    choices: Columns, limits: tuple[Family, ...], crossing: list[int], slot: Rows
) -> list[Rows]:
    """The rows of what crosses; a caseload that is not the household's only one crosses too."""
    caseload = _family(limits, CASELOAD).row
    other = np.where(caseload == slot[choices.request], NOWHERE, caseload)
    return [other, *(limits[number].row for number in crossing)]


def _as_now(choices: Columns, chosen: Chosen, uses: list[Rows], counted: list[Rows]) -> Chosen:
    """The choices that use nothing crossing but what the household's own choice uses, and count
    towards the minimums that it counts towards.
    """
    found = np.ones(len(choices), dtype=np.bool_)
    many = int(choices.request.max(initial=-1)) + 1
    waits = np.ones(many, dtype=np.bool_)
    waits[choices.request[chosen]] = False
    for rows, may_leave in ((uses, True), (counted, False)):
        for row in rows:
            if not (row >= 0).any():
                continue
            now = np.full(many, NOWHERE, dtype=np.int64)
            now[choices.request[chosen]] = row[chosen]
            other = (row == NOWHERE) if may_leave else waits[choices.request]
            found &= other | (row == now[choices.request])
    return found


def _arms(choices: Columns, chosen: Chosen, open_: Chosen) -> tuple[Rows, Rows]:
    """The best open choice of each pair, by number, and which of them the plan has.

    Choices come pair by pair.
    """
    at = np.flatnonzero(open_)
    request, place = choices.request, choices.place
    if len(at) < len(choices):
        request, place = request[at], place[at]
    new = np.ones(len(at) + 1, dtype=np.bool_)
    new[1:-1] = (request[1:] != request[:-1]) | (place[1:] != place[:-1])
    first = np.flatnonzero(new[:-1])
    next_ = np.flatnonzero(new[:-1] & ~new[1:]) + 1
    arms, mine = at[first], np.searchsorted(first, next_) - 1
    while len(mine):
        other = at[next_]
        now, then = (2 * choices.score[rows] + chosen[rows] for rows in (arms[mine], other))
        arms[mine[then > now]] = other[then > now]
        more = ~new[next_ + 1]
        mine, next_ = mine[more], next_[more] + 1
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
