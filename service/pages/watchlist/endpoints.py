"""The watch list: the youth clock, who waits long, homes that end, and what is due."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import Response

from service.clock import today
from service.codelists.organisations import DECIDERS
from service.pages.route import page_router
from service.pages.visitor import Db, SignedInVisitor
from service.permission import permit
from service.watchlist import repository
from service.wire import Asked

AT_ONCE, MORE = 25, 250

router = page_router()


class WatchAsked(Asked):
    """How much of each list."""

    more: bool = False


@router.get("/watch")
def watch(asked: Annotated[WatchAsked, Query()], visitor: SignedInVisitor, db: Db) -> Response:
    """Four lists, each with its first rows and how many there are."""
    permit(visitor.actor, DECIDERS, "look at the watch list")
    day, many = today(), MORE if asked.more else AT_ONCE
    youth, long = repository.without_a_home(db, day, many)
    ending, due = repository.ending(db, day, many), repository.due(db, day, many)
    return visitor.shows(
        db,
        "watchlist/all.html",
        day=day,
        youth=youth,
        long=long,
        ending=ending,
        due=due,
        counted=repository.COUNTED,
        more="" if asked.more else MORE,
    )
