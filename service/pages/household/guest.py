"""A household at its page: who it is follows from its cookie, and from nothing in the address."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from service.db import Turn
from service.household_links import visits
from service.household_links.visits import Guest
from service.pace import refuse_strangers
from service.pages import cookies, forgery, kept
from service.pages.forms import Form, read, read_own
from service.pages.kept import Kept
from service.pages.visitor import Visitor, in_our_words, write_down


class NotOpened(Exception):
    """Who has no visit here, or none any more, sent a form."""


@dataclass(frozen=True)
class AtTheDoor:
    """Somebody at the page, who may have opened it with a code."""

    visitor: Visitor
    guest: Guest | None

    def shows(self, db: Session, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """A page with what was read of the household: that it looked is written down."""
        write_down(db, context)
        token = forgery.token_for(self.household.secret)
        return self.visitor.page(template, status, form_token=token, **context)

    def again(self, at: str, sent: Kept, show: Callable[[Session, Kept], Response]) -> Response:
        """The way to the page that shows the form as it was sent, or that page itself."""
        led = kept.led_back(self.visitor.request, self.household.secret, at, sent)
        if led:
            return led
        with self.working() as db:
            return show(db, sent)

    def asked_for_code(self, status: int = 200, wrong: str = "") -> HTMLResponse:
        """The form with the code."""
        form = Form(wrong={"code": wrong} if wrong else {})
        return self.visitor.page("household/code.html", status, form=form)

    @property
    def household(self) -> Guest:
        """Who must have opened it here."""
        if self.guest is None:
            raise NotOpened
        return self.guest

    @contextmanager
    def working(self) -> Iterator[Session]:
        """A transaction of the household's."""
        request = self.visitor.request
        with in_our_words(), visits.working(request, self.household.provider_id) as db:
            yield db


def at_the_door(request: Request, _: Turn) -> AtTheDoor:
    """Who asks for the page; that an official is signed in here as well does not count."""
    refuse_strangers(request)
    visitor = request.state.visitor = Visitor(request, None)
    secret = cookies.read(request, cookies.HOUSEHOLD)
    if not secret:
        return AtTheDoor(visitor, None)
    with request.app.state.sessions.begin() as db:
        return AtTheDoor(visitor, visits.find(db, secret))


Anybody = Annotated[AtTheDoor, Depends(at_the_door, scope="function")]


async def first_form(at: Anybody) -> Form:
    """The form with the code, from who has nothing yet: only a page of ours may send it."""
    forgery.check_origin(at.visitor.request)
    return await read(at.visitor.request)


async def own_form(at: Anybody) -> Form:
    """A form that we gave to this household."""
    return await read_own(at.visitor.request, at.household.secret)


FirstForm = Annotated[Form, Depends(first_form)]
HouseholdForm = Annotated[Form, Depends(own_form)]
