"""A plan that is there at once: what was wanted as far as the limits allow, the rest in turn.

Good enough to begin a search at, and what is left of a search that was stopped. Who has a fixed
place goes first whatever else was wanted.
"""

import numpy as np

from matching.capacity.family import MARKS, MINIMUM, Family, Rows
from matching.capacity.minimums import FIXED, with_reached
from matching.capacity.model import Chosen, Model

TURNS = 20


def greedy(model: Model, objective: Rows, wanted: Chosen) -> Chosen:
    """A plan that keeps every limit, from choices that are `wanted`, one a request at most."""
    mine = _of_households(model)
    fixed = model.rank[model.columns.request] == FIXED
    plan = np.zeros(len(model), dtype=np.bool_)
    for those in (fixed, ~fixed):
        plan |= _kept(model, objective, wanted & mine & those, plan)
        plan = _filled(model, objective, mine & those, plan)
    return with_reached(model, plan)


def best_each(model: Model, objective: Rows, those: Chosen) -> Chosen:
    """The best of those choices of each request."""
    request, order = model.columns.request, np.nonzero(those)[0]
    order = order[np.lexsort((-objective[order], request[order]))]
    found = np.zeros(len(model), dtype=np.bool_)
    found[order[np.unique(request[order], return_index=True)[1]]] = True
    return found


def _filled(model: Model, objective: Rows, those: Chosen, plan: Chosen) -> Chosen:
    """The plan with those choices that there is room for: the best of each request, in turns."""
    for _ in range(TURNS):
        open_to = those & _fits(model, plan)
        more = _kept(model, objective, best_each(model, objective, open_to), plan)
        if not more.any():
            break
        plan = plan | more
    return plan


def _kept(model: Model, objective: Rows, wanted: Chosen, plan: Chosen) -> Chosen:
    """What is left of choices, one a request, when each limit keeps those worth most beside the
    plan.
    """
    order, left = np.nonzero(wanted)[0], model.upper() - model.used(plan)
    order = order[np.argsort(-objective[order], kind="stable")]
    for at, family in _limits(model):
        row = family.row[order]
        by_row = np.argsort(row, kind="stable")
        turn = np.empty(len(row), dtype=np.int64)
        turn[by_row] = np.arange(len(row)) - np.searchsorted(row[by_row], row[by_row])
        room = np.append(left[at : at + len(family.upper)], 0)[row]
        order = order[(row < 0) | (turn < room) & (not family.equal)]
    found = np.zeros(len(model), dtype=np.bool_)
    found[order] = True
    return found


def _fits(model: Model, plan: Chosen) -> Chosen:
    """The choices of requests without one that every limit has room for."""
    free, left = np.ones(model.requests, dtype=np.bool_), model.upper() - model.used(plan)
    free[model.columns.request[plan]] = False
    found = free[model.columns.request]
    for at, family in _limits(model):
        room = np.append(left[at : at + len(family.upper)], 0)[family.row]
        found &= (family.row < 0) | (room > 0) & (not family.equal)
    return found


def _limits(model: Model) -> list[tuple[int, Family]]:
    """The families that may be in a household's way, and where the rows of each begin."""
    every = zip(model.offsets(), model.families, strict=True)
    return [(at, family) for at, family in every if family.kind not in (MINIMUM, MARKS)]


def _of_households(model: Model) -> Chosen:
    """The choices that are no marks."""
    found = np.ones(len(model), dtype=np.bool_)
    for family in model.families:
        if family.kind == MARKS:
            found &= family.row < 0
    return found
