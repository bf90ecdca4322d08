"""Puts municipal boundaries into the registry: all of a source or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from geo.boundaries import Boundary
from service.actor import PLATFORM_ID
from service.audit import service as audit
from service.geography import repository


@dataclass(frozen=True)
class Loaded:
    """How many boundaries were put in, and how many municipalities of all have one now."""

    put: int
    present: int
    municipalities: int


def put(db: Session, boundaries: Sequence[Boundary]) -> Loaded:
    """Replaces the boundaries of these municipalities; those of others stay. Neighbours are found
    anew.

    Read the whole source first: an open transaction must not wait for a network."""
    for boundary in boundaries:
        repository.put_boundary(db, boundary)
    repository.find_neighbours(db)
    audit.record(db, "load boundaries", "municipalities", PLATFORM_ID, str(len(boundaries)))
    return Loaded(len(boundaries), *repository.count_boundaries(db))
