"""Each choice by itself: the hard rules, the contract form, the provider, fixed pairs, tiers."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from matching.check.reading import Choice, Plan
from matching.check.support import NOBODY, Support
from matching.codes.rounds import Level, PairReason, Status
from matching.pairs.block import Block
from matching.pairs.eligibility import killed


def wrong_choices(plan: Plan) -> Iterator[str]:
    """Assignments and alternatives that may not be, and fixed pairs that were not kept."""
    yield from broken_rules(plan, plan.choices)
    yield from _fixed(plan)
    yield from _alternatives(plan)


def broken_rules(plan: Plan, choices: Sequence[Choice]) -> Iterator[str]:
    """Hard rules that a choice breaks under the form it has."""
    block = block_of(plan, choices)
    for rule in plan.policy.pair_rules(Level.HARD):
        taken = np.broadcast_to(killed(rule, block), (len(choices),))
        for choice, forms in zip(choices, taken.tolist(), strict=True):
            if forms & choice.form.bit:
                yield f"{choice.name}: {choice.form} breaks {rule.code}"
    support = Support(plan.problem)
    for choice in choices:
        yield from _provider(support, choice)


def block_of(plan: Plan, choices: Iterable[Choice]) -> Block:
    """The choices as a list of pairs for the rules."""
    pairs = [(choice.request, choice.place) for choice in choices]
    rows = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return Block(plan.sheet, rows[:, 0], rows[:, 1])


def _provider(support: Support, choice: Choice) -> Iterator[str]:
    if not support.agrees(choice.request, choice.place, choice.form, choice.provider):
        yield f"{choice.name}: no agreement for {choice.form} with this provider (E06_PROVIDER)"
        return
    if not support.has_slot(choice.request, choice.place, choice.provider):
        yield f"{choice.name}: the provider has no caseload here (E11_CASELOAD)"
    if choice.provider != NOBODY and not support.has_lease(choice.form, choice.provider):
        yield f"{choice.name}: the provider can take on no lease (E06_LEASES)"


def fixed_pairs(plan: Plan) -> dict[int, tuple[int, PairReason]]:
    """The place and the reason by request."""
    fixed = plan.problem.fixed
    return {
        request: (place, PairReason.at(reason))
        for request, place, reason in zip(
            fixed.request.tolist(), fixed.place.tolist(), fixed.reason.tolist(), strict=True
        )
    }


def _fixed(plan: Plan) -> Iterator[str]:
    fixed = fixed_pairs(plan)
    held = {choice.request: choice.place for choice in plan.choices}
    # A cancelled run may not have come to its fixed pairs; it has none of them elsewhere. One that
    # was stopped before it came to all has nobody anywhere.
    stopped = plan.solution.status is Status.STOPPED and not plan.choices
    may_lack = stopped or plan.solution.status is Status.CANCELLED
    for request, (place, _) in fixed.items():
        if held.get(request, place if may_lack else None) != place:
            yield f"request in row {request} is not at the place that was fixed for it"
    for line, choice in zip(plan.solution.assignments, plan.choices, strict=True):
        reason = fixed[choice.request][1] if choice.request in fixed else None
        if line.fixed is not reason:
            yield f"{choice.name}: fixed is {line.fixed}, not {reason}"


def _alternatives(plan: Plan) -> Iterator[str]:
    capacity, fixed = plan.problem.capacity(), fixed_pairs(plan)
    used = np.bincount([choice.place for choice in plan.choices], minlength=len(capacity))
    taken = {line.place for line in plan.solution.assignments}
    every: list[Choice] = []
    for line, choice in zip(plan.solution.assignments, plan.choices, strict=True):
        others = [plan.choice(line, other) for other in line.alternatives]
        every += others
        if others and choice.request in fixed:
            yield f"{choice.name}: is fixed, yet has alternatives"
        places = [choice.place, *(other.place for other in others)]
        if len(set(places)) != len(places):
            yield f"{choice.name}: names a place twice among its alternatives"
        scores = [other.score for other in line.alternatives]
        if scores != sorted(scores, reverse=True):
            yield f"{choice.name}: its alternatives are not the best first"
        for told, other in zip(line.alternatives, others, strict=True):
            free = bool(used[other.place] < capacity[other.place])
            if told.free != free or (free and told.place in taken):
                yield f"{other.name}: is told to be free or taken, and is not"
    yield from broken_rules(plan, every)
