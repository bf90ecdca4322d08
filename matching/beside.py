"""Two plans of one problem side by side: who has a place in one and not in the other."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from matching.codes.rounds import TierCode
from matching.difference import Seat, Shift
from matching.problem import Problem
from matching.solution import Assignment, Solution


@dataclass(frozen=True, slots=True)
class Moved:
    """A household whose seat differs, and the tiers that the policy of each plan puts it in."""

    request: UUID
    tier_before: TierCode
    tier_after: TierCode
    before: Seat | None
    after: Seat | None


@dataclass(frozen=True, slots=True)
class Share:
    """How many requests a tier has, and how many of those have a place in each plan."""

    code: TierCode
    requests: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Beside:
    """`tiers_before` counts by the tiers of the first plan's policy, `tiers_after` by those of the
    second's. `moves` are by request id; alike units are one, so that who has another of them does
    not move. `minimums` are those of which more is reached, or less.
    """

    tiers_before: tuple[Share, ...]
    tiers_after: tuple[Share, ...]
    moves: tuple[Moved, ...]
    minimums: tuple[Shift, ...]


def beside(problem: Problem, before: Solution, after: Solution) -> Beside:
    """The second plan against the first; both are of this problem."""
    homes, seats = _seats(before), _settled(problem, before, after)
    first, second = _tiers(before), _tiers(after)
    return Beside(
        tiers_before=_shares(before, first, homes, seats),
        tiers_after=_shares(after, second, homes, seats),
        moves=tuple(
            Moved(one, first[one], second[one], homes.get(one), seats.get(one))
            for one in sorted(first)
            if homes.get(one) != seats.get(one)
        ),
        minimums=_shifts(before, after),
    )


def _seats(plan: Solution) -> dict[UUID, Seat]:
    return {one.request: _seat(one, one.place) for one in plan.assignments}


def _seat(found: Assignment, unit: UUID) -> Seat:
    return Seat(unit, found.contract_form, found.provider)


def _settled(problem: Problem, before: Solution, after: Solution) -> dict[UUID, Seat]:
    """The seats of the second plan. Of alike units each household keeps its own; who comes gets the
    one it was given unless somebody keeps that, else another like it.
    """
    kind = {
        UUID(bytes=unit.tobytes()): int(place)
        for unit, place in zip(problem.units.id, problem.units.place, strict=True)
    }
    home = {one.request: one.place for one in before.assignments}
    unit = {
        one.request: home[one.request]
        for one in after.assignments
        if one.request in home and kind[home[one.request]] == kind[one.place]
    }
    kept = set(unit.values())
    left = defaultdict(list)
    for one in after.assignments:
        if one.place not in kept:
            left[kind[one.place]].append(one.place)
    comes = [one for one in after.assignments if one.request not in unit]
    for one in sorted(comes, key=lambda one: one.place in kept):
        free = left[kind[one.place]]
        unit[one.request] = one.place if one.place in free else free[0]
        free.remove(unit[one.request])
    return {one.request: _seat(one, unit[one.request]) for one in after.assignments}


def _tiers(plan: Solution) -> dict[UUID, TierCode]:
    """The tier of each request."""
    placed = {one.request: one.tier for one in plan.assignments}
    return placed | {one.request: one.tier for one in plan.unplaced}


def _shares(
    plan: Solution,
    tiers: Mapping[UUID, TierCode],
    before: Mapping[UUID, Seat],
    after: Mapping[UUID, Seat],
) -> tuple[Share, ...]:
    """In the order in which the plan's tiers go first."""
    asked, had, has = (Counter(tiers[one] for one in each) for each in (tiers, before, after))
    return tuple(
        Share(tier.code, asked[tier.code], had[tier.code], has[tier.code])
        for tier in plan.certificate.tiers
    )


def _shifts(before: Solution, after: Solution) -> tuple[Shift, ...]:
    had = {one.quota: one.reached for one in before.minimums}
    return tuple(
        Shift(one.quota, one.asked, had[one.quota], one.reached)
        for one in after.minimums
        if had[one.quota] != one.reached
    )
