"""The life of a place."""

from sqlalchemy.orm import Session

from service.codelists.places import PlaceState
from service.models import Place
from service.workflow import Moves, step

MOVES: Moves = {
    (PlaceState.DRAFT, PlaceState.AVAILABLE): "publish",
    (PlaceState.AVAILABLE, PlaceState.DRAFT): "take back",
    (PlaceState.AVAILABLE, PlaceState.OFFERED): "offer",
    (PlaceState.OFFERED, PlaceState.AVAILABLE): "free",
    (PlaceState.OFFERED, PlaceState.OCCUPIED): "occupy",
    (PlaceState.OCCUPIED, PlaceState.AVAILABLE): "free",
    (PlaceState.DRAFT, PlaceState.WITHDRAWN): "withdraw",
    (PlaceState.AVAILABLE, PlaceState.WITHDRAWN): "withdraw",
    (PlaceState.WITHDRAWN, PlaceState.DRAFT): "bring back",
    (PlaceState.WITHDRAWN, PlaceState.AVAILABLE): "bring back",
}


def move(db: Session, place: Place, to: PlaceState) -> None:
    """One step; any other than those in `MOVES` is a conflict."""
    step(db, "place", MOVES, place, to)
