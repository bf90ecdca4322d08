"""A plan against the plan before it: what it gains or costs, whom, and what is agreed at least."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from matching.capacity.family import Rows
from matching.capacity.ladder import Gain
from matching.codes.contracts import ContractForm
from matching.reasons.minimums import minimums_of
from matching.reasons.standing import Standing
from matching.solution import Minimum


@dataclass(frozen=True, slots=True)
class Seat:
    """A unit with the contract form and the care provider, if any; identical units are one."""

    place: UUID
    contract_form: ContractForm
    provider: UUID | None


@dataclass(frozen=True, slots=True)
class Move:
    """A household whose proposal becomes another, is lost or is won; `tier` counts from 0."""

    request: UUID
    tier: int
    before: Seat | None
    after: Seat | None


@dataclass(frozen=True, slots=True)
class Shift:
    """How many of those that a quota asks at least the plan had, and how many it would have."""

    quota: UUID
    asked: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Repair:
    """The plan after a change against the plan before: what it gains (below 0: costs) and whom.

    Not `possible`: the pair cannot be pinned, and nothing moves. `proven`: no plan is better.
    `minimums` are those of which more is reached, or less.
    """

    possible: bool
    proven: bool
    gain: Gain
    moves: tuple[Move, ...]
    minimums: tuple[Shift, ...]

    def others(self, requests: Sequence[UUID]) -> tuple[Move, ...]:
        """The moves of all but these households."""
        return tuple(move for move in self.moves if move.request not in requests)


def compared(standing: Standing, plan: Rows, proven: bool, gone: Sequence[UUID] = ()) -> Repair:
    """The plan of these choices against the plan there is, without who is gone.

    Both are choices of the standing by number; only what differs is told by name, which takes most
    of the time in a country.
    """
    tiers, was = len(standing.policy.tiers), np.nonzero(standing.chosen)[0]
    left = np.zeros(len(standing.tier), dtype=np.bool_)
    left[standing.names.requests_of(gone)] = True
    was = was[~left[standing.choices.request[was]]]
    before, after = standing.choices.take(was), standing.choices.take(plan)
    counts = [np.bincount(standing.tier[one.request], minlength=tiers) for one in (after, before)]
    points = int(after.score.sum()) - int(before.score.sum())
    gain = Gain(tuple((counts[0] - counts[1]).tolist()), points)
    old, new = (_seats(standing, np.setdiff1d(*two)) for two in ((was, plan), (plan, was)))
    names = standing.names.request
    moves = [
        Move(names[row], int(standing.tier[row]), old.get(row), new.get(row))
        for row in sorted(old.keys() | new.keys(), key=names.__getitem__)
    ]
    minimums = shifted(*(minimums_of(standing.problem, one) for one in (before, after)))
    return Repair(True, proven, gain, tuple(moves), minimums)


def shifted(was: tuple[Minimum, ...], becomes: tuple[Minimum, ...]) -> tuple[Shift, ...]:
    """The minimums of which more is reached, or less."""
    return tuple(
        Shift(one.quota, one.asked, one.counted, other.counted)
        for one, other in zip(was, becomes, strict=True)
        if one.counted != other.counted
    )


def _seats(standing: Standing, choices: Rows) -> dict[int, Seat]:
    names, columns = standing.names, standing.choices.take(choices).columns()
    return {
        request: Seat(
            names.units[place][0],
            ContractForm.at(form),
            names.provider[provider] if provider >= 0 else None,
        )
        for request, place, form, provider in zip(
            *(column.tolist() for column in columns[:4]), strict=True
        )
    }
