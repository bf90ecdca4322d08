"""Bad input: a clear refusal, never an error of our own, never a repetition of what was sent."""

from __future__ import annotations

import json
import re
import resource
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from bad_inputs import CANARY, HEADERS, PATH_IDS, QUERIES, VALUES, bodies, spoiled
from conftest import Caller, World
from described_api import NOBODY, Operation, document, operations, schema_of
from direct_client import calling
from fastapi import FastAPI
from fuzzing import some
from isolated_databases import cloned
from live_server import served
from test_requests import asked_for, household_of

from service import problems
from service.app import create_app
from service.cluster import Cluster
from service.codelists.organisations import OrganisationKind
from service.devissuer import DevIssuer
from service.openapi.examples import example_of
from service.settings import Settings

COMMANDS = [one for one in operations() if one.reads_json]
READS = [one for one in operations() if one.method == "GET" and not one.path.endswith("/events")]
ASKING = [
    one for one in READS if any(p["in"] == "query" for p in one.described.get("parameters", ()))
]
IN_A_QUERY = (
    "text",
    "empty text",
    "number as text",
    "NUL",
    "zero width",
    "a very long text",
    "SQL",
    "a template",
    "digits of another script",
    "year 1",
    "year 9999",
    "a UUID too short",
)
LISTS = [one for one in READS if one.asks("limit")]
WITH_ID = [one for one in operations() if "{id}" in one.path and not one.path.endswith("/events")]


@pytest.fixture(scope="module")
def world_of_all(cluster: Cluster, template: str, issuer: DevIssuer) -> Iterator[World]:
    """A registry that this module's tests share: none of them leaves anything in it."""
    with cloned(cluster, template) as database:
        app = create_app(Settings(mode="test"), database.engine, issuer.reader())
        with calling(app) as client:
            yield World(client, issuer, database)


@pytest.fixture(scope="module")
def sender(world_of_all: World) -> Caller:
    """A municipality: who may write what is looked at after what was written."""
    return world_of_all.organisation(OrganisationKind.MUNICIPALITY, "Gemeente Utrecht", "0344")


def send(by: Caller, operation: Operation, body: bytes, **headers: Any) -> Any:
    address = operation.address
    return by.request(
        operation.method,
        address,
        content=body,
        headers={"Content-Type": "application/json"} | headers,
    )


def assert_refused_quietly(answer: Any, what: str) -> None:
    assert 400 <= answer.status_code < 500, (what, answer.status_code, answer.text)
    assert_nothing_repeated(answer, what)
    assert answer.headers["Content-Type"] == "application/problem+json", what
    assert answer.json()["detail"], what


OF_PYTHON = re.compile(
    r"instance of|dictionary|tuple|keyword|dataclass|frozenset|bytes|None\b|after validation|"
    r"discriminator|\w+In\b|_type: |Value error|<"
)


def assert_no_python(answer: Any, what: str) -> None:
    """What is wrong is said in words of JSON; a fault has one code, however it was found."""
    for fault in answer.json()["errors"]:
        assert not OF_PYTHON.search(fault["detail"]), (what, fault)
        assert not fault["code"].startswith(("dataclass_", "union_", "unexpected_", "dict_"))


def assert_nothing_repeated(answer: Any, what: str) -> None:
    told = answer.text + json.dumps(dict(answer.headers))
    assert CANARY not in told, (what, told)


def test_there_are_many_bad_inputs() -> None:
    kinds = len(VALUES) + len(bodies({"a": 1})) + len(HEADERS) + len(QUERIES) + len(PATH_IDS)
    assert kinds >= 60


@pytest.mark.parametrize("operation", COMMANDS, ids=lambda one: one.id)
def test_no_value_of_the_fields_breaks_an_operation(sender: Caller, operation: Operation) -> None:
    """Each field has the bad value at once, so that one that takes it is not alone."""
    fields = list(schema_of(operation)["properties"])
    for what, value in some(VALUES.items(), operation.id):
        answer = send(sender, operation, spoiled(fields, value))
        assert_refused_quietly(answer, what)
        assert_no_python(answer, what)
        # What a text field may hold comes so far that the row is looked for.
        assert answer.status_code in {400, 404, 413, 428}, (what, answer.text)


@pytest.mark.parametrize("operation", COMMANDS, ids=lambda one: one.id)
def test_no_body_breaks_an_operation(sender: Caller, operation: Operation) -> None:
    example = example_of(schema_of(operation), document()["components"]["schemas"])
    for what, body in some(bodies(example).items(), operation.id):
        answer = send(sender, operation, body)
        assert_refused_quietly(answer, what)
        assert answer.status_code == 400, (what, answer.text)


@pytest.mark.parametrize("operation", COMMANDS, ids=lambda one: one.id)
def test_no_header_breaks_an_operation(sender: Caller, operation: Operation) -> None:
    body = json.dumps({CANARY: 1}).encode()
    for what, headers in some(HEADERS.items(), operation.id):
        assert_refused_quietly(send(sender, operation, body, **headers), what)


@pytest.mark.parametrize("path", ["/agreements", "/requests", "/places", "/code-lists"])
def test_no_header_breaks_a_read(sender: Caller, path: str) -> None:
    for what, headers in HEADERS.items():
        answer = sender.request("GET", path, headers=headers)
        assert answer.status_code < 500, (what, answer.text)
        assert_nothing_repeated(answer, what)


@pytest.mark.parametrize("operation", LISTS, ids=lambda one: one.id)
def test_no_query_breaks_a_list(sender: Caller, operation: Operation) -> None:
    for what, query in some(QUERIES.items(), operation.id):
        assert_refused_quietly(sender.get(f"{operation.address}?{query}"), what)


@pytest.mark.parametrize("operation", ASKING, ids=lambda one: one.id)
def test_no_value_of_its_parameters_breaks_a_read(sender: Caller, operation: Operation) -> None:
    """Each parameter has the bad value at once."""
    described = operation.described["parameters"]
    names = [parameter["name"] for parameter in described if parameter["in"] == "query"]
    for what in some(IN_A_QUERY, operation.id):
        text = json.loads(VALUES[what], strict=False)[:1_000]
        answer = sender.get(operation.address, params=dict.fromkeys(names, text))
        assert answer.status_code < 500, (what, answer.text)
        assert_nothing_repeated(answer, what)


@pytest.mark.parametrize("operation", WITH_ID, ids=lambda one: one.id)
def test_no_id_in_the_path_breaks_an_operation(sender: Caller, operation: Operation) -> None:
    for what, sent in some(PATH_IDS.items(), operation.id):
        address = operation.path.replace("{id}", sent)
        answer = sender.request(operation.method, address, **operation.empty_body)
        assert_refused_quietly(answer, what)
        assert answer.status_code in {400, 404, 405}, (what, answer.text)


NOT_THEIRS: list[tuple[str, Any, str, str, str]] = [
    ("/properties", {"geometry": "x"}, "geometry", "model_type", "Input should be an object"),
    ("/agreements", {"period": "x"}, "period", "model_type", "Input should be an object"),
    ("/requests", {"avoidAreas": [{}]}, "avoidAreas.0.type", "missing", "Field required"),
    (
        "/requests",
        {"avoidAreas": [{"type": CANARY}]},
        "avoidAreas.0.type",
        "literal_error",
        "Input should be 'Polygon' or 'MultiPolygon'",
    ),
    (
        "/requests",
        {"avoidAreas": [{"type": "Polygon"}]},
        "avoidAreas.0.coordinates",
        "missing",
        "Field required",
    ),
    (
        "/requests",
        {"avoidAreas": [{"type": "MultiPolygon", "coordinates": [[["x"]]]}]},
        "avoidAreas.0.coordinates.0.0.0",
        "list_type",
        "Input should be a valid list",
    ),
    (
        "/requests",
        {"avoidAreas": [{"type": "Polygon", "Polygon": 1}]},
        "avoidAreas.0.Polygon",
        "extra_forbidden",
        "Extra inputs are not permitted",
    ),
    (
        "/properties",
        {"street": " "},
        "street",
        "string_too_short",
        "String should have at least 1 character",
    ),
    (
        "/properties",
        {"street": "x" * 121},
        "street",
        "string_too_long",
        "String should have at most 120 characters",
    ),
    (
        "/regions",
        {"municipalities": []},
        "municipalities",
        "too_short",
        "List should have at least 1 item",
    ),
    (
        "/agreements",
        {"contractForms": []},
        "contractForms",
        "too_short",
        "List should have at least 1 item",
    ),
    ("/agreements", [], "", "model_type", "Input should be an object"),
]
"""What pydantic says of these in words of Python or names by its own, and what we say."""


@pytest.mark.parametrize(("path", "sent", "where", "code", "detail"), NOT_THEIRS)
def test_what_is_wrong_is_said_in_words_of_json(
    sender: Caller, path: str, sent: Any, where: str, code: str, detail: str
) -> None:
    body = json.dumps(sent).encode()
    answer = sender.request(
        "POST", path, content=body, headers={"Content-Type": "application/json"}
    )
    fault = {"where": f"body.{where}".rstrip("."), "code": code, "detail": detail}
    assert fault in answer.json()["errors"]
    assert_nothing_repeated(answer, path)


UNREADABLE: list[tuple[bytes, str]] = [
    (b'{"town": "Utrecht",\n "street": "A" 1}', "expected `,` or `}` at line 2 column 16"),
    (b'{"town": "\\ud800"}', "unexpected end of hex escape at line 1 column 17"),
    (b'{"houseNumber": ' + b"9" * 5_000 + b"}", "number out of range at line 1 column 4318"),
    (b"[" * 900 + b"]" * 900, "recursion limit exceeded at line 1 column 202"),
]


@pytest.mark.parametrize(("body", "says"), UNREADABLE)
def test_what_cannot_be_read_as_json_is_told_with_line_and_column(
    sender: Caller, body: bytes, says: str
) -> None:
    answer = sender.request(
        "POST", "/properties", content=body, headers={"Content-Type": "application/json"}
    )
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["code"]) == (400, "json_invalid")
    assert fault["detail"] == f"cannot be read as JSON: {says}"


@pytest.mark.parametrize(
    "moment", ["2026-11-20T10:00:00+99:00", "2026-11-20T10:00:60Z", "2026-02-30T10:00:00Z", "soon"]
)
def test_a_moment_that_is_none_is_told_in_one_way(sender: Caller, moment: str) -> None:
    answer = sender.post("/requests", {"consentGivenAt": moment})
    says = "is not a date and time as 2026-11-30T14:05:00Z"
    fault = {"where": "body.consentGivenAt", "code": "date_time_form", "detail": says}
    assert fault in answer.json()["errors"]


def test_a_day_that_is_none_is_told_in_one_way(sender: Caller) -> None:
    for day in ("2026-02-30", "30-11-2026", 1):
        answer = sender.post("/requests", {"waitingSinceDate": day})
        says = "is not a date as yyyy-mm-dd"
        fault = {"where": "body.waitingSinceDate", "code": "date_form", "detail": says}
        assert fault in answer.json()["errors"], answer.text


ONE_LINE: list[tuple[str, str]] = [
    ("/properties", "ownerReference"),
    ("/properties", "street"),
    ("/properties", "town"),
    ("/properties", "complexReference"),
    ("/places", "permitNumber"),
    ("/support-capacities", "team"),
    ("/policies", "name"),
    ("/request-groups", "name"),
    ("/regions", "source"),
    ("/organisations", "name"),
    ("/requests", "urgencyDecisionNumber"),
]


@pytest.mark.parametrize("end_of_line", ["\n", "\r\n", "\r", "\v", "\x85", "\u2028", "\u2029"])
def test_what_is_one_line_has_no_other(sender: Caller, end_of_line: str) -> None:
    for path, field in ONE_LINE:
        answer = sender.post(path, {field: f"a{end_of_line}b"})
        codes = {fault["where"]: fault["code"] for fault in answer.json()["errors"]}
        assert codes[f"body.{field}"] == "invisible_character", (path, field)
    handed_in = sender.request(
        "POST",
        "/places/imports",
        params={"fileName": f"a{end_of_line}b"},
        content=b"a;b",
        headers={"Content-Type": "text/csv"},
    )
    assert [fault["code"] for fault in handed_in.json()["errors"]] == ["invisible_character"]


@pytest.mark.parametrize(("text", "taken"), [("a\n\nb", True), ("a\u2028b", False)])
def test_what_may_be_long_may_have_lines(sender: Caller, text: str, taken: bool) -> None:
    body = {"answer": "DECLINED", "reasonCode": "SAFETY", "remark": text}
    answer = sender.post(f"/offers/{NOBODY}/answers", body)
    assert answer.status_code == (404 if taken else 400), answer.text


# --- what is about one kind of input --------------------------------------------------------


def test_a_field_that_is_named_twice_is_refused_at_any_depth(provider: Caller) -> None:
    slots = (
        '{"team": "a", "team": "b", "regionId": "0b7a5e9c-3f0d-4c56-9a6b-2d9c8f7e1a11",'
        ' "careType": "AMBULANT", "slots": 1, "period": {"startDate": "2026-01-01"}}'
    )
    inside = slots.replace('"team": "a", ', "").replace(
        '{"startDate"', '{"startDate": "2026-02-01", "startDate"'
    )
    for body in (slots, inside):
        answer = provider.request(
            "POST",
            "/support-capacities",
            content=body.encode(),
            headers={"Content-Type": "application/json"},
        )
        assert answer.status_code == 400
        assert [fault["code"] for fault in answer.json()["errors"]] == ["duplicate_name"]


def test_an_answer_does_not_grow_with_what_is_wrong(provider: Caller) -> None:
    answer = provider.post("/lease-budgets", of_unknown(1_500))
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("The request has 1502 errors.")
    assert len(answer.json()["errors"]) == 200


def test_where_all_of_a_large_body_is_wrong_it_is_not_told_apart(
    provider: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All others would wait while it is: 80,000 unknown names took six seconds."""
    told: list[int] = []
    monkeypatch.setattr(problems, "faults_of", lambda found: told.append(len(found)) or ())
    provider.post("/lease-budgets", of_unknown(1_500))
    answer = provider.post("/lease-budgets", of_unknown(50_000))
    assert (told, answer.status_code) == ([200, 1], 400)
    monkeypatch.undo()
    (fault,) = provider.post("/lease-budgets", of_unknown(50_000)).json()["errors"]
    assert (fault["where"], fault["code"]) == ("body", "too_many_faults")


def of_unknown(names: int) -> dict[str, int]:
    return {f"field{number}": number for number in range(names)}


@pytest.mark.parametrize("vertices", [1_001, 30_000])
def test_a_polygon_has_its_limit(provider: Caller, vertices: int) -> None:
    ring = [[5 + n / 1e6, 52.0 + (n % 2) / 100] for n in range(vertices - 1)]
    area = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    answer = provider.post("/requests", asked_for(household_of(provider), avoidAreas=[area]))
    assert answer.status_code == 400
    assert [fault["code"] for fault in answer.json()["errors"]] == ["too_many_vertices"]


def test_a_polygon_of_100_000_vertices_is_not_even_read(provider: Caller) -> None:
    ring = [[5.123456 + n / 1e6, 52.123456] for n in range(100_000)]
    area = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    answer = provider.post("/requests", asked_for(household_of(provider), avoidAreas=[area]))
    assert answer.status_code == 413


# --- on a real socket -----------------------------------------------------------------------


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """The API on a port of this machine."""
    app: Any = world.client.app
    assert isinstance(app, FastAPI)
    with served(app) as where:
        yield where


def test_200_megabytes_in_chunks_are_refused_in_bounded_memory(
    address: str, corporation: Caller
) -> None:
    chunk = b" " * 65_536
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        answer = client.post(
            "/v1/agreements",
            content=(chunk for _ in range(200 * 16)),
            headers={
                "Authorization": f"Bearer {corporation.token}",
                "Content-Type": "application/json",
            },
        )
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 50 * 1024, f"{grown} KiB"


RAW = {
    "a header of a megabyte": b"GET /v1/health HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n"
    % (b"a" * 2**20),
    "a path of a megabyte": b"GET /v1/%s HTTP/1.1\r\nHost: x\r\n\r\n" % (b"a" * 2**20),
    "ten thousand headers": (
        b"GET /v1/health HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 10_000 + b"\r\n"
    ),
    "two lengths": (
        b"POST /v1/agreements HTTP/1.1\r\nHost: x\r\n"
        b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}"
    ),
    "a length below zero": (
        b"POST /v1/agreements HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"
    ),
    "a length and chunks": (
        b"POST /v1/agreements HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /v1/rules HTTP/1.1\r\n\r\n"
    ),
    "chunks that are none": (
        b"POST /v1/agreements HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
    ),
    "a NUL in a header": b"GET /v1/health HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
    "a byte in the path that is no text": b"GET /v1/\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    "a method of nobody": b"FOO /v1/places HTTP/1.1\r\nHost: x\r\n\r\n",
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
}


@pytest.mark.parametrize("sent", RAW.values(), ids=RAW.keys())
def test_what_is_no_http_is_refused_and_the_next_request_is_served(
    address: str, sent: bytes
) -> None:
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        first = b""
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            first = connection.recv(65_536)
        except (ConnectionResetError, BrokenPipeError):
            pass
    assert not first.startswith(b"HTTP/1.1 5"), first
    if first.startswith(b"HTTP/1.1 4"):
        assert b"\r\ncontent-type: application/problem+json\r\n" in first
        assert b"\r\napi-version: " in first.lower()
        assert b"uvicorn" not in first
    with httpx.Client(base_url=address, trust_env=False) as client:
        assert client.get("/v1/health").status_code == 200


@pytest.mark.parametrize("path", ["/v1/health", "/v1/places", "/v1/nothing"])
def test_a_wish_for_another_protocol_is_passed_over(
    address: str, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    wish = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    with httpx.Client(base_url=address, trust_env=False) as client:
        plain, wished = client.get(path), client.get(path, headers=wish)
    assert wished.status_code == plain.status_code
    assert wished.headers["Content-Type"] == plain.headers["Content-Type"]
    assert wished.headers["API-Version"] == plain.headers["API-Version"]
    assert wished.headers["X-Content-Type-Options"] == "nosniff"
    assert not caplog.records
