"""Points and warnings of each choice, worked out again rule by rule."""

from collections.abc import Iterator, Sequence

from matching.check.capacities import over_share
from matching.check.choices import block_of
from matching.check.reading import Choice, Plan
from matching.codes.rounds import Level, TierCode
from matching.pairs.eligibility import holds
from matching.policy import Tier
from matching.rules import FORM, WAITING

Parts = dict[str, int]


def wrong_scores(plan: Plan) -> Iterator[str]:
    """Parts, scores, tiers and warnings that are not what the rules say."""
    lines = plan.solution.assignments
    warnings = warnings_of(plan, plan.choices)
    over = over_share(plan)
    for line, choice, parts, warned in zip(
        lines, plan.choices, parts_of(plan, plan.choices), warnings, strict=True
    ):
        told = {part.rule: part.points for part in line.parts}
        if told != parts or len(told) != len(line.parts):
            yield f"{choice.name}: its points are {parts}, not {told}"
        if line.score != sum(part.points for part in line.parts):
            yield f"{choice.name}: its score is not the sum of its points"
        where = int(plan.problem.places.complex[choice.place])
        if plan.problem.requests.housing_first[choice.request] and where in over:
            warned = {*warned, "E12_SHARE"}
        if set(line.warnings) != warned or len(line.warnings) != len(warned):
            yield f"{choice.name}: its warnings are {sorted(warned)}, not {sorted(line.warnings)}"
    yield from _tiers(plan)
    yield from _alternatives(plan)


def _tiers(plan: Plan) -> Iterator[str]:
    told = {line.request: line.tier for line in plan.solution.assignments}
    told |= {line.request: line.tier for line in plan.solution.unplaced}
    for request, tier in told.items():
        if tier is not (right := tier_of(plan, plan.requests[request])):
            yield f"request {request} belongs to tier {right}, not {tier}"


def _alternatives(plan: Plan) -> Iterator[str]:
    told = [(line, other) for line in plan.solution.assignments for other in line.alternatives]
    choices = [plan.choice(line, other) for line, other in told]
    for (_, other), choice, parts in zip(told, choices, parts_of(plan, choices), strict=True):
        if other.score != sum(parts.values()):
            yield f"{choice.name}: as an alternative it scores {sum(parts.values())}"


def parts_of(plan: Plan, choices: Sequence[Choice]) -> list[Parts]:
    """The points of each choice by rule, without those of 0."""
    form_points = {item.form: item.points for item in plan.policy.form_points}
    found: list[Parts] = [
        {WAITING: _waiting(plan, choice.request), FORM: form_points.get(choice.form, 0)}
        for choice in choices
    ]
    block = block_of(plan, choices)
    for rule in plan.policy.pair_rules(Level.SOFT):
        amounts = block.operand(rule.measure) if rule.measure else ~holds(rule, block)
        cost = plan.policy.points(rule)
        for parts, choice, amount in zip(found, choices, amounts.tolist(), strict=True):
            parts[rule.code] = -cost * int(amount) if rule.forms & choice.form.bit else 0
    return [{rule: points for rule, points in parts.items() if points} for parts in found]


def warnings_of(plan: Plan, choices: Sequence[Choice]) -> list[set[str]]:
    """The rules that each choice does not meet though they are not hard."""
    found: list[set[str]] = [set() for _ in choices]
    block = block_of(plan, choices)
    for rule in plan.policy.pair_rules(Level.SOFT, Level.WARNING):
        for codes, choice, met in zip(found, choices, holds(rule, block).tolist(), strict=True):
            if not met and rule.forms & choice.form.bit:
                codes.add(rule.code)
    return found


def _waiting(plan: Plan, request: int) -> int:
    weeks = (plan.problem.day - int(plan.problem.requests.waiting_since_day[request])) // 7
    return plan.policy.waiting_points * min(weeks, plan.policy.waiting_weeks_most)


def tier_of(plan: Plan, request: int) -> TierCode:
    """The first tier of the policy that a request belongs to."""
    return next(tier.code for tier in plan.policy.tiers if _belongs(plan, tier, request))


def _belongs(plan: Plan, tier: Tier, request: int) -> bool:
    rows = plan.problem.requests
    if tier.code is TierCode.URGENT:
        return bool(rows.urgent[request])
    if tier.code is TierCode.YOUTH:
        return bool(rows.youth[request]) and int(rows.days_in_shelter[request]) >= tier.from_days
    if tier.code is TierCode.FAMILY:
        return bool(rows.minors[request])
    if tier.code is TierCode.LONG_WAITING:
        return plan.problem.day - int(rows.waiting_since_day[request]) >= tier.from_days
    return True
