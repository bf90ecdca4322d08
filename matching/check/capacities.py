"""What the whole plan uses: counted one assignment at a time, set beside what there is."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from matching.check.reading import Choice, Plan
from matching.check.support import NOBODY, Support
from matching.codes.households import GroupKind
from matching.codes.rounds import Level
from matching.problem import Problem
from matching.rules.declaration import LEASED_BY_PROVIDER

ANY = -1
OF_PLACE = ("landlord", "region", "municipality")
OF_REQUEST = ("youth", "from_shelter")


@dataclass(frozen=True, slots=True)
class Capacity:
    """Something of which there are `free`: the rule it is of, and which one (rows)."""

    rule: str
    which: tuple[int, ...]
    free: int


@dataclass(frozen=True)
class Capacities:
    """What each choice takes one of."""

    plan: Plan

    @cached_property
    def support(self) -> Support:
        """The providers' side."""
        return Support(self.plan.problem)

    @cached_property
    def used(self) -> Counter[Capacity]:
        """How many the whole plan takes of each."""
        return Counter(each for choice in self.plan.choices for each in self.of(choice))

    def have_room(self, choice: Choice) -> bool:
        """Whether the plan leaves one of all that a further choice takes."""
        return all(self.used[each] < each.free for each in self.of(choice))

    def of(self, choice: Choice) -> Iterator[Capacity]:
        """What a choice takes one of."""
        problem = self.plan.problem
        slot = self.support.slot(choice.request, choice.place, choice.provider)
        if slot is not None:
            yield Capacity("E11_CASELOAD", slot, self.support.slots.get(slot, 0))
        if choice.provider != NOBODY and choice.form.bit & LEASED_BY_PROVIDER:
            leases = int(problem.providers.free_leases[choice.provider])
            yield Capacity("E06_LEASES", (choice.provider,), leases)
        area = int(problem.places.neighbourhood[choice.place])
        if area in self.areas:
            yield Capacity("E27_NEIGHBOURHOOD", (area,), self.areas[area])
        where = int(problem.places.complex[choice.place])
        if where in self.shares and problem.requests.housing_first[choice.request]:
            yield Capacity("E12_SHARE", (where,), self.shares[where])
        for quota in range(len(problem.quotas)):
            if is_counted(problem, quota, choice):
                yield Capacity("E27_QUOTA", (quota,), int(problem.quotas.at_most[quota]))

    @cached_property
    def areas(self) -> dict[int, int]:
        """How many a neighbourhood may have, where there is a cap on it."""
        caps = self.plan.problem.neighbourhood_caps
        return dict(zip(caps.neighbourhood.tolist(), caps.free.tolist(), strict=True))

    @cached_property
    def shares(self) -> dict[int, int]:
        """How many of Housing First a complex may have, where that is hard."""
        if self.plan.policy.level("E12_SHARE") is not Level.HARD:
            return {}
        caps = self.plan.problem.housing_first_caps
        return dict(zip(caps.complex.tolist(), caps.free.tolist(), strict=True))


def wrong_capacities(plan: Plan) -> Iterator[str]:
    """Every capacity that the plan uses more of than there is, and groups not respected."""
    for capacity, used in Capacities(plan).used.items():
        if used > capacity.free:
            rows = ", ".join(map(str, capacity.which))
            yield f"of {capacity.free} in row {rows} {used} are used ({capacity.rule})"
    yield from _groups(plan)


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


def is_counted(problem: Problem, quota: int, choice: Choice) -> bool:
    """Whether a quota counts this choice: it meets all conditions that the row has."""
    quotas = problem.quotas
    forms = int(quotas.contract_forms[quota])
    if forms and not forms & choice.form.bit:
        return False
    if int(quotas.provider[quota]) not in (ANY, choice.provider):
        return False
    places, requests = problem.places, problem.requests
    sides = ((places, OF_PLACE, choice.place), (requests, OF_REQUEST, choice.request))
    return all(
        int(getattr(quotas, name)[quota]) in (ANY, int(getattr(table, name)[row]))
        for table, names, row in sides
        for name in names
    )


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
