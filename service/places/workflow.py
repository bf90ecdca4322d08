"""The life of a place, and who takes it a step further."""

from collections.abc import Mapping
from enum import Enum

from sqlalchemy.orm import Session

from service.codelists.places import PlaceState
from service.models import Place
from service.workflow import Moves, step


class Mover(Enum):
    """Who makes a move."""

    OWNER = "the owner"
    HOUSING = "the approval of a proposal, the answers to its offers, and the end of a placement"


MOVES: Mapping[Mover, Moves] = {
    Mover.OWNER: {
        (PlaceState.DRAFT, PlaceState.AVAILABLE): "publish",
        (PlaceState.AVAILABLE, PlaceState.DRAFT): "take back",
        (PlaceState.DRAFT, PlaceState.WITHDRAWN): "withdraw",
        (PlaceState.AVAILABLE, PlaceState.WITHDRAWN): "withdraw",
        (PlaceState.WITHDRAWN, PlaceState.DRAFT): "bring back",
        (PlaceState.WITHDRAWN, PlaceState.AVAILABLE): "bring back",
    },
    Mover.HOUSING: {
        (PlaceState.AVAILABLE, PlaceState.OFFERED): "offer",
        (PlaceState.OFFERED, PlaceState.AVAILABLE): "free",
        (PlaceState.OFFERED, PlaceState.OCCUPIED): "occupy",
        (PlaceState.OCCUPIED, PlaceState.AVAILABLE): "free",
    },
}
"""No owner takes a place from the household it is offered to or that lives there, and none comes
back from what its owner withdrew."""

PUBLISHED = frozenset({PlaceState.AVAILABLE, PlaceState.OFFERED, PlaceState.OCCUPIED})
"""No draft any more: whoever says so of one of these asks for no move."""


def move(db: Session, place: Place, to: PlaceState, by: Mover = Mover.HOUSING) -> None:
    """One step; any other than those in `MOVES` for whoever makes it is a conflict."""
    step(db, "place", MOVES[by], place, to)
