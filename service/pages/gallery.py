"""Each component in each state, to look at before a release; nothing of anybody is on it."""

from types import MappingProxyType
from uuid import UUID

from fastapi.responses import Response

from matching.codes.households import AgeBand
from service.clock import now
from service.codelists.trials import TrialFailure
from service.errors import Conflict, Fault
from service.monitor.tables import NOT_TOLD, Table, Words
from service.municipalities.repository import Outline
from service.pages.forms import Form
from service.pages.map import AROUND_METRES, WALK_METRES, Ring, Spot, drawing
from service.pages.route import page_router
from service.pages.visitor import Anybody
from service.trials.schemas import TrialStateOut

FAULTY = MappingProxyType(
    {
        "name-bad": "missing",
        "day-bad": "date_form",
        "text-bad": "string_too_long",
        "choice-bad": "missing",
        "radio-bad": "missing",
        "some-bad": "missing",
        "tick-bad": "missing",
    }
)
FILLED = {
    "name-good": ["Europalaan"],
    "text-good": ["Eén regel.\nNog een."],
    "choice-good": ["2"],
    "radio-good": ["1"],
    "some-good": ["1"],
    "tick-good": ["1"],
}
BARS = Table(
    "bars", Words("Wie", "Who"), list(AgeBand)[:3], [Words("Aantal", "Number")], [[12], [None], [0]]
)
GRID = Table(
    "grid",
    Words("Wie en hoe lang", "Who and how long"),
    list(AgeBand)[:2],
    [Words(f"{weeks} weken", f"{weeks} weeks") for weeks in (4, 13, 26)],
    [[12, 4, None], [0, 30, 1]],
)
LOOKS = ("", "spot--done", "spot--off", "spot--tie")
SQUARE = "M -6000 -6000 L 6000 -6000 L 6000 5000 L -6000 5000 Z"
MAP = drawing(
    [Outline("0344", "Utrecht", 0, 0, SQUARE)],
    [
        Spot(1_500 * at - 2_250, 500, "#map", look or "spot", look, size=1 + at / 4)
        for at, look in enumerate(LOOKS)
    ],
    AROUND_METRES,
    [Ring(0, 0, WALK_METRES, "1 km")],
)
REFUSAL = Conflict(
    "The place is not available any more.",
    [Fault("", "", "It was withdrawn.", "De woonplek is ingetrokken.")],
    nl="De woonplek is niet meer beschikbaar.",
)
TRIALS = [
    TrialStateOut(id=UUID(int=0), started_at=begun, finished_at=ended, failure=failure)
    for begun, ended, failure in (
        (None, None, None),
        (now(), None, None),
        (now(), now(), TrialFailure.TOO_LONG),
    )
]

router = page_router()


@router.get("/gallery")
def gallery(visitor: Anybody) -> Response:
    """The page."""
    return visitor.page(
        "gallery.html",
        good=Form(FILLED),
        bad=Form(wrong=FAULTY),
        sure=Form({"answer": ["ACCEPTED"]}),
        refusal=REFUSAL,
        trials=TRIALS,
        bars=BARS,
        grid=GRID,
        hidden=NOT_TOLD,
        map=MAP,
    )
