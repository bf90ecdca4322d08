"""Moves and second places by unit: the engine counts alike units as one, people live in one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from matching.choice import Option
from matching.difference import Move, Seat
from matching.reasons.standing import Standing
from matching.repair import Since
from matching.solution import Solution

Wanted = Callable[[Move, Sequence[UUID]], UUID]


def by_unit(
    stood: Standing,
    solution: Solution,
    moves: Sequence[Move],
    wanted: Wanted,
    since: Since,
) -> tuple[Move, ...]:
    """The moves with units in place of kinds, in the order of their requests: who stays keeps its
    own, and nobody shares one. The first of `moves` chooses first, as `wanted` says of the units
    that are left. Who is gone since left a unit; those that were taken since are for nobody.
    """
    home = {one.request: one.place for one in solution.assignments}
    leaving = {*(move.request for move in moves), *since.gone}
    taken = {place for request, place in home.items() if request not in leaving}
    taken.update(since.taken)
    unit: dict[UUID, UUID] = {}
    for move in moves:
        if move.after is not None:
            alike = stood.names.units[stood.names.place[move.after.place]]
            unit[move.request] = wanted(move, [one for one in alike if one not in taken])
            taken.add(unit[move.request])
    return tuple(
        replace(
            move,
            before=_at(move.before, home.get(move.request)),
            after=_at(move.after, unit.get(move.request)),
        )
        for move in sorted(moves, key=lambda move: move.request)
    )


def kept_units(
    stood: Standing, solution: Solution, options: Sequence[Option]
) -> tuple[Option, ...]:
    """Second places with a unit each that nobody has: where it can be, the one that is told with
    the household's own place as a next best."""
    taken = {one.place for one in solution.assignments}
    next_best = {
        one.request: {other.place for other in one.alternatives} for one in solution.assignments
    }
    found = []
    for option in options:
        mine = next_best[option.request]
        alike = stood.names.units[stood.names.place[option.seat.place]]
        unit = min((one for one in alike if one not in taken), key=lambda one: one not in mine)
        taken.add(unit)
        found.append(replace(option, seat=replace(option.seat, place=unit)))
    return tuple(found)


def _at(seat: Seat | None, unit: UUID | None) -> Seat | None:
    return replace(seat, place=unit) if seat and unit else seat
