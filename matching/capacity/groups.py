"""Households who must live together, or must stay apart, as rows and as columns that cannot be.

Together is all of them in one property, or none of them anywhere. Apart is never two in a complex.
"""

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import CROSSING, NOWHERE, Family, Rows, looked_up
from matching.codes.households import GroupKind
from matching.pairs.candidates import Pairs
from matching.pairs.columns import Columns, columns_at
from matching.pairs.kernel import Kernel
from matching.problem import Problem


def member_of(problem: Problem, kind: GroupKind) -> Rows:
    """Each request's group of this kind, -1 for none."""
    group = problem.requests.group.astype(np.int64)
    right = np.append(problem.groups.kind == kind.position, False)
    return np.where(right[group], group, NOWHERE)


def apart(problem: Problem, columns: Columns) -> Family:
    """At most one of a group in each complex."""
    group = member_of(problem, GroupKind.APART)[columns.request]
    complexes = len(problem.complexes)
    key = group * complexes + problem.places.complex[columns.place]
    keys = np.unique(key[group >= 0])
    row = np.where(group >= 0, looked_up(keys, key), NOWHERE)
    return Family(CROSSING, row, np.ones(len(keys), dtype=np.int64))


def fitting(kernel: Kernel, pairs: Pairs) -> NDArray[np.bool_]:
    """Pairs that a group could ever have: the property has room for all of it."""
    problem = kernel.sheet.problem
    grouped = member_of(problem, GroupKind.TOGETHER) >= 0
    at = np.nonzero(np.repeat(grouped, np.diff(pairs.first)))[0]
    columns = columns_at(kernel, pairs, at)
    out = columns.take(~fits_together(problem, columns))
    places = len(problem.places)
    key = pairs.request_of(at) * places + pairs.place[at]
    found = np.ones(len(pairs), dtype=np.bool_)
    found[at[np.isin(key, out.request * places + out.place)]] = False
    return found


def fits_together(problem: Problem, columns: Columns) -> NDArray[np.bool_]:
    """Columns whose whole group has room in the property: the others can never be chosen."""
    mine = member_of(problem, GroupKind.TOGETHER)[columns.request]
    grouped = np.nonzero(mine >= 0)[0]
    fits = mine < 0
    key = mine[grouped] * len(problem.properties) + problem.places.property[columns.place[grouped]]
    order = np.argsort(key, kind="stable")
    capacity, size = problem.capacity(), np.bincount(problem.requests.group + 1)
    cuts = np.nonzero(np.diff(key[order]))[0] + 1
    for rows in np.split(grouped[order], cuts):
        if len(rows):
            needed = int(size[mine[rows[0]] + 1])
            fits[rows] = _all_fit(columns.request[rows], columns.place[rows], capacity, needed)
    return fits


Seat = tuple[int, int]


def _all_fit(request: Rows, place: Rows, capacity: Rows, needed: int) -> bool:
    """Whether so many members can each have a unit of their own."""
    seats: dict[int, list[Seat]] = {}
    for member, where in sorted(set(zip(request.tolist(), place.tolist(), strict=True))):
        units = range(min(int(capacity[where]), needed))
        seats.setdefault(member, []).extend((where, unit) for unit in units)
    taken: dict[Seat, int] = {}
    return len(seats) == needed and all(_seat(member, seats, taken, set()) for member in seats)


def _seat(
    member: int, seats: dict[int, list[Seat]], taken: dict[Seat, int], tried: set[Seat]
) -> bool:
    """Gives a member a seat, moving others where that helps (Kuhn, 1955; groups are small)."""
    for seat in seats[member]:
        if seat not in tried:
            tried.add(seat)
            if seat not in taken or _seat(taken[seat], seats, taken, tried):
                taken[seat] = member
                return True
    return False


def together(problem: Problem, columns: Columns) -> list[Family]:
    """All or none, in one property: each member and the next stand or fall with each other.

    Row (member, property) has the member's columns there at -1 and the next member's at +1.
    """
    group = member_of(problem, GroupKind.TOGETHER)
    members = np.nonzero(group >= 0)[0]
    members = members[np.argsort(group[members], kind="stable")]
    follows = np.full(len(problem.requests), NOWHERE, dtype=np.int64)
    same = group[members[1:]] == group[members[:-1]]
    follows[members[1:][same]] = members[:-1][same]
    leads = np.full(len(problem.requests), NOWHERE, dtype=np.int64)
    leads[members[:-1][same]] = members[:-1][same]
    where, properties = problem.places.property[columns.place], len(problem.properties)
    # A member without a choice of its own there holds the next one back all the same.
    linked = np.stack([leads, follows])[:, columns.request]
    keys = np.unique((linked * properties + where)[linked >= 0])
    limit = np.zeros(len(keys), dtype=np.int64)
    found = []
    for link, sign, continues in ((leads, -1, False), (follows, 1, True)):
        mine = link[columns.request]
        row = np.where(mine >= 0, looked_up(keys, mine * properties + where), NOWHERE)
        found.append(Family(CROSSING, row, limit, sign, equal=True, continues=continues))
    return found
