"""Who looks at a page, and how a page is answered to them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from matching.codes.code import Code
from service.actor import Actor
from service.audit import service as audit
from service.audit.repository import Line
from service.audit.shown import seen_in, shape_of
from service.database_errors import as_error
from service.db import TAKES_PART_AS, Turn, answering
from service.pace import count, refuse_strangers
from service.page_sessions import service as page_sessions
from service.page_sessions.service import Visit
from service.pages import cookies, forgery, kept
from service.pages.forms import Form, read_own
from service.pages.kept import Kept
from service.pages.languages import language_of, translations
from service.pages.menu import menu_of
from service.pages.rendering import rendered
from service.pages.wording import sentence
from service.settings import Settings


class NotSignedIn(Exception):
    """This page is for who is signed in."""


@dataclass(frozen=True)
class Visitor:
    """A request for a page; `visit` is there for who is signed in."""

    request: Request
    visit: Visit | None

    @property
    def language(self) -> str:
        """In which they read."""
        return language_of(self.request)

    @property
    def settings(self) -> Settings:
        """Those of the installation."""
        settings: Settings = self.request.app.state.settings
        return settings

    @property
    def in_place(self) -> bool:
        """Whether only the part that changes is asked for (htmx), and not a page."""
        return self.request.headers.get("hx-request") == "true"

    def page(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """A page that shows nothing of anybody."""
        answer = HTMLResponse(rendered(self.language, template, self._with(context)), status)
        if cookies.read(self.request, cookies.FORM):
            cookies.drop(self.request, answer, cookies.FORM)
        return answer

    def shows(self, db: Session, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """A page with what was read in this transaction: whom it shows is written down in it."""
        write_down(db, context)
        return self.page(template, status, organisation=db.info[TAKES_PART_AS], **context)

    def again(self, at: str, sent: Kept, show: Callable[[Session, Kept], Response]) -> Response:
        """The way to the page at this address, which shows the form as it was sent; that page
        itself where only a part changes, or where it is too much to travel."""
        secret = self.signed_in.secret
        led = None if self.in_place else kept.led_back(self.request, secret, at, sent)
        if led:
            return led
        with self.working() as db:
            return show(db, sent)

    def sent_before(self) -> Kept:
        """The form that this page is to show again; an empty one for who just comes here."""
        return kept.found(self.request, self.signed_in.secret)

    def options(self, codes: type[Code]) -> list[tuple[str, str]]:
        """The codes of a list to choose from."""
        return [(each.value, sentence(getattr(each, self.language))) for each in codes]

    def to(self, address: str) -> RedirectResponse:
        """Another page, after something was done."""
        return RedirectResponse(address, 303)

    @property
    def signed_in(self) -> Visit:
        """The visit of who must be signed in here."""
        if self.visit is None:
            raise NotSignedIn
        return self.visit

    @property
    def actor(self) -> Actor:
        """On whose behalf the page is asked."""
        return self.signed_in.actor

    def unexplained(self, codes: type[Code]) -> list[tuple[str, str, str]]:
        """The codes of a list to tick, which speak for themselves."""
        return [(*each, "") for each in self.options(codes)]

    def explained(self, codes: type[Code], about: Mapping[Code, str]) -> list[tuple[str, str, str]]:
        """The same, each with a sentence about it."""
        told = translations(self.language).gettext
        return [
            (value, text, told(about[code]))
            for code, (value, text) in zip(codes, self.options(codes), strict=True)
        ]

    @contextmanager
    def working(self) -> Iterator[Session]:
        """A transaction on their behalf, whose refusals are written down; what the database refuses
        is said in our words."""
        with in_our_words(), answering(self.request, self.actor) as db:
            yield db

    def _with(self, context: Mapping[str, Any]) -> dict[str, Any]:
        visit = self.visit
        around = {
            "organisation": None,
            "visit": visit,
            "menu": menu_of(visit.actor.kind) if visit else (),
            "address": self.request.url.path,
            "within": self.request.url.path,
            "here": self.request.url.path + (f"?{q}" if (q := self.request.url.query) else ""),
            "form_token": forgery.token_for(visit.secret) if visit else "",
            "is_demo": self.settings.mode == "demo",
        }
        return around | dict(context)


@contextmanager
def in_our_words() -> Iterator[None]:
    """What the database refuses inside is an error of ours."""
    try:
        yield
    except SQLAlchemyError as error:
        if known := as_error(error):
            raise known from error
        raise


def write_down(db: Session, context: Mapping[str, Any]) -> None:
    """A line for each person in what a page shows, found as in an answer of the API."""
    audit.show(db, chain.from_iterable(map(_persons_in, _models_in(context))))


def _persons_in(model: BaseModel) -> Iterator[Line]:
    if shape := shape_of(type(model)):
        yield from seen_in(model.model_dump_json(by_alias=True).encode(), shape)


def _models_in(context: Mapping[str, Any]) -> Iterator[BaseModel]:
    """All that stand in it, however deep, in their order. Most of what there is to look through are
    the names of codes and municipalities."""
    left: list[Any] = [context]
    while left:
        value = left.pop()
        if isinstance(value, str):
            continue
        if isinstance(value, BaseModel):
            yield value
        elif isinstance(value, list | tuple):
            left.extend(reversed(value))
        elif isinstance(value, Mapping):
            left.extend(reversed([*value.values()]))


def visit_of(request: Request) -> Visit | None:
    """The session that their cookie is of, if it is not over."""
    secret = cookies.read(request, cookies.SESSION)
    if not secret:
        return None
    with request.app.state.sessions.begin() as db:
        return page_sessions.find(db, secret)


def anybody(request: Request, _: Turn) -> Visitor:
    """Who looks, signed in or not."""
    visit = visit_of(request)
    found = request.state.visitor = Visitor(request, visit)
    if visit:
        request.state.actor = visit.actor
        count(request, visit.actor)
    else:
        refuse_strangers(request)
    return found


Anybody = Annotated[Visitor, Depends(anybody, scope="function")]


async def somebody(visitor: Anybody) -> Visitor:
    """Who is signed in; raises NotSignedIn for all others. Async, as it is too little work for a
    thread."""
    if visitor.visit is None:
        raise NotSignedIn
    return visitor


SignedInVisitor = Annotated[Visitor, Depends(somebody, scope="function")]


async def own_form(visitor: SignedInVisitor) -> Form:
    """The form that they sent, if we gave it to them."""
    return await read_own(visitor.request, visitor.signed_in.secret)


OwnForm = Annotated[Form, Depends(own_form)]


def reading(visitor: SignedInVisitor) -> Iterator[Session]:
    """The transaction of a page that is only read."""
    with visitor.working() as db:
        yield db


Db = Annotated[Session, Depends(reading, scope="function")]
