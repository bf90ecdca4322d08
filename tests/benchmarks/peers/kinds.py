"""The three models that are measured: every peer can do the first, few the last."""

from dataclasses import replace
from enum import StrEnum

import numpy as np

from matching.generate import country
from matching.problem import HousingFirstCaps, NeighbourhoodCaps, Problem, Slots


class Kind(StrEnum):
    """How much is limited."""

    BARE = "bare"
    LAMINAR = "laminar"
    CROSSING = "crossing"


MEANS = {
    Kind.BARE: "only the units of each place are limited",
    Kind.LAMINAR: "caseload and neighbourhoods too: a tree of limits",
    Kind.CROSSING: "free choice of provider, lease budgets, quotas and agreed minimums too",
}


def instance(kind: Kind, people: int, seed: int) -> Problem:
    """The country of this kind; the bare one has the same people and places as the laminar one."""
    problem = country(people, seed, crossing=kind is Kind.CROSSING)
    return _bare(problem) if kind is Kind.BARE else problem


def _bare(problem: Problem) -> Problem:
    slots = problem.slots.columns() | {
        "free": np.where(problem.slots.free > 0, len(problem.requests), 0)
    }
    return replace(
        problem,
        slots=Slots.from_columns(**slots),
        neighbourhood_caps=NeighbourhoodCaps.of(),
        housing_first_caps=HousingFirstCaps.of(),
    )
