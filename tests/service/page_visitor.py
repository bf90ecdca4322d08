"""Somebody at the pages: a browser without scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlencode

import httpx
from conftest import Caller
from direct_client import DirectClient

from service.db import make_sessions, transaction
from service.page_sessions import service as page_sessions
from service.pages.forms import FORM
from service.pages.kept import MOST_BYTES
from service.security import SignedIn

OWN = "http://testserver"
ANSWERS_ITSELF = re.compile(r"^/rounds/[^/]+/(batch|decisions|meeting)|/link$|/code$")
"""Steps that stand on no page of their own, and codes that are shown or asked once."""


@dataclass(frozen=True)
class PageVisitor:
    """Somebody who is signed in on the pages."""

    client: DirectClient
    secret: str
    language: str = "nl"

    @classmethod
    def of(cls, caller: Caller, language: str = "nl") -> PageVisitor:
        """The caller, at the pages."""
        sessions = make_sessions(caller.client.app.state.database)
        with transaction(sessions, caller.actor) as db:
            secret = page_sessions.begin(db, SignedIn(caller.actor, None))
        return cls(caller.client, secret, language)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """A page."""
        return self._asked("GET", path, headers)

    def post(self, path: str, fields: dict[str, Any], **headers: str) -> httpx.Response:
        """A form, sent from a page of ours unless the headers or fields say otherwise."""
        given = fields if "token" in fields else {"token": self.token()} | fields
        more = {"Content-Type": FORM, "Origin": OWN} | headers
        sent = urlencode(given, doseq=True)
        answer = self._asked("POST", path, more, content=sent)
        assert not shows_a_form(answer) or may_show_one(path, sent), path
        return self._followed(answer)

    def _followed(self, answer: httpx.Response) -> httpx.Response:
        """Where a form is led back to its page, as a browser goes there at once."""
        if not (sent := kept_form(answer)):
            return answer
        return self.get(answer.headers["location"], Cookie=self._cookies(sent))

    def token(self) -> str:
        """What our forms carry."""
        found = re.search(r'name="token" value="([^"]+)"', self.get("/accessibility").text)
        assert found
        return unescape(found[1])

    def _asked(
        self, method: str, path: str, headers: dict[str, str], **more: Any
    ) -> httpx.Response:
        sent = {"Cookie": self._cookies()} | headers
        return self.client.request(method, path, headers=sent, **more)

    def _cookies(self, *more: str) -> str:
        own = f"woonplek={self.secret}", f"woonplek-language={self.language}"
        return "; ".join((*own, *more))


def kept_form(answer: httpx.Response) -> str:
    """The cookie in which a form travels, if it does."""
    found = re.search(r"woonplek-form=[^;\"]+", answer.headers.get("set-cookie", ""))
    return found[0] if found and answer.status_code == 303 else ""


def shows_a_form(answer: httpx.Response) -> bool:
    """Whether Back to this answer asks to send a form again that only its page should show."""
    return answer.status_code != 303 and "<form" in answer.text.partition("<main")[2]


def may_show_one(path: str, sent: str) -> bool:
    """Where something is told only once, and what may be too much to travel."""
    return bool(ANSWERS_ITSELF.search(path)) or len(sent) > MOST_BYTES // 2


def field(page: str, name: str) -> str:
    """The value of a hidden field of a form."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]+)"', page)
    assert found, name
    return unescape(found[1])
