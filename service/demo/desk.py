"""Somebody at an organisation who uses the API over HTTP, as anybody else would."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

LOOK_SECONDS = 0.1
PATIENCE_SECONDS = 120.0

Body = dict[str, Any]


class UnexpectedAnswer(RuntimeError):
    """The API answered otherwise than the story counts on."""


@dataclass(frozen=True)
class Desk:
    """One organisation's place to work from."""

    name: str
    id: str
    token: str
    http: httpx.Client

    def get(self, path: str, **query: Any) -> Body:
        """One answer."""
        return self._asked("GET", path, params=query)

    def every(self, path: str, name: str, **query: Any) -> Iterator[Body]:
        """All rows of a list, page after page."""
        cursor: str | None = ""
        while cursor is not None:
            more = {"cursor": cursor} if cursor else {}
            page = self.get(path, limit=200, **query, **more)
            yield from page[name]
            cursor = page["nextCursor"]

    def post(self, path: str, body: Body) -> Body:
        """A command, safe to repeat."""
        key = {"Idempotency-Key": str(uuid4())}
        return self._asked("POST", path, json=body, headers=key)

    def hand_in(self, subject: str, file_name: str, content: bytes) -> Body:
        """Hands in a file and waits for what becomes of it."""
        kind = {"Content-Type": "text/csv"}
        query = {"fileName": file_name}
        path = f"/{subject}/imports"
        handed = self._asked("POST", path, content=content, headers=kind, params=query)
        until = time.monotonic() + PATIENCE_SECONDS
        while handed["state"] == "QUEUED" and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
            handed = self.get(f"/imports/{handed['id']}")
        return handed

    def events(self, path: str) -> Iterator[Body]:
        """The events of a stream until it ends."""
        headers = self._authorised({})
        with self.http.stream("GET", path, headers=headers, timeout=PATIENCE_SECONDS) as stream:
            for line in stream.iter_lines():
                if line.startswith("data:"):
                    yield json.loads(line.removeprefix("data:"))

    def _authorised(self, headers: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} | headers

    def _asked(self, method: str, path: str, **more: Any) -> Body:
        headers = self._authorised(more.pop("headers", {}))
        answer = self.http.request(method, path, headers=headers, **more)
        if not answer.is_success:
            raise UnexpectedAnswer(f"{method} {path}: {answer.status_code} {answer.text}")
        found: Body = answer.json()
        return found
