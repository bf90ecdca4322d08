"""The watch list: the youth clock, who waits long, homes that end, and what is due."""

from fastapi.responses import Response

from service.clock import today
from service.codelists.organisations import DECIDERS
from service.pages.route import page_router
from service.pages.visitor import Db, SignedInVisitor
from service.permission import permit
from service.watchlist import repository

AT_ONCE = 25

router = page_router()


@router.get("/watch")
def watch(visitor: SignedInVisitor, db: Db) -> Response:
    """Four lists, each with its first rows and how many there are."""
    permit(visitor.actor, DECIDERS, "look at the watch list")
    day = today()
    youth = repository.youth(db, day, AT_ONCE)
    long = repository.long_waiting(db, day, AT_ONCE)
    ending, due = repository.ending(db, day, AT_ONCE), repository.due(db, day, AT_ONCE)
    return visitor.shows(
        db,
        "watchlist/all.html",
        day=day,
        youth=youth,
        long=long,
        ending=ending,
        due=due,
        counted=repository.COUNTED,
    )
