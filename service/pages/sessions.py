"""Where one is signed in, and how to end that elsewhere (ASVS 7.5.2)."""

from fastapi.responses import RedirectResponse, Response

from service.page_sessions import service as page_sessions
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor

SESSIONS = "/sessions"

router = page_router()


@router.get(SESSIONS)
def listed(visitor: SignedInVisitor, db: Db) -> Response:
    """All sessions of this person, this one too."""
    return visitor.shows(
        db, "sessions.html", sessions=page_sessions.going_on(db, visitor.signed_in)
    )


@router.post(f"{SESSIONS}/end")
def end(visitor: SignedInVisitor, form: OwnForm) -> RedirectResponse:
    """Ends the one that was chosen, or all others; what is over already stays so."""
    chosen = form.one("session")
    with visitor.working() as db:
        page_sessions.end(
            db,
            visitor.signed_in,
            lambda each: each.key == chosen if chosen else not each.here,
        )
    return visitor.to(SESSIONS)
