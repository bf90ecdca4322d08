"""What single change would have given somebody without a place one, and what others would lose.

Each change is meant for one household: a rule relaxed for it, a unit, a slot or a lease kept for
it. What it brings is known without solving again (`reasons.changes`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from uuid import UUID

import numpy as np

from matching.capacity.family import Rows
from matching.capacity.ladder import Gain
from matching.capacity.model import Chosen
from matching.codes.contracts import ContractForm
from matching.reasons.changes import Changes, changes_of
from matching.reasons.report import by_id
from matching.reasons.shortfall import Amount, Measure, measure_of
from matching.reasons.standing import Standing
from matching.reasons.telling import told
from matching.rules import RULES
from matching.rules.declaration import PairRule


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


def counterfactuals(standing: Standing) -> tuple[Counterfactual, ...]:
    """For each household without a place the smallest change of each kind, by request id.

    Raises `NotBest` where the plan is not proven. Members of groups that must live together are
    left out: their places depend on each other.
    """
    return tuple(_shown(_in_order(changes_of(standing))))


def _in_order(changes: Changes) -> Changes:
    """By request id, rule and contract form."""
    found = changes.found
    ids = changes.network.standing.problem.requests.id
    code, request = np.argsort(np.argsort(changes.codes)), np.argsort(by_id(ids))
    keys = (found.choices.form, code[found.rule], request[found.choices.request])
    return replace(changes, found=found.take(np.lexsort(keys)))


def _sure(changes: Changes) -> Chosen:
    """Where the gain is exact: nothing crosses, and no way leads round through the same caseload.

    A household of the same caseload that makes way also frees its slot; the two ways together
    count that slot as paid for once more.
    """
    network = changes.network
    over = np.isin(np.array(changes.codes)[changes.found.rule], network.levels[1:])
    sure = network.whole and network.ladder.strict
    found: Chosen = (changes.found.slots == 0) & ~over & sure
    return found


def _shown(changes: Changes) -> list[Counterfactual]:
    best, codes = changes.found, changes.codes
    names, forms = changes.network.standing.names, tuple(ContractForm)
    measures = [_measure(code) for code in codes]
    said, sized = cache(told), cache(Amount)
    found = []
    columns = (*best.choices.columns()[:4], best.rule, best.amount, _sure(changes))
    for (gain, rest), request, place, form, provider, number, amount, exact in zip(
        _gains(changes), *(column.tolist() for column in columns), strict=True
    ):
        code, size, chosen = codes[number], sized(measures[number], amount), forms[form]
        dutch, english = said(code, size, chosen, rest.losers)
        found.append(
            Counterfactual(
                request=names.request[request],
                rule=code,
                amount=size,
                place=names.units[place][0],
                contract_form=chosen,
                provider=names.provider[provider] if provider >= 0 else None,
                gain=gain,
                others=rest,
                exact=exact,
                nl=dutch,
                en=english,
            )
        )
    return found


def _measure(code: str) -> Measure:
    rule = RULES.get(code)
    return measure_of(rule) if isinstance(rule, PairRule) else Measure.NUMBER


def _gains(changes: Changes) -> Iterator[tuple[Gain, Gain]]:
    """What each brings in all, and what it brings others."""
    network, best = changes.network, changes.found
    placed, points = network.ladder.parts(best.gain)
    rest, left = placed.copy(), points - best.choices.score
    rest[np.arange(len(rest)), network.standing.tier[best.choices.request]] -= 1
    return zip(_each(placed, points), _each(rest, left), strict=True)


def _each(placed: Rows, points: Rows) -> Iterator[Gain]:
    return map(cache(Gain), zip(*placed.T.tolist(), strict=True), points.tolist())
