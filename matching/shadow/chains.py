"""Which differences hang together: households that would have had each other's places."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

Places = Mapping[int, int]
"""The place of each request, by row."""


def chains(people: Places, engine: Places, capacity: Mapping[int, int]) -> list[list[int]]:
    """The requests that the plans differ about, those together who compete for a place.

    Two plans compete for a place where it has no room for all who are there in either.
    """
    differ = {row for row in {*people, *engine} if people.get(row) != engine.get(row)}
    wanted = Counter(engine.values())
    wanted.update(place for row, place in people.items() if row in differ)
    parent = {row: row for row in sorted(differ)}
    first: dict[int, int] = {}
    for row in parent:
        for place in _both(people, engine, row):
            if wanted[place] > capacity[place]:
                other = first.setdefault(place, row)
                parent[_root(parent, row)] = _root(parent, other)
    found: dict[int, list[int]] = defaultdict(list)
    for row in parent:
        found[_root(parent, row)].append(row)
    return sorted(found.values())


def _both(people: Places, engine: Places, row: int) -> Iterable[int]:
    return [plan[row] for plan in (people, engine) if row in plan]


def _root(parent: dict[int, int], row: int) -> int:
    while parent[row] != row:
        row = parent[row]
    return row
