"""What the whole plan uses: counted one assignment at a time, set beside what there is."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from matching.check.reading import Choice, Plan
from matching.check.support import NOBODY, Support
from matching.codes import GroupKind, Level
from matching.problem import Problem
from matching.rules import LEASED_BY_PROVIDER


def wrong_capacities(plan: Plan) -> Iterator[str]:
    """Every capacity that the plan uses more of than there is, and groups not respected."""
    yield from _support(plan)
    yield from _areas(plan)
    yield from _quotas(plan)
    yield from _groups(plan)


def _support(plan: Plan) -> Iterator[str]:
    support = Support(plan.problem)
    slots = Counter(
        support.slot(choice.request, choice.place, choice.provider) for choice in plan.choices
    )
    for slot, used in slots.items():
        if slot is not None and used > support.slots.get(slot, 0):
            yield f"caseload {slot} (provider, region, care) is used {used} times (E11_CASELOAD)"
    leases = Counter(
        choice.provider for choice in plan.choices if choice.form.bit & LEASED_BY_PROVIDER
    )
    for provider, used in leases.items():
        if provider != NOBODY and used > plan.problem.providers.free_leases[provider]:
            yield f"provider in row {provider} takes on {used} leases (E06_LEASES)"


def _areas(plan: Plan) -> Iterator[str]:
    problem = plan.problem
    caps = problem.neighbourhood_caps
    used = Counter(int(problem.places.neighbourhood[choice.place]) for choice in plan.choices)
    for area, free in zip(caps.neighbourhood.tolist(), caps.free.tolist(), strict=True):
        if used[area] > free:
            yield f"neighbourhood in row {area} gets {used[area]} households (E27_NEIGHBOURHOOD)"
    if plan.policy.level("E12_SHARE") is Level.HARD:
        for where, many in over_share(plan).items():
            yield f"complex in row {where} gets {many} Housing First households (E12_SHARE)"


def over_share(plan: Plan) -> dict[int, int]:
    """Complexes that get more Housing First households than their share, and how many."""
    problem = plan.problem
    caps = problem.housing_first_caps
    used = Counter(
        int(problem.places.complex[choice.place])
        for choice in plan.choices
        if problem.requests.housing_first[choice.request]
    )
    free = dict(zip(caps.complex.tolist(), caps.free.tolist(), strict=True))
    return {where: many for where, many in used.items() if many > free.get(where, many)}


def _quotas(plan: Plan) -> Iterator[str]:
    for quota in range(len(plan.problem.quotas)):
        used = sum(is_counted(plan.problem, quota, choice) for choice in plan.choices)
        if used > plan.problem.quotas.at_most[quota]:
            yield f"quota in row {quota} is used {used} times (E27_QUOTA)"


def is_counted(problem: Problem, quota: int, choice: Choice) -> bool:
    """Whether a quota counts this choice: it meets all conditions that the row has."""
    wanted = {
        name: int(column[quota])
        for name, column in problem.quotas.columns().items()
        if name not in ("id", "at_most")
    }
    found = {
        "landlord": int(problem.places.landlord[choice.place]),
        "provider": choice.provider,
        "region": int(problem.places.region[choice.place]),
        "municipality": int(problem.places.municipality[choice.place]),
        "youth": int(problem.requests.youth[choice.request]),
    }
    forms = wanted.pop("contract_forms")
    if forms and not forms & choice.form.bit:
        return False
    return all(value in (-1, found[name]) for name, value in wanted.items())


def _groups(plan: Plan) -> Iterator[str]:
    problem, held = plan.problem, {choice.request: choice.place for choice in plan.choices}
    members: dict[int, list[int]] = defaultdict(list)
    for request, group in enumerate(problem.requests.group.tolist()):
        members[group].append(request)
    for group, kind in enumerate(problem.groups.kind.tolist()):
        places = [held[request] for request in members[group] if request in held]
        if GroupKind.at(kind) is GroupKind.TOGETHER:
            if places and len(places) < len(members[group]):
                yield f"group in row {group} has a place for some only (E14_GROUP)"
            if len({int(problem.places.property[place]) for place in places}) > 1:
                yield f"group in row {group} is not in one property (E14_GROUP)"
        elif len({int(problem.places.complex[place]) for place in places}) < len(places):
            yield f"group in row {group} is not kept apart (E14_GROUP)"
