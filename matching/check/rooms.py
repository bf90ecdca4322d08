"""Whether a whole group finds room in one property: each member a unit of its own."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.codes.households import GroupKind
from matching.problem import Problem

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Rooms:
    """The places of a problem by property, and the groups who live together."""

    problem: Problem

    def within_groups(self, open_places: dict[int, Flags]) -> dict[int, Flags]:
        """Of the places open to each request, and of any for who is in no group: which have room.

        A group of which a member is not asked about finds room nowhere.
        """
        found = {request: np.ones_like(flags) for request, flags in open_places.items()}
        for members in self._groups():
            for request in members:
                if request in found:
                    found[request] = self._with_room(members, open_places)
        return found

    def _groups(self) -> Iterator[list[int]]:
        members: dict[int, list[int]] = defaultdict(list)
        for request, group in enumerate(self.problem.requests.group.tolist()):
            members[group].append(request)
        for group, kind in enumerate(self.problem.groups.kind.tolist()):
            if GroupKind.at(kind) is GroupKind.TOGETHER:
                yield members[group]

    def _with_room(self, members: list[int], open_places: dict[int, Flags]) -> Flags:
        properties, capacity = self.problem.places.property, self.problem.capacity()
        found = np.zeros(len(properties), dtype=np.bool_)
        if not all(request in open_places for request in members):
            return found
        common = [set(properties[open_places[request]].tolist()) for request in members]
        for where in set.intersection(*common):
            inside = properties == where
            choices = [np.nonzero(open_places[request] & inside)[0] for request in members]
            if _all_housed([places.tolist() for places in choices], capacity.tolist()):
                found |= inside
        return found


def _all_housed(choices: list[list[int]], capacity: list[int]) -> bool:
    residents: dict[int, list[int]] = defaultdict(list)

    def is_housed(member: int, tried: set[int]) -> bool:
        """Finds a bed, where needed by moving somebody on (augmenting paths: Berge, 1957)."""
        for place in choices[member]:
            if place in tried:
                continue
            tried.add(place)
            if len(residents[place]) < capacity[place]:
                residents[place].append(member)
                return True
            for other in list(residents[place]):
                if is_housed(other, tried):
                    residents[place].remove(other)
                    residents[place].append(member)
                    return True
        return False

    return all(is_housed(member, set()) for member in range(len(choices)))
