"""A change that is told, made: the round solved anew with it.

What is told comes from shortest ways through the plan's flow. Here the choices that the change
opens are put in the model, and the model is solved.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.capacity.family import NEIGHBOURHOOD, NOWHERE, PLACE, TOWN, Family
from matching.capacity.ladder import Gain
from matching.capacity.minimums import unmarked
from matching.capacity.model import Chosen, undominated
from matching.counterfactual import Counterfactual
from matching.optimum.lexicographic import best_plan
from matching.pairs.columns import Columns
from matching.reasons.minimums import minimums_of
from matching.reasons.network import NotBest
from matching.reasons.standing import Standing
from matching.reasons.uses import joined
from matching.reasons.waived import waived
from matching.rules import FORM, RULES
from matching.rules.declaration import PairRule
from matching.stop import Stop


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the best plan with a change has over the plan there is; `proven`: it is the best.

    `reached` is how much more of what quotas ask at least, which comes after so many tiers.
    """

    change: Counterfactual
    gain: Gain
    proven: bool
    reached: int = 0
    after_tiers: int = 0

    @property
    def agrees(self) -> bool:
        """As much as was told where that is exact, else at least as much."""
        if self.change.exact:
            return self.proven and self.gain == self.change.gain
        return self._in_order(self.gain, self.reached) >= self._in_order(self.change.gain, 0)

    def _in_order(self, gain: Gain, reached: int) -> tuple[int, ...]:
        first, later = gain.placed[: self.after_tiers], gain.placed[self.after_tiers :]
        return (*first, reached, *later, gain.points)


def confirm(standing: Standing, change: Counterfactual, stop: Stop | None = None) -> Confirmed:
    """Solves the round with the change, which is for one household alone: a rule relaxed by the
    told amount, or a unit, a slot, a lease or an agreed number kept for it.

    Raises `NotBest` where the plan there is is not proven. Stopped by the clock, the new plan may
    not be the best yet.
    """
    if not standing.proven:
        raise NotBest("the plan is not proven best: solve it first without a time limit")
    choices = joined(standing.choices, _opened(standing, change))
    choices, limits = _kept(standing, change, choices)
    model = standing.model(choices, limits, standing.order.rank)
    model = model.take(undominated(model))
    tiers = len(standing.policy.tiers)
    outcome = best_plan(model, standing.order.levels, stop or Stop(), lambda *_: None)
    found = unmarked(standing.problem, model.columns.take(outcome.chosen))
    after, before = found, standing.plan
    counts = [np.bincount(standing.tier[one.request], minlength=tiers) for one in (after, before)]
    points = int(after.score.sum()) - int(before.score.sum())
    gain = Gain(tuple((counts[0] - counts[1]).tolist()), points)
    reached = int(outcome.chosen.sum()) - len(found) - _reached(standing)
    first = [item.code for item in standing.policy.tiers].index(standing.policy.minimums_before)
    return Confirmed(change, gain, outcome.proven, reached, first)


def _reached(standing: Standing) -> int:
    """How much of all minimums together the plan has."""
    return sum(one.counted for one in minimums_of(standing.problem, standing.plan))


def _opened(standing: Standing, change: Counterfactual) -> Columns:
    """The choices that the changed rule alone keeps from the household.

    A rule that looks at a pair is relaxed at every place. What a plan uses up is kept for the
    household at the told place.
    """
    row = standing.names.request_row[change.request]
    beside = waived(standing.kernel, np.array([row]))
    of_rule = np.array([code == change.rule for code in beside.codes])[beside.rule]
    open_ = of_rule & (beside.amount <= change.amount.number)
    if not isinstance(RULES.get(change.rule), PairRule):
        open_ &= _is_told(standing, change, beside.choices)
    elif change.rule == FORM:
        open_ &= beside.choices.form == change.contract_form.position
    return beside.choices.take(open_)


def _is_told(standing: Standing, change: Counterfactual, choices: Columns) -> Chosen:
    """Whether a choice is the one that the change tells of."""
    names = standing.names
    provider = -1 if change.provider is None else names.provider.index(change.provider)
    found: Chosen = (
        (choices.request == names.request_row[change.request])
        & (choices.place == names.place[change.place])
        & (choices.form == change.contract_form.position)
        & (choices.provider == provider)
    )
    return found


def _kept(
    standing: Standing, change: Counterfactual, choices: Columns
) -> tuple[Columns, tuple[Family, ...]]:
    """The choices and limits in which the household needs nothing of the row that ran out."""
    limits = list(standing.limits(choices))
    told = int(np.nonzero(_is_told(standing, change, choices))[0][0])
    mine, apart = choices.request == choices.request[told], np.zeros(len(choices), dtype=np.bool_)
    for number, code in enumerate(standing.limit_codes()):
        family = limits[number]
        if code == change.rule and family.row[told] != NOWHERE:
            kept = mine & (family.row == family.row[told])
            limits[number] = replace(family, row=np.where(kept, NOWHERE, family.row))
            if family.kind in (PLACE, NEIGHBOURHOOD, TOWN):
                apart |= kept
    return _apart(choices, limits, apart)


def _apart(
    choices: Columns, limits: Sequence[Family], apart: Chosen
) -> tuple[Columns, tuple[Family, ...]]:
    """Gives some choices places of their own, as limits over places hold for all that go there."""
    units, *others = limits
    known, number = np.unique(choices.place[apart], return_inverse=True)
    place = choices.place.copy()
    place[apart] = len(units.upper) + number
    more = np.append(units.upper, np.ones(len(known), dtype=np.int64))
    row = np.where(units.row == NOWHERE, place, units.row)
    return replace(choices, place=place), (replace(units, row=row, upper=more), *others)
