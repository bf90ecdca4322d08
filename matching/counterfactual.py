"""What single change would have given somebody without a place one, and what others would lose.

A change opens a choice that the round did not have. With the way from its place to the sink and the
way from the source to its caseload (`room`) it is known what the best plan with it would be worth,
without solving again. Each change is meant for one household: a rule relaxed for it, a unit, a slot
or a lease kept for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from matching.capacity.family import NOWHERE, Rows
from matching.capacity.ladder import Gain
from matching.capacity.model import Chosen
from matching.codes.contracts import ContractForm
from matching.flow.potentials import loads
from matching.reasons.network import Network, network_of
from matching.reasons.shortfall import Amount, Measure, measure_of
from matching.reasons.standing import UNIT, Standing
from matching.reasons.telling import told
from matching.reasons.waived import Waived, waived
from matching.rules import FORM, RULES
from matching.rules.declaration import PairRule

COUNTED = ("E06_LEASES", "E12_SHARE", "E27_QUOTA")


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """One change that would have given a household a place, the smallest of its kind.

    `rule` is the rule that would be other by `amount`, "UNIT" for one more unit like `place`. The
    best plan then is better by `gain`, of which `others` is what all others gain (below 0: lose).
    `exact`: the gain is neither more nor less. Else it is at least this, and a smaller change of
    this kind may be enough.
    """

    request: UUID
    rule: str
    amount: Amount
    place: UUID
    contract_form: ContractForm
    provider: UUID | None
    gain: Gain
    others: Gain
    exact: bool
    nl: str
    en: str


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Choices by number with the rule (by number) and the amount of a change, and its worth."""

    choice: Rows
    rule: Rows
    amount: Rows
    gain: Rows

    def take(self, rows: Rows) -> "Found":
        """Some of them."""
        return Found(self.choice[rows], self.rule[rows], self.amount[rows], self.gain[rows])


def counterfactuals(standing: Standing) -> tuple[Counterfactual, ...]:
    """For each household without a place the smallest change of each kind, by request id.

    Raises `NotBest` where the plan is not proven. Members of groups that must live together are
    left out: their places depend on each other.
    """
    beside = waived(standing.kernel, standing.unplaced)
    network = network_of(standing, beside.choices)
    codes = (*beside.codes, UNIT)
    parts = [_of_rules(network, beside), *_of_room(network, codes)]
    every = Found(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("choice", "rule", "amount", "gain")
        )
    )
    best = every.take(_smallest(network, every, codes))
    return tuple(_shown(network, best, codes))


def _of_rules(network: Network, beside: Waived) -> Found:
    """Choices that one rule alone rules out."""
    at = len(network.standing.choices) + np.arange(len(beside.choices))
    code = np.array(beside.codes)[beside.rule] if len(beside.codes) else beside.rule
    place, slots = network.choices.place[at], network.slots(at)
    cost = network.room.out[place] + np.where(code == "E11_CASELOAD", 0, slots)
    for level, (node, reached) in enumerate(_way_up(network, place)):
        if level:
            mine = (code == network.levels[level]) & reached & _full(network)[node]
            cost[mine] = (network.room.beyond[node] + slots)[mine]
    tight = sum(network.tight(at), np.zeros(len(at), dtype=np.int64))
    allowed = tight <= np.isin(code, COUNTED)
    return _gaining(network, at, beside.rule, beside.amount, network.worth(at) - cost, allowed)


def _of_room(network: Network, codes: tuple[str, ...]) -> Iterator[Found]:
    """Choices that the rules allow and that others got before: one more of what ran out."""
    waiting = np.zeros(len(network.standing.tier), dtype=np.bool_)
    waiting[network.standing.unplaced] = True
    at = np.nonzero(waiting[network.standing.choices.request])[0]
    place, worth, slots = network.choices.place[at], network.worth(at), network.slots(at)
    tight = network.tight(at)
    many = sum(tight, np.zeros(len(at), dtype=np.int64))
    room, one = network.room, np.ones(len(at), dtype=np.int64)

    def found(code: str, gain: Rows, allowed: Chosen) -> Found:
        rule = np.full(len(at), codes.index(code))
        return _gaining(network, at, rule, one, gain, allowed)

    needs = network.caseload[at] != NOWHERE
    yield found("E11_CASELOAD", worth - room.out[place], (many == 0) & needs & (slots > 0))
    for level, (node, reached) in enumerate(_way_up(network, place)):
        usable = (many == 0) & reached & (_full(network)[node] if level else True)
        yield found(network.levels[level], worth - slots - room.beyond[node], usable)
    for short, code in zip(tight, network.codes, strict=True):
        if code in codes:
            yield found(code, worth - slots - room.out[place], (many == 1) & short)


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


def _gaining(
    network: Network, at: Rows, rule: Rows, amount: Rows, gain: Rows, allowed: Chosen
) -> Found:
    free = ~network.held[network.choices.request[at]]
    rows = np.nonzero(allowed & free & (gain > 0))[0]
    return Found(at[rows], rule[rows], amount[rows], gain[rows])


def _smallest(network: Network, every: Found, codes: tuple[str, ...]) -> Rows:
    """The smallest change of each rule for each request, and for each contract form that it asks;
    of equals what gains most, then the first place.
    """
    choices = network.choices.take(every.choice)
    named = FORM in codes and every.rule == codes.index(FORM)
    form = np.where(named, choices.form, 0)
    order = np.lexsort((every.choice, -every.gain, every.amount, form, every.rule, choices.request))
    key = np.stack([choices.request, every.rule, form])[:, order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (key[:, 1:] != key[:, :-1]).any(axis=0)
    return order[new]


def _sure(network: Network, best: Found, codes: tuple[str, ...]) -> Chosen:
    """Where the gain is exact: nothing crosses, and no way leads round through the same caseload.

    A household of the same caseload that makes way also frees its slot; the two ways together
    count that slot as paid for once more.
    """
    code = np.array(codes)[best.rule]
    free = (network.slots(best.choice) == 0) | (code == "E11_CASELOAD")
    found: Chosen = free & ~np.isin(code, network.levels[1:])
    return found & (network.whole and network.ladder.strict)


def _shown(network: Network, best: Found, codes: tuple[str, ...]) -> list[Counterfactual]:
    standing, names = network.standing, network.standing.names
    sure = _sure(network, best, codes)
    found = []
    for choice, number, amount, worth, exact in zip(
        best.choice.tolist(),
        best.rule.tolist(),
        best.amount.tolist(),
        best.gain.tolist(),
        sure.tolist(),
        strict=True,
    ):
        request, place, form, provider, score = (
            int(column[choice]) for column in network.choices.columns()
        )
        own = [0] * len(network.ladder.step)
        own[int(standing.tier[request])] = 1
        gain, code = network.ladder.read(worth), codes[number]
        rule = RULES.get(code)
        measure = measure_of(rule) if isinstance(rule, PairRule) else Measure.NUMBER
        others = gain.less(Gain(tuple(own), score))
        size, chosen = Amount(measure, amount), ContractForm.at(form)
        dutch, english = told(code, size, chosen, others.losers)
        found.append(
            Counterfactual(
                request=names.request[request],
                rule=code,
                amount=size,
                place=names.units[place][0],
                contract_form=chosen,
                provider=names.provider[provider] if provider >= 0 else None,
                gain=gain,
                others=others,
                exact=exact,
                nl=dutch,
                en=english,
            )
        )
    return sorted(found, key=lambda one: (one.request, one.rule, one.contract_form.position))
