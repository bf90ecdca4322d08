"""Every single change that gains, and of them the smallest of each kind.

A change opens a choice that the round did not have. With the way from its place to the sink and the
way from the source to its caseload (`room`) it is known what the best plan with it would be worth,
without solving again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from matching.capacity.family import NOWHERE, Rows
from matching.capacity.model import Chosen
from matching.codes.contracts import ContractForm
from matching.flow.potentials import BIG, loads
from matching.pairs.columns import Columns
from matching.pairs.scoring import form_points, waiting_points
from matching.reasons.network import Network, network_of
from matching.reasons.standing import UNIT, Standing
from matching.reasons.uses import Uses, joined
from matching.reasons.waived import ABLE, Closed, Waived, closed, gathered, opened
from matching.rules import FORM

COUNTED = ("E06_LEASES", "E12_SHARE", "E27_QUOTA")


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Choices with the rule (by number) and the amount of a change, its worth, and what it costs
    who are supported by the same provider.
    """

    choices: Columns
    rule: Rows
    amount: Rows
    gain: Rows
    slots: Rows

    def take(self, rows: Rows) -> "Found":
        """Some of them."""
        return Found(
            self.choices.take(rows),
            self.rule[rows],
            self.amount[rows],
            self.gain[rows],
            self.slots[rows],
        )

    def then(self, other: "Found") -> "Found":
        """These and after them others."""
        names = ("rule", "amount", "gain", "slots")
        both = ([getattr(one, name) for one in (self, other)] for name in names)
        return Found(joined(self.choices, other.choices), *map(np.concatenate, both))


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """The smallest that gains of each kind for each request, in a network; `codes` are the rules
    by number.
    """

    network: Network
    codes: tuple[str, ...]
    found: Found


def changes_of(standing: Standing) -> Changes:
    """For each request without a place the smallest change of each rule and, of that of the forms,
    for each contract form; of equals what gains most, then the first.
    """
    most = int(waiting_points(standing.problem, standing.policy).max(initial=0))
    network = network_of(standing, most + int(form_points(standing.policy).max()))
    beside = _beside(network)
    farthest = int(np.abs(beside.choices.score).max(initial=0))
    if farthest > network.spare:
        network = network_of(standing, farthest)
        beside = _beside(network)
    codes = (*beside.codes, UNIT)
    best = _smallest(_of_rules(network, beside), codes)
    for found in _of_room(network, codes):
        best = _smallest(_smallest(found, codes).then(best), codes)
    return Changes(network, codes, best)


def _beside(network: Network) -> Waived:
    """The choices that one rule alone rules out, without those that could surely not gain."""
    standing = network.standing
    hopeful = _hope(network)
    parts = [hopeful(part) for part in closed(standing.rules, standing.lone)]
    return opened(standing.kernel, gathered(standing.rules.codes, parts))


def _hope(network: Network) -> Callable[[Closed], Closed]:
    """Leaves out pairs that cost others more than they could be worth, soft rules left aside."""
    standing, kernel = network.standing, network.standing.kernel
    codes = standing.rules.codes
    kept_for_it = np.isin(codes, [*ABLE])
    over = np.isin(codes, network.levels)
    most = network.ladder.step[standing.tier] + waiting_points(standing.problem, standing.policy)
    by_form = kernel.form_points().max(axis=1).astype(np.int64)
    support, slots = kernel.sheet.support, _least_slots(network)

    def hopeful(pairs: Closed) -> Closed:
        worth = most[pairs.request] + by_form[pairs.forms]
        care = np.where(
            kept_for_it[pairs.rule], 0, slots[support.classes(pairs.request, pairs.place)]
        )
        place = np.where(over[pairs.rule], 0, network.room.out[pairs.place])
        return pairs.take(np.flatnonzero(worth > place + care))

    return hopeful


def _least_slots(network: Network) -> Rows:
    """The least that caseload costs others, for each kind of household at each kind of place."""
    support = network.standing.kernel.sheet.support
    many = np.diff(support.first)
    of = np.repeat(np.arange(len(many)), many)
    asks, offers = (
        np.unique(kind, return_index=True)[1]
        for kind in (support.request_class, support.place_class)
    )
    ask, offer = np.divmod(of, max(len(offers), 1))
    request, place = asks[ask], offers[offer]
    none = np.zeros(len(of), dtype=np.int64)
    choices = Columns(request, place, none, support.provider.astype(np.int64), none)
    found = np.full(len(many), BIG)
    np.minimum.at(found, of, network.slots(network.beside(choices)))
    return np.where(many > 0, found, 0)


def _of_rules(network: Network, beside: Waived) -> Found:
    """Choices that one rule alone rules out."""
    uses = network.beside(beside.choices)
    code = np.array(beside.codes)[beside.rule] if len(beside.codes) else beside.rule
    place = uses.choices.place
    slots = np.where(code == "E11_CASELOAD", 0, network.slots(uses))
    cost = network.room.out[place] + slots
    for level, (node, reached) in enumerate(_way_up(network, place)):
        if level:
            mine = (code == network.levels[level]) & reached & _full(network)[node]
            cost[mine] = (network.room.beyond[node] + slots)[mine]
    allowed = _tight(network, uses) <= np.isin(code, COUNTED)
    gain = network.worth(uses) - cost
    found = Found(uses.choices, beside.rule, beside.amount, gain, slots)
    return _gaining(network, found, allowed)


def _of_room(network: Network, codes: tuple[str, ...]) -> Iterator[Found]:
    """Choices that the rules allow and that others got before: one more of what ran out."""
    waiting = np.zeros(len(network.standing.tier), dtype=np.bool_)
    waiting[network.standing.unplaced] = True
    uses = network.own.take(np.nonzero(waiting[network.standing.choices.request])[0])
    place, worth, slots = uses.choices.place, network.worth(uses), network.slots(uses)
    many, one = _tight(network, uses), np.ones(len(worth), dtype=np.int64)
    room = network.room

    def found(code: str, gain: Rows, allowed: Chosen) -> Found:
        rule = np.full(len(one), codes.index(code))
        care = np.zeros_like(slots) if code == "E11_CASELOAD" else slots
        return _gaining(network, Found(uses.choices, rule, one, gain, care), allowed)

    needs = uses.caseload != NOWHERE
    yield found("E11_CASELOAD", worth - room.out[place], (many == 0) & needs & (slots > 0))
    for level, (node, reached) in enumerate(_way_up(network, place)):
        usable = (many == 0) & reached & (_full(network)[node] if level else True)
        yield found(network.levels[level], worth - slots - room.beyond[node], usable)
    for short, code in zip(network.tight(uses), network.codes, strict=True):
        if code in codes:
            yield found(code, worth - slots - room.out[place], (many == 1) & short)


def _tight(network: Network, uses: Uses) -> Rows:
    """How many crossing limits each choice asks more of than the plan leaves."""
    found = np.zeros(len(uses.caseload), dtype=np.int64)
    for short in network.tight(uses):
        found += short
    return found


def _full(network: Network) -> Chosen:
    tree = network.room.tree
    standing = network.standing
    free = ~network.held[standing.plan.request]
    found: Chosen = loads(tree, standing.plan.place[free]) >= tree.upper
    return found


def _way_up(network: Network, place: Rows) -> Iterator[tuple[Rows, Chosen]]:
    """The nodes from each place to the sink, and whether all before have room for one more.

    A place stands in the tree at the first limit over it, whichever level that is of.
    """
    tree, full = network.room.tree, _full(network)
    starts = np.cumsum([0, tree.places, *network.sizes])
    node, reached = place, np.ones(len(place), dtype=np.bool_)
    yield node, reached
    for level in range(1, len(network.levels)):
        above = tree.parent[node]
        mine = (above >= starts[level]) & (above < starts[level + 1])
        reached = np.where(mine, reached & ~full[node], reached)
        node = np.where(mine, above, node)
        yield node, reached & mine


def _gaining(network: Network, found: Found, allowed: Chosen) -> Found:
    free = ~network.held[found.choices.request]
    return found.take(np.nonzero(allowed & free & (found.gain > 0))[0])


def _smallest(found: Found, codes: tuple[str, ...]) -> Found:
    """The smallest change of each rule for each request, and for each contract form that it asks;
    of equals what gains most, then the first.
    """
    if not len(found.rule):
        return found
    form = np.where(found.rule == codes.index(FORM), found.choices.form, 0)
    key = (found.rule * (int(found.choices.request.max()) + 1) + found.choices.request) * len(
        ContractForm
    ) + form
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    many = np.diff(starts, append=len(order))
    amount, gain = found.amount[order], found.gain[order]
    gain[amount > np.repeat(np.minimum.reduceat(amount, starts), many)] = 0
    best = np.flatnonzero(gain == np.repeat(np.maximum.reduceat(gain, starts), many))
    group = np.repeat(np.arange(len(starts)), many)[best]
    return found.take(order[best[np.diff(group, prepend=-1) > 0]])
