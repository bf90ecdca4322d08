"""How much of each agreed minimum a plan reaches."""

from uuid import UUID

import numpy as np

from matching.capacity.family import Rows
from matching.capacity.quotas import agreed, layers, members, minimums
from matching.pairs.columns import Columns
from matching.problem import Problem
from matching.solution import Minimum


def minimums_of(problem: Problem, plan: Columns) -> tuple[Minimum, ...]:
    """What each quota with a minimum asks and has, by its id."""
    chosen = np.ones(len(plan), dtype=np.bool_)
    return _told(problem, [-family.used(chosen) for family in minimums(problem, plan)[::2]])


def least_of(problem: Problem, plan: Columns, second: Columns) -> tuple[Minimum, ...]:
    """What each keeps whatever people choose who have a second place beside that in the plan."""
    kept = []
    for home, away in zip(
        minimums(problem, plan)[::2], minimums(problem, second)[::2], strict=True
    ):
        other = home.row.copy()
        other[np.searchsorted(plan.request, second.request)] = away.row
        stays = (home.row >= 0) & (home.row == other)
        kept.append(np.bincount(home.row[stays], minlength=len(home.upper)))
    return _told(problem, kept)


def _told(problem: Problem, reached: list[Rows]) -> tuple[Minimum, ...]:
    """Those of each layer with what is reached of them, by id."""
    found = [
        Minimum(
            quota=UUID(bytes=problem.quotas.id[quota].tobytes()),
            asked=int(problem.quotas.at_least[quota]),
            reached=many,
        )
        for layer, counts in zip(layers(problem, agreed(problem)), reached, strict=True)
        for quota, many in zip(members(layer).tolist(), counts.tolist(), strict=True)
    ]
    return tuple(sorted(found, key=lambda minimum: minimum.quota))
