"""The pages on a socket with the demo's story told, and somebody with a browser at them."""

from __future__ import annotations

import os
import socket
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import httpx
from axe_playwright_python.sync_playwright import Axe
from isolated_databases import Database
from live_server import served
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pydantic import SecretStr
from rich.console import Console

from geo.boundary_sources import boundaries_from_file
from service.actor import SYSTEM
from service.app import create_app
from service.db import make_sessions, transaction
from service.demo.registration import everybody
from service.demo.story import tell
from service.demo.telling import Teller
from service.devissuer import DevIssuer
from service.devissuer.pages import START, issuer_pages
from service.encryption.cipher import new_key
from service.geography.boundaries import put
from service.settings import Settings

CHROMIUM = "/usr/bin/chromium"
LOCALES = {"nl": "nl-NL", "en": "en-GB"}
PROVIDERS = ("Onderdak", "Jongerenhulp", "Thuisbasis")
NARROW = {"width": 320, "height": 800}


@contextmanager
def told(database: Database) -> Iterator[str]:
    """The address of an installation in which the demo's story was told."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
    boundaries = os.environ.get("WOONPLEK_BOUNDARIES")
    settings = Settings(
        mode="demo",
        database_url=SecretStr(database.dsn),
        matching_key=SecretStr(f"test:{b64encode(new_key()).decode()}"),
        embedded_worker=True,
        boundaries=Path(boundaries) if boundaries else None,
        public_url=f"{origin}/v1",
        sign_in_url=f"{origin}{START}/authorize",
        sign_in_token_url=f"{origin}{START}/token",
    )
    issuer = DevIssuer(settings)
    if settings.boundaries:
        with transaction(make_sessions(database.engine), SYSTEM) as db:
            put(db, list(boundaries_from_file(settings.boundaries).boundaries))
    app = create_app(settings, tokens=issuer.reader())
    app.beside = {START: issuer_pages(issuer, origin), **app.beside}
    with served(app, listening):
        with httpx.Client(base_url=f"{origin}/v1", timeout=60, trust_env=False) as http:
            desks = tell(Teller(Console(file=StringIO())), http, issuer, settings)
        issuer.people = everybody(desks)
        yield origin


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's; as root it has no sandbox of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visitor:
    """Somebody of an organisation with a browser, who notes all that goes wrong in it."""

    origin: str
    context: BrowserContext
    page: Page
    wrong: list[str] = field(default_factory=list)
    bytes: int = 0

    @classmethod
    def at(cls, origin: str, browser: Browser, language: str, *, scripts: bool = True) -> Visitor:
        """A new one, not signed in."""
        context = browser.new_context(
            locale=LOCALES[language], java_script_enabled=scripts, base_url=origin
        )
        visitor = cls(origin, context, context.new_page())
        visitor.page.on("console", visitor._note_console)
        visitor.page.on("pageerror", lambda error: visitor.wrong.append(str(error)))
        visitor.page.on("request", lambda request: visitor._note_address(request.url))
        wire = context.new_cdp_session(visitor.page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", visitor._count)
        return visitor

    def sign_in(self, organisation: str = "Gemeente Utrecht") -> None:
        """As the person of this organisation."""
        self.page.goto("/sign-in/go")
        self.page.get_by_role("button", name=organisation).click()

    def first_proposal(self) -> str:
        """The address of the first that waits for a decision."""
        self.page.goto("/rounds")
        self.page.locator(".card h3 a").first.click()
        self.page.goto(f"{self.page.url}/proposals?state=PROPOSED")
        return str(self.page.locator(".card h3 a").first.get_attribute("href"))

    def link_for_a_household(self) -> str:
        """Somebody approves, and the care provider makes a link to what is then offered."""
        self.sign_in()
        self.page.goto(self.first_proposal())
        self.page.locator("[name=outcome][value=APPROVED]").check()
        self.page.locator("[name=motivation]").fill("Dicht bij school.")
        self.page.locator("form[action$='/decision'] button").click()
        self.page.locator(".note--ok").wait_for()
        for provider in PROVIDERS:
            self.sign_in(provider)
            self.page.goto("/offers")
            waiting = self.page.locator(".card h2 a")
            for address in [each.get_attribute("href") for each in waiting.all()]:
                self.page.goto(str(address))
                if self.page.locator("form[action$='/link']").count():
                    self.page.locator("form[action$='/link'] button").click()
                    return self.page.locator(".code").first.inner_text()
        raise AssertionError("no household is offered a place")

    def violations(self) -> list[str]:
        """What axe finds wrong with the page as it is now."""
        found = Axe().run(self.page).response["violations"]
        return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]

    def overflows(self) -> bool:
        """Whether one would have to scroll sideways on a small screen (WCAG 1.4.10)."""
        before = self.page.viewport_size
        self.page.set_viewport_size(NARROW)
        wide: bool = self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        if before:
            self.page.set_viewport_size(before)
        return wide

    def ends_early(self) -> bool:
        """Whether the page stops above the end of the screen."""
        return bool(
            self.page.evaluate(
                "document.querySelector('footer').getBoundingClientRect().bottom < innerHeight - 1"
            )
        )

    def focused(self) -> str:
        """What has the keyboard."""
        return str(self.page.evaluate("document.activeElement?.outerHTML ?? ''"))

    def tab_to(self, wanted: str) -> None:
        """Presses Tab until that has the keyboard which the selector names."""
        for _ in range(300):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("w => document.activeElement?.matches(w) ?? false", wanted):
                return
        raise AssertionError(f"{wanted} cannot be reached by keyboard")

    def press(self, wanted: str, key: str = "Enter") -> None:
        """Goes there by Tab and presses the key."""
        self.tab_to(wanted)
        self.page.keyboard.press(key)

    def _note_console(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), getattr(message, "text", "")
        if kind in {"error", "warning"} and "status of 4" not in text:
            self.wrong.append(text)

    def _note_address(self, url: str) -> None:
        if not url.startswith(self.origin):
            self.wrong.append(f"asked {url}")

    def _count(self, event: dict[str, float]) -> None:
        self.bytes += int(event["encodedDataLength"])
