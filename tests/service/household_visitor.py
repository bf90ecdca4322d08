"""A household at its own page: a browser without scripts, and a code."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

import httpx
from direct_client import DirectClient
from page_visitor import OWN, kept_form

from service.pages.forms import FORM

PAGE = "/my-offer"


@dataclass
class HouseholdVisitor:
    """Somebody with no account; `cookie` is what their browser keeps."""

    client: DirectClient
    cookie: str = ""
    last: str = field(default="", repr=False)

    def open(self, code: str, **headers: str) -> httpx.Response:
        """Types the code."""
        return self._post(f"{PAGE}/code", {"code": code}, headers)

    def see(self, language: str = "nl") -> httpx.Response:
        """Looks at the page."""
        return self._asked("GET", PAGE, {}, language=language)

    def send(self, to: str = "answer", **fields: str) -> httpx.Response:
        """A form of the page as it was last seen."""
        token = re.search(r'name="token" value="([^"]+)"', self.last)
        given = {"token": unescape(token[1])} if token else {}
        return self._post(f"{PAGE}/{to}", given | fields, {})

    def _post(self, path: str, fields: dict[str, str], headers: dict[str, str]) -> httpx.Response:
        more = {"Content-Type": FORM, "Origin": OWN} | headers
        return self._asked("POST", path, more, content=urlencode(fields))

    def _asked(
        self, method: str, path: str, headers: dict[str, str], language: str = "nl", **more: str
    ) -> httpx.Response:
        own = f"woonplek-household={self.cookie}; woonplek-language={language}"
        answer = self.client.request(method, path, headers={"Cookie": own} | headers, **more)
        if sent := kept_form(answer):
            at, cookies = answer.headers["location"], f"{own}; {sent}"
            answer = self.client.request("GET", at, headers={"Cookie": cookies})
        if kept := re.search(r"woonplek-household=([^;]*)", answer.headers.get("set-cookie", "")):
            self.cookie = kept[1]
        self.last = answer.text
        return answer
