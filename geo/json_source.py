"""JSON from a public service that may be slow, busy or broken: asked again, within bounds."""

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NoReturn
from urllib.parse import urlsplit

import httpx

from geo.errors import SourceUnavailable

MOST_BYTES = 128 * 1024 * 1024
_AGAIN = frozenset({408, 429})  # and every 5xx


@dataclass(frozen=True)
class Patience:
    """How often and how long one question is asked, in seconds. `silence` is without a byte.
    Pauses double and are shortened at random by up to half, lest all clients return at once."""

    attempts: int = 4
    silence: float = 10.0
    first_pause: float = 0.5
    longest_pause: float = 8.0
    longest_retry_after: float = 20.0
    deadline: float = 40.0


@dataclass(frozen=True)
class Timing:
    """The clock and the dice, replaced in tests: seconds that only grow, waiting, 0 <= x < 1."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    date: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))


class _AskAgain(Exception):
    """This attempt failed in a way that another may not; `after` is what the server asked for."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


class JsonSource:
    """Gets JSON over HTTP; safe to share between threads."""

    def __init__(
        self,
        http: httpx.Client | None = None,
        patience: Patience = Patience(),
        timing: Timing = Timing(),
    ) -> None:
        self._http = http or httpx.Client(headers={"User-Agent": "woonplek"})
        self._patience = patience
        self._timing = timing

    def get(self, url: str, params: Mapping[str, str] | None = None) -> object:
        """The decoded JSON of a 200 answer.

        SourceUnavailable when no attempt gave one in time, or the server refused the question.
        """
        try:
            return self._asked(url, params)
        except SourceUnavailable as failure:
            raise SourceUnavailable(f"{_host(url)} gave no answer: {failure}") from None

    def _asked(self, url: str, params: Mapping[str, str] | None) -> object:
        ends = self._timing.now() + self._patience.deadline
        attempt = 0
        while True:
            try:
                return self._attempt(url, params, ends)
            except _AskAgain as failure:
                pause = self._pause(attempt, failure.after)
                attempt += 1
                out_of_time = self._timing.now() + pause >= ends
                if attempt == self._patience.attempts or out_of_time:
                    raise SourceUnavailable(f"{failure} (asked {attempt} times)") from None
            self._timing.sleep(pause)

    def _pause(self, attempt: int, after: float | None) -> float:
        if after is not None:
            return min(after, self._patience.longest_retry_after)
        pause = min(self._patience.first_pause * 2.0**attempt, self._patience.longest_pause)
        return pause * (1 - self._timing.chance() / 2)

    def _attempt(self, url: str, params: Mapping[str, str] | None, ends: float) -> object:
        timeout = max(0.001, min(self._patience.silence, ends - self._timing.now()))
        try:
            with self._http.stream("GET", url, params=params, timeout=timeout) as response:
                self._check_status(response)
                body = self._body(response, ends)
        except httpx.InvalidURL:
            raise SourceUnavailable("not a URL") from None
        except httpx.RequestError as error:
            # The text of an httpx error can hold the URL, and with it the address asked for.
            raise _AskAgain(type(error).__name__) from None
        return _decoded(body)

    def _check_status(self, response: httpx.Response) -> None:
        status = response.status_code
        if status in _AGAIN or status >= 500:
            raise _AskAgain(f"status {status}", self._retry_after(response))
        if status != 200:
            raise SourceUnavailable(f"refused with status {status}")

    def _retry_after(self, response: httpx.Response) -> float | None:
        """Seconds, or a date in the form of HTTP; what is neither is passed over."""
        text = response.headers.get("Retry-After", "")
        if text.isascii() and text.isdigit() and len(text) < 10:
            return float(text)
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return None
        return max(0.0, (moment.astimezone(UTC) - self._timing.date()).total_seconds())

    def _body(self, response: httpx.Response, ends: float) -> bytes:
        """The body, given up when it trickles in past the end or is too big to be meant."""
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if len(body) > MOST_BYTES:
                raise SourceUnavailable(f"more than {MOST_BYTES} bytes")
            if self._timing.now() >= ends:
                raise _AskAgain("too slow")
        return bytes(body)


def _host(url: str) -> str:
    """All of a URL that may be told."""
    try:
        return urlsplit(url).hostname or "nobody"
    except ValueError:
        return "nobody"


def _decoded(body: bytes) -> object:
    try:
        value: object = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise _AskAgain("an answer that is not JSON") from None
    return value


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)
