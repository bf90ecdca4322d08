"""A household at its own page: from the code in its link to the end of a short visit.

It works on behalf of its care provider, whose household it is. What it reads and answers is found
from its own link and from nothing that it sends."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from fastapi import Request
from sqlalchemy.orm import Session

from service import reading
from service.actor import Actor
from service.audit import service as audit
from service.audit.asking import trying
from service.clock import now
from service.codelists.decisions import OfferState
from service.codelists.organisations import OrganisationKind
from service.db import answering
from service.errors import Conflict
from service.household_links import repository
from service.household_links.codes import key_of
from service.household_links.schemas import QuestionIn
from service.models import HouseholdLink, Offer
from service.offers import service as offers
from service.offers.schemas import AnswerIn
from service.page_sessions.service import key_of as digest_of

HOUSEHOLD = "household"
"""As whom it stands in the audit and beside its answer, and where its lines come from."""
NOT_OPEN = "This offer waits for no answer any more: ask your care provider."
NOT_OPEN_NL = "Dit aanbod is al beantwoord of ingetrokken. Vraag het uw zorgaanbieder."
LASTS = timedelta(hours=1)


@dataclass(frozen=True)
class Guest:
    """A household at its page, and the secret in its cookie."""

    link_id: UUID
    offer_id: UUID
    provider_id: UUID
    secret: str

    @property
    def actor(self) -> Actor:
        """On whose behalf its page is read."""
        return _for(self.provider_id)


class OfferOver(Exception):
    """The offer of a link that nobody opened was answered or withdrawn."""


def opened(request: Request, code: str) -> str | None:
    """The secret of a new visit; None where the code opens nothing, or nothing any more. Raises
    OfferOver where there is nothing left to answer."""
    with request.app.state.sessions.begin() as db:
        found = repository.of_code(db, key_of(code))
    if found is None:
        return None
    with working(request, found.organisation_id) as db:
        link = repository.locked(db, found.id)
        if link is None or not _opens(link):
            return None
        if reading.one(db, Offer, link.offer_id).state is not OfferState.OPEN:
            raise OfferOver
        secret = secrets.token_urlsafe(32)
        link.opened_at, link.session_key = now(), digest_of(secret)
        db.flush()
        audit.record(db, "open", "household-links", link.id)
    return secret


def find(db: Session, secret: str) -> Guest | None:
    """Whose visit this is, if it is not over."""
    link = repository.of_visit(db, digest_of(secret))
    if link is None or link.opened_at is None or link.withdrawn_at is not None:
        return None
    if now() >= link.opened_at + LASTS:
        return None
    return Guest(link.id, link.offer_id, link.organisation_id, secret)


@contextmanager
def working(request: Request, provider_id: UUID) -> Iterator[Session]:
    """A transaction of a household; its lines in the audit say that it was one."""
    with answering(request, _for(provider_id)) as db:
        db.info["origin"] = HOUSEHOLD
        yield db


def answer(db: Session, guest: Guest, body: AnswerIn) -> Offer:
    """The household's own yes or no. Its care provider may have taken the link back since the page
    was asked for: then it is none."""
    trying(db, "offers", guest.offer_id)
    _still_asked(db, guest)
    return offers.answer(db, guest.actor, guest.offer_id, body, by_household=True)


def ask(db: Session, guest: Guest, body: QuestionIn) -> None:
    """Keeps what it wants to know first; a new question takes the place of the one before."""
    link = _still_asked(db, guest)
    link.question, link.asked_at = body.question, now()
    db.flush()
    audit.record(db, "ask", "household-links", link.id)


def leave(db: Session, guest: Guest) -> None:
    """Ends the visit; the link opens no other."""
    link = repository.locked(db, guest.link_id)
    assert link is not None
    link.session_key = None
    db.flush()


def _still_asked(db: Session, guest: Guest) -> HouseholdLink:
    """Its link, locked. Raises Conflict where there is nothing to answer by it any more."""
    link = repository.locked(db, guest.link_id)
    open = reading.one(db, Offer, guest.offer_id).state is OfferState.OPEN
    if link is None or link.withdrawn_at is not None or not open:
        raise Conflict(NOT_OPEN, nl=NOT_OPEN_NL)
    return link


def _opens(link: HouseholdLink) -> bool:
    return link.opened_at is None and link.withdrawn_at is None and now() < link.expires_at


def _for(provider_id: UUID) -> Actor:
    return Actor(HOUSEHOLD, provider_id, OrganisationKind.CARE_PROVIDER)
