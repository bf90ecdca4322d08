"""Pictures of the main pages: on a desk, on a phone, printed, without JavaScript and in English.

Run it as `./woonplek test --browser tests/browser/pictures.py`, after `assets/build.py`. It tells
the demo's story and writes `docs/pictures`, which git ignores: a PNG for each page in each way, and
a page of the docs that shows them. Look at them before a release."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser
from site_for_browsers import Visitor

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
MUNICIPALITY, CARER = "Gemeente Utrecht", "Onderdak"
OWNERS = ("Corporatie De Linde", "Woonstichting De Brug", "Hospita", "Leegstandbeheer")
OWNER = OWNERS[0]
LONGEST = 2_000
"""Of a long page the beginning says enough."""
BAD_FILE = b"eenheidnummer;straat;huur\nx;Dorpsstraat;veel\n"


@dataclass(frozen=True)
class Way:
    """How a page is met."""

    name: str
    says: str
    width: int = 1280
    language: str = "nl"
    scripts: bool = True
    media: Literal["screen", "print"] = "screen"


WAYS = (
    Way("desk", "On a desk"),
    Way("phone", "On a phone (390 px)", width=390),
    Way("print", "Printed", width=794, media="print"),
    Way("plain", "Without JavaScript", scripts=False),
    Way("english", "In English", language="en"),
)


def _first(listed: str, link: str) -> Callable[[Visitor], str]:
    """The page behind the first link of a list."""

    def find(visitor: Visitor) -> str:
        visitor.page.goto(listed)
        return str(visitor.page.locator(link).first.get_attribute("href"))

    return find


def _of_round(rest: str) -> Callable[[Visitor], str]:
    return lambda visitor: _first("/rounds", ".card h3 a")(visitor) + rest


def _refused_form(visitor: Visitor) -> str:
    """A form that was handed in with mistakes: it stays where it is."""
    visitor.page.goto("/places/new")
    for name, text in (("ownerReference", "vhe-1"), ("postcode", "35"), ("rentCents", "veel")):
        visitor.page.locator(f"[name={name}]").fill(text)
    visitor.page.locator("main form .actions button").click()
    visitor.page.locator(".note--error").wait_for()
    return ""


def _refused_file(visitor: Visitor) -> str:
    visitor.page.goto("/imports/places")
    file = {"name": "week-48.csv", "mimeType": "text/csv", "buffer": BAD_FILE}
    visitor.page.locator("[name=file]").set_input_files(files=[file])
    visitor.page.locator("form[enctype] button").click()
    while not visitor.page.locator(".note--error").count():
        visitor.page.wait_for_timeout(500)
        visitor.page.goto(visitor.page.url)
    return ""


def _offer_of_an_owner(visitor: Visitor) -> str:
    """Whoever let what was approved for the household before."""
    for owner in OWNERS:
        visitor.sign_in(owner)
        visitor.page.goto("/offers?state=OPEN")
        if visitor.page.locator(".card h2 a").count():
            return _first("/offers?state=OPEN", ".card h2 a")(visitor)
    raise AssertionError("no owner is asked anything")


PAGES: dict[str, tuple[str, str | Callable[[Visitor], str]]] = {
    "sign-in": ("", "/sign-in"),
    "rounds": (MUNICIPALITY, "/rounds"),
    "round": (MUNICIPALITY, _of_round("")),
    "proposals": (MUNICIPALITY, _of_round("/proposals?state=PROPOSED")),
    "proposal": (MUNICIPALITY, Visitor.first_proposal),
    "unplaced": (MUNICIPALITY, _of_round("/unplaced")),
    "scarcity": (MUNICIPALITY, _of_round("/scarcity")),
    "meeting": (MUNICIPALITY, _of_round("/meeting")),
    "watch-list": (MUNICIPALITY, "/watch"),
    "policies": (MUNICIPALITY, "/policies"),
    "policy-trial": (MUNICIPALITY, "/policies/trials"),
    "policy-form": (MUNICIPALITY, "/policies/new"),
    "agreed-numbers": (MUNICIPALITY, "/quotas"),
    "agreement-form": (MUNICIPALITY, "/quotas/new"),
    "monitor": (MUNICIPALITY, "/monitor"),
    "places": (OWNER, "/places"),
    "agreements": (OWNER, "/agreements"),
    "place-form": (OWNER, "/places/new"),
    "place-form-refused": (OWNER, _refused_form),
    "file-refused": (OWNER, _refused_file),
    "offers": (OWNER, "/offers?state="),
    "residents": (OWNER, "/placements"),
    "requests": (CARER, "/requests"),
    "request": (CARER, _first("/requests", "tbody a")),
    "groups": (CARER, "/request-groups"),
    "teams": (CARER, "/capacity"),
    "team-form": (CARER, "/capacity/new"),
    "signed-in": (CARER, "/sessions"),
    "request-form": (CARER, "/requests/new"),
    "household": ("", Visitor.link_for_a_household),
    "offer": ("", _offer_of_an_owner),
    "gallery": ("", "/gallery"),
    "error": ("", "/nowhere"),
}
"""A page's name, whose it is, and its address or how to get there."""


def take(visitor: Visitor, way: Way, name: str) -> None:
    """Takes one picture."""
    who, where = PAGES[name]
    if who:
        visitor.sign_in(who)
    address = where if isinstance(where, str) else where(visitor)
    if address:
        visitor.page.goto(address)
    if name == "household":
        visitor.page.locator("[name=code]").fill(address.partition("#")[2])
        visitor.page.locator("main form button").click()
    visitor.page.wait_for_load_state("networkidle")
    visitor.page.emulate_media(media=way.media)
    high = visitor.page.evaluate("document.documentElement.scrollHeight")
    visitor.page.screenshot(
        path=FOLDER / f"{name}-{way.name}.png",
        full_page=True,
        clip={"x": 0, "y": 0, "width": way.width, "height": min(high, LONGEST)},
    )
    visitor.page.emulate_media(media="screen")


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_each_main_page_has_its_picture(origin: str, browser: Browser, way: Way) -> None:
    visitor = Visitor.at(origin, browser, way.language, scripts=way.scripts)
    visitor.page.set_viewport_size({"width": way.width, "height": 900})
    for old in FOLDER.glob(f"*-{way.name}.png"):
        old.unlink()
    FOLDER.mkdir(exist_ok=True)
    for name in PAGES:
        take(visitor, way, name)
    visitor.context.close()
    assert visitor.wrong == []
    shown = [way for way in WAYS if list(FOLDER.glob(f"*-{way.name}.png"))]
    (FOLDER / "index.md").write_text(_page(shown))


def _page(shown: list[Way]) -> str:
    parts = [
        "# Pictures of the pages",
        "Made from the demo's story by `tests/browser/pictures.py`.",
    ]
    for way in shown:
        parts.append(f"## {way.says}")
        parts += [f"### {name}\n\n![{name}]({name}-{way.name}.png)" for name in PAGES]
    return "\n\n".join(parts) + "\n"
