"""How much of each agreed minimum a plan reaches."""

from uuid import UUID

import numpy as np

from matching.capacity.quotas import agreed, layers, members, minimums
from matching.pairs.columns import Columns
from matching.problem import Problem
from matching.solution import Minimum


def minimums_of(problem: Problem, plan: Columns) -> tuple[Minimum, ...]:
    """What each quota with a minimum asks and has, by its id."""
    families = minimums(problem, plan)[::2]
    chosen = np.ones(len(plan), dtype=np.bool_)
    found = [
        Minimum(
            quota=UUID(bytes=problem.quotas.id[quota].tobytes()),
            asked=int(problem.quotas.at_least[quota]),
            reached=reached,
        )
        for layer, family in zip(layers(problem, agreed(problem)), families, strict=True)
        for quota, reached in zip(
            members(layer).tolist(), (-family.used(chosen)).tolist(), strict=True
        )
    ]
    return tuple(sorted(found, key=lambda minimum: minimum.quota))
