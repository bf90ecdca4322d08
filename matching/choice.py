"""A second place to choose from: for whom a free one can be kept without anybody losing anything.

A second option is a unit that the plan leaves free, kept for one household beside its own place.
Kept units are disjoint, and all that a household needs there beyond what it uses already (caseload,
leases, agreed numbers, room in the neighbourhood) is kept with it, so that whatever people choose
is a plan that keeps all limits. Since only what the plan leaves free is used, no tier places fewer.
What is agreed at least is no limit, and may be missed where people choose their second place: it is
told how far.
"""

from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np

from matching.capacity.family import CROSSING, MARKS, MINIMUM, NOWHERE, PLACE, Family
from matching.capacity.model import Model, undominated
from matching.codes.contracts import ContractForm
from matching.codes.rounds import TierCode
from matching.difference import Seat, Shift, shifted
from matching.optimum.lexicographic import best_plan
from matching.reasons.minimums import least_of, minimums_of
from matching.reasons.network import NotBest
from matching.reasons.standing import Standing
from matching.stop import Stop


@dataclass(frozen=True, slots=True)
class Option:
    """A household's second place and what it is worth there in points."""

    request: UUID
    tier: TierCode
    seat: Seat
    score: int


@dataclass(frozen=True, slots=True)
class Served:
    """Of those of a tier with a place: how many have a second to choose from."""

    tier: TierCode
    placed: int
    with_choice: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Second options by request id, and how many of each tier have one.

    `proven`: no more can; stopped before that, more may be possible. `minimums` are those of which
    less is reached where everybody chooses what counts for less.
    """

    options: tuple[Option, ...]
    tiers: tuple[Served, ...]
    proven: bool
    minimums: tuple[Shift, ...]


def second_options(standing: Standing, stop: Stop | None = None) -> Choice:
    """As many second options as can be kept, first for the first tier, then by points.

    Raises `NotBest` where the plan is not proven. Who has a fixed place or lives in a group has
    none: its place hangs on others.
    """
    if not standing.proven:
        raise NotBest("the plan is not proven best: solve it first without a time limit")
    choices, plan = standing.choices, standing.plan
    home = np.full(len(standing.tier), NOWHERE, dtype=np.int64)
    home[plan.request] = plan.place
    free = standing.problem.requests.group < 0
    free[standing.problem.fixed.request] = False
    mine = free & (home != NOWHERE)
    at = np.nonzero(mine[choices.request] & (choices.place != home[choices.request]))[0]
    limits = standing.limits(choices)
    left = tuple(
        _left(standing, family)
        for family in limits
        if not family.equal and family.kind not in (MINIMUM, MARKS)
    )
    model = Model(choices, standing.tier, len(standing.tier), left).take(at)
    kept = undominated(model)
    outcome = best_plan(model.take(kept), len(standing.policy.tiers), stop or Stop(), _silent)
    found = choices.take(at[kept[outcome.chosen]])
    names, codes = standing.names, [tier.code for tier in standing.policy.tiers]
    options = [
        Option(
            names.request[request],
            codes[int(standing.tier[request])],
            Seat(
                names.units[place][0],
                ContractForm.at(form),
                names.provider[provider] if provider >= 0 else None,
            ),
            score,
        )
        for request, place, form, provider, score in zip(
            *(column.tolist() for column in found.columns()), strict=True
        )
    ]
    placed = np.bincount(standing.tier[plan.request], minlength=len(codes)).tolist()
    chosen = np.bincount(standing.tier[found.request], minlength=len(codes)).tolist()
    return Choice(
        tuple(sorted(options, key=lambda option: option.request)),
        tuple(Served(*row) for row in zip(codes, placed, chosen, strict=True)),
        outcome.proven,
        shifted(minimums_of(standing.problem, plan), least_of(standing.problem, plan, found)),
    )


def _left(standing: Standing, family: Family) -> Family:
    """What the plan leaves of a limit; who uses a row already needs no more of it elsewhere.

    So it is no longer a limit over places, whoever comes there: it crosses the flow.
    """
    own = np.full(len(standing.tier), NOWHERE, dtype=np.int64)
    own[standing.plan.request] = family.row[standing.chosen]
    again = family.row == own[standing.choices.request]
    row = np.where(again, NOWHERE, family.row)
    kind = PLACE if family.kind == PLACE else CROSSING
    return replace(family, kind=kind, row=row, upper=family.upper - family.used(standing.chosen))


def _silent(*_: object) -> None:
    """Nobody follows how far this is."""
