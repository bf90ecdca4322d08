"""PDOK on this machine: answers as recorded, refuses undocumented parameters as PDOK does, and
misbehaves on request in the ways that public services do."""

import json
import threading
from collections import deque
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from geo.json_source import JsonSource, Patience, Timing

Params = dict[str, str]
Answer = Callable[[str, Params], tuple[int, object]]


class Misbehaviour(Enum):
    SLOW = auto()
    STATUS_500 = auto()
    STATUS_429 = auto()
    CUT_OFF = auto()
    HTML = auto()
    EMPTY = auto()


@dataclass
class Pdok:
    """What the stub was asked, and what it will do wrong next: one of `mishaps` a request, a
    `Misbehaviour` or the headers of a 429, and then `always`."""

    answer: Answer
    asked: list[tuple[str, Params]] = field(default_factory=list)
    mishaps: deque[Misbehaviour | dict[str, str]] = field(default_factory=deque)
    always: Misbehaviour | dict[str, str] | None = None
    url: str = ""
    over: threading.Event = field(default_factory=threading.Event)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    pdok: Pdok

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        params = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.pdok.asked.append((parts.path, params))
        mishap = self.pdok.mishaps.popleft() if self.pdok.mishaps else self.pdok.always
        self.close_connection = True
        if mishap is None:
            status, body = self.pdok.answer(parts.path, params)
            self._send(status, json.dumps(body).encode())
        elif isinstance(mishap, dict):
            self._send(429, b"{}", mishap)
        else:
            self._misbehave(mishap, *self.pdok.answer(parts.path, params))

    def _misbehave(self, mishap: Misbehaviour, status: int, body: object) -> None:
        whole = json.dumps(body).encode()
        match mishap:
            case Misbehaviour.SLOW:
                self.pdok.over.wait()
            case Misbehaviour.STATUS_500:
                self._send(500, b"oops")
            case Misbehaviour.STATUS_429:
                self._send(429, b"{}")
            case Misbehaviour.CUT_OFF:
                self._send(status, whole[: len(whole) // 2], {"Content-Length": str(len(whole))})
            case Misbehaviour.HTML:
                self._send(status, b"<!doctype html><title>Onderhoud</title>")
            case Misbehaviour.EMPTY:
                self._send(status, b"")

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        usual = {"Content-Length": str(len(body)), "Connection": "close"}
        for name, value in {**usual, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: what was asked is in `asked`."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that go away are what the tests are about."""


@contextmanager
def running_pdok(answer: Answer):
    pdok = Pdok(answer)
    handler = type("Handler", (_Handler,), {"pdok": pdok})
    with _Server(("127.0.0.1", 0), handler) as server:
        pdok.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield pdok
        finally:
            pdok.over.set()
            server.shutdown()
            thread.join()


@dataclass
class FakeTime:
    """Time that passes only by sleeping; every pause is remembered."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)
    chance: float = 0.0

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def timing(self, **replaced: Any) -> Timing:
        defaults = {"now": lambda: self.seconds, "sleep": self.sleep, "chance": lambda: self.chance}
        return Timing(**{**defaults, **replaced})


PATIENCE = Patience()


def patience_with(mishap: Misbehaviour, lasting: bool) -> Patience:
    """Waits shortly for what never comes, and long enough for a busy machine otherwise."""
    if mishap is not Misbehaviour.SLOW:
        return PATIENCE
    return Patience(silence=0.1 if lasting else 1.0)


@contextmanager
def json_source(time: FakeTime, patience: Patience = PATIENCE):
    with httpx.Client(trust_env=False) as http:
        yield JsonSource(http, patience, time.timing())


LOCATIESERVER_PARAMETERS = {
    "free": {"q", "lat", "lon", "fl", "fq", "df", "qf", "bq", "start", "rows", "sort", "wt"},
    "suggest": {"q", "lat", "lon", "fl", "fq", "qf", "bq", "start", "rows", "sort", "wt"},
    "lookup": {"id", "fl", "fq", "wt"},
}


def locatieserver(docs: list[dict[str, Any]]) -> Answer:
    """Always its best guess: all documents of the type that is filtered on."""

    def answer(path: str, params: Params) -> tuple[int, object]:
        endpoint = path.rsplit("/", 1)[-1]
        unknown = params.keys() - LOCATIESERVER_PARAMETERS[endpoint]
        if unknown or (endpoint == "suggest" and "q" not in params):
            return 400, {"error": {"metadata": [], "msg": "parameters", "code": 400}}
        if endpoint == "lookup":
            found = [doc for doc in docs if doc["id"] == params["id"]]
        else:
            found = [doc for doc in docs if doc["type"] in params.get("fq", doc["type"])]
        response = {"numFound": len(found), "start": 0, "numFoundExact": True, "docs": found}
        return 200, {"response": response}

    return answer


LOCATION_API_PARAMETERS = {"q", "f", "limit", "crs", "bbox", "bbox-crs"}


def location_api(features: list[dict[str, Any]]) -> Answer:
    def answer(path: str, params: Params) -> tuple[int, object]:
        versions = {name for name in params if name.endswith("[version]")}
        relevances = {name for name in params if name.endswith("[relevance]")}
        unknown = params.keys() - LOCATION_API_PARAMETERS - versions - relevances
        forbidden = any(mark in params.get("q", "") for mark in ("|", "!", "<->"))
        if unknown or not versions or not params.get("q") or forbidden or path != "/search":
            return 400, {"title": "Bad Request", "status": 400}
        wanted = {name.removesuffix("[version]") for name in versions}
        found = [f for f in features if f["properties"]["collection_id"] in wanted]
        body = {"type": "FeatureCollection", "features": found, "numberReturned": len(found)}
        return 200, body

    return answer
