"""The life of a placement, and who may record why it ends."""

from enum import StrEnum

from sqlalchemy.orm import Session

from service.codelists.decisions import EndingReason, PlacementState
from service.models import Placement
from service.workflow import Moves, step

MOVES: Moves = {
    (PlacementState.HELD, PlacementState.CONFIRMED): "confirm",
    (PlacementState.HELD, PlacementState.CANCELLED): "cancel",
    (PlacementState.CONFIRMED, PlacementState.ENDED): "end",
}


class Recorder(StrEnum):
    """Whose word it is that a placement ends."""

    OWNER = "OWNER"
    PROVIDER = "PROVIDER"
    MUNICIPALITY = "MUNICIPALITY"


_EVERYBODY = frozenset(Recorder)
_FOR_THE_RESIDENT = frozenset({Recorder.PROVIDER, Recorder.MUNICIPALITY})
_FOR_THE_LANDLORD = frozenset({Recorder.OWNER, Recorder.MUNICIPALITY})

RECORDERS: dict[EndingReason, frozenset[Recorder]] = {
    EndingReason.MOVED_ON: _FOR_THE_RESIDENT,
    EndingReason.RESIDENT_NOTICE: _EVERYBODY,
    EndingReason.LANDLORD_NOTICE: _FOR_THE_LANDLORD,
    EndingReason.IN_CONSULTATION: _EVERYBODY,
    EndingReason.TERM_OVER: _EVERYBODY,
    EndingReason.COURT_ORDER: _FOR_THE_LANDLORD,
    EndingReason.BACK_TO_SHELTER: _FOR_THE_RESIDENT,
    EndingReason.DECEASED: _EVERYBODY,
}
"""An owner cannot record what it may not know: where somebody went."""


FOR_GOOD = frozenset({EndingReason.MOVED_ON, EndingReason.DECEASED})
"""After these nobody takes up the request again; after others its provider may."""


AS_AGREED = frozenset({EndingReason.TERM_OVER})
"""Such an end is no news: it was agreed from the first day on."""


def move(db: Session, placement: Placement, to: PlacementState) -> None:
    """One step; any other than those in `MOVES` is a conflict."""
    step(db, "placement", MOVES, placement, to)
