"""The pages that are there for everybody."""

from pathlib import Path

from fastapi import Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from service.pages import assets
from service.pages.languages import COOKIE, LANGUAGES
from service.pages.menu import menu_of
from service.pages.route import page_router
from service.pages.visitor import Anybody, SignedInVisitor
from service.signing_in.addresses import own_page

A_YEAR_SECONDS = 365 * 24 * 3600

ICON = Path(__file__).with_name("icon.svg")

router = page_router()


@router.get("/assets/{file}")
def asset(file: str, request: Request) -> FileResponse:
    """A style, a script or a letter."""
    return assets.send(request, file)


@router.get("/icon.svg")
def icon() -> FileResponse:
    """The small picture of a tab."""
    return FileResponse(ICON, media_type="image/svg+xml")


@router.get("/")
def home(visitor: SignedInVisitor) -> Response:
    """The first page of the menu, or what there is for who has none."""
    menu = menu_of(visitor.actor.kind)
    return visitor.to(menu[0].address) if menu else visitor.page("nothing_yet.html")


@router.get("/language/{language}")
def choose(language: str, visitor: Anybody, to: str = "/") -> RedirectResponse:
    """Remembers the language, and goes back."""
    answer = visitor.to(own_page(to))
    if language in LANGUAGES:
        answer.set_cookie(COOKIE, language, max_age=A_YEAR_SECONDS, httponly=True, samesite="lax")
    return answer


@router.get("/accessibility")
def accessibility(visitor: Anybody) -> Response:
    """What we promise of access, and what is lacking."""
    return visitor.page("accessibility.html")
