"""Puts a problem's rows in an order of their ids, so that a permuted input is the same input."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.problem import Problem, Units
from matching.table import Table

Key = Callable[[bytes], bytes]


def by_id(identity: bytes) -> bytes:
    """The order of the canonical bytes."""
    return identity


def by_lot(seed: int) -> Key:
    """An order drawn by lot from the seed: it breaks ties without favouring low ids."""
    prefix = seed.to_bytes(8, "big")
    return lambda identity: blake2b(prefix + identity, digest_size=16).digest()


def arranged(problem: Problem, key: Key = by_id) -> Problem:
    """The same problem with every table ordered by id, references following."""
    orders = {
        name: _order([key(row.tobytes()) for row in table.columns()["id"]])
        for name, table in problem.tables().items()
        if "id" in table.columns()
    }
    orders["places"] = _place_order(problem.units, orders["units"], len(problem.places))
    places = {name: _inverse(order) for name, order in orders.items()}
    tables = {
        name: _renumbered(table, orders.get(name), places)
        for name, table in problem.tables().items()
    }
    return Problem(day=problem.day, **tables)  # type: ignore[arg-type]


def _order(keys: list[bytes]) -> NDArray[np.intp]:
    return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.intp)


def _place_order(units: Units, order: NDArray[np.intp], places: int) -> NDArray[np.intp]:
    """Places have no id of their own: each stands where the first of its units stands."""
    first = np.full(places, len(units), dtype=np.intp)
    np.minimum.at(first, units.place[order], np.arange(len(units)))
    return np.argsort(first, kind="stable")


def _inverse(order: NDArray[np.intp]) -> NDArray[np.int32]:
    found = np.empty(len(order), dtype=np.int32)
    found[order] = np.arange(len(order), dtype=np.int32)
    return found


def _renumbered(
    table: Table, order: NDArray[np.intp] | None, places: dict[str, NDArray[np.int32]]
) -> Table:
    columns: dict[str, Any] = table.columns()
    for name, spec in table.specs():
        if spec.refers:
            old = columns[name]
            known = old >= 0
            new = old.copy()
            new[known] = places[spec.refers][old[known]]
            columns[name] = new
    if order is None:
        order = np.lexsort(tuple(reversed(columns.values())))
    return type(table)(**{name: column[order] for name, column in columns.items()})
