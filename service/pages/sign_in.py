"""Signing in and out."""

import hmac
import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from contextlib import AbstractContextManager
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from service.actor import SYSTEM
from service.audit.asking import trace_of
from service.db import NO_PART, transaction
from service.errors import NotAllowed, NotAuthenticated, WoonplekError
from service.organisations import repository as organisations
from service.page_sessions import service as page_sessions
from service.pages import cookies
from service.pages.forms import Form, read
from service.pages.route import page_router
from service.pages.visitor import Anybody, OwnForm, SignedInVisitor, Visitor
from service.security import SignedIn
from service.signing_in.addresses import SIGN_IN, own_page
from service.signing_in.attempt import Attempt
from service.signing_in.provider import BACK, Provider
from service.telemetry.json_lines import FIELDS

log = logging.getLogger(__name__)

router = page_router()


async def posted(visitor: Anybody) -> Form:
    """What a system sends, which has no page of ours."""
    return await read(visitor.request)


TheirForm = Annotated[Form, Depends(posted)]


@router.get(SIGN_IN)
def before(visitor: Anybody, to: str = "/", surely: bool = False) -> Response:
    """What signing in is, and the way there."""
    provider: Provider = visitor.request.app.state.provider
    return visitor.page("sign_in.html", to=own_page(to), surely=surely, known=provider.is_known)


@router.get(f"{SIGN_IN}/go")
def go(visitor: Anybody, to: str = "/", surely: bool = False) -> Response:
    """To the issuer; the browser keeps what finishes the attempt. A page of others leads to the
    button: the issuer may let through who is signed in there without a word."""
    if visitor.request.headers.get("sec-fetch-site") == "cross-site":
        return visitor.to(f"{SIGN_IN}?{urlencode({'to': own_page(to)})}")
    provider: Provider = visitor.request.app.state.provider
    attempt = Attempt.begun()
    answer = visitor.to(provider.address(attempt, visitor.language, surely))
    kept = f"{attempt.secret}.{urlsafe_b64encode(own_page(to).encode()).decode()}"
    cookies.put(visitor.request, answer, cookies.ATTEMPT, kept, cookies.ATTEMPT_SECONDS)
    return answer


@router.get(BACK)
def back(visitor: Anybody, code: str = "", state: str = "") -> Response:
    """From the issuer: a new session, with a new secret, whatever the browser had."""
    request = visitor.request
    try:
        attempt, to = _attempt(request)
        if not hmac.compare_digest(attempt.state.encode(), state.encode()):
            raise NotAuthenticated("This is not the answer to what we asked.")
        provider: Provider = request.app.state.provider
        secret = _begun(request, provider.signed_in(code, attempt))
    except NotAuthenticated as refused:
        _tell(request, refused)
        return visitor.page("sign_in_failed.html", 401, known=True)
    except NotAllowed as refused:
        _tell(request, refused)
        answer: Response = visitor.page("sign_in_failed.html", 403, known=False)
    else:
        _ended(visitor)
        answer = visitor.to(to)
        cookies.put(request, answer, cookies.SESSION, secret, None)
    cookies.drop(request, answer, cookies.ATTEMPT)
    return answer


@router.post("/sign-out")
def sign_out(visitor: SignedInVisitor, _: OwnForm) -> RedirectResponse:
    """Ends the session here; at the issuer one may still be signed in."""
    _ended(visitor)
    return _away(visitor)


@router.post("/sign-out/everywhere")
def sign_out_everywhere(visitor: SignedInVisitor, _: OwnForm) -> RedirectResponse:
    """Ends all sessions of this person, in every browser."""
    with _on_behalf(visitor) as db:
        page_sessions.end(db, visitor.signed_in, lambda _: True)
    return _away(visitor)


@router.post("/sign-out/back-channel")
def told_out(visitor: Anybody, form: TheirForm) -> Response:
    """The issuer says that somebody is signed out there (OpenID Connect Back-Channel Logout)."""
    provider: Provider = visitor.request.app.state.provider
    told = provider.told_out(form.one("logout_token"))
    with transaction(visitor.request.app.state.sessions, SYSTEM) as db:
        page_sessions.end_told(db, told)
    return Response()


@router.get("/signed-out")
def signed_out(visitor: Anybody) -> Response:
    """After signing out."""
    return visitor.page("signed_out.html")


def _attempt(request: Request) -> tuple[Attempt, str]:
    secret, _, to = (cookies.read(request, cookies.ATTEMPT) or "").partition(".")
    try:
        if not secret:
            raise ValueError(secret)
        return Attempt(secret), own_page(urlsafe_b64decode(to).decode())
    except (Error, ValueError):
        raise NotAuthenticated("This browser did not begin to sign in.") from None


def _tell(request: Request, refused: WoonplekError) -> None:
    """Why somebody could not sign in, in our own words, beside the line of the request."""
    fields = {"request": trace_of(request).operation_id.hex()}
    log.warning("a sign-in failed: %s", refused.detail, extra={FIELDS: fields})


def _begun(request: Request, signed_in: SignedIn) -> str:
    """Only for an organisation that takes part, in this role; who is known and may not is on
    record."""
    actor = signed_in.actor
    with transaction(request.app.state.sessions, actor) as db:
        if organisations.kind_of(db, actor.organisation_id) is actor.kind:
            return page_sessions.begin(db, signed_in)
        page_sessions.turn_away(db, signed_in)
    raise NotAllowed(NO_PART)


def _away(visitor: Visitor) -> RedirectResponse:
    answer = visitor.to("/signed-out")
    cookies.drop(visitor.request, answer, cookies.SESSION)
    return answer


def _ended(visitor: Visitor) -> None:
    if visitor.visit:
        with _on_behalf(visitor) as db:
            page_sessions.end(db, visitor.visit, lambda each: each.here)


def _on_behalf(visitor: Visitor) -> AbstractContextManager[Session]:
    """Also of who takes part no more: everybody can sign out."""
    return transaction(visitor.request.app.state.sessions, visitor.actor)
