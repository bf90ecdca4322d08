"""The NLGov API Design Rules 2.2: the official linter on the description, and on the running API
what a linter cannot see. `docs/api-design-rules.md` says of each rule how it is met."""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Caller, World
from described_api import NOBODY, Operation, document, operations
from direct_client import calling
from isolated_databases import cloned

from service.app import create_app
from service.cluster import Cluster
from service.codelists.organisations import OrganisationKind
from service.devissuer import DevIssuer
from service.headers import API_VERSION, SECURITY
from service.settings import Settings

ROOT = Path(__file__).parents[2]
SPECTRAL = ROOT / "node_modules" / ".bin" / "spectral"
RULES = os.environ.get("WOONPLEK_ADR_RULES")
EVERY = list(operations())

each_operation = pytest.mark.parametrize("operation", EVERY, ids=lambda one: one.id)


def linted(described: dict[str, Any], folder: Path) -> list[str]:
    """The rule, the place and the sentence of each finding of the official linter."""
    assert SPECTRAL.exists(), "WOONPLEK_ADR_RULES names the rules: install the linter with `npm ci`"
    file = folder / "openapi.json"
    file.write_text(json.dumps(described))
    run = subprocess.run(
        [SPECTRAL, "lint", "--ruleset", str(RULES), "--format", "json", "--quiet", file],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert run.returncode in {0, 1}, run.stderr
    found = json.loads(run.stdout or "[]")
    return [f"{f['code']} {'.'.join(map(str, f['path']))}: {f['message']}" for f in found]


# Without the rules there is no such test at all: a skipped one could be taken for one that ran.
if RULES:

    def test_the_official_linter_finds_no_error_and_no_warning(tmp_path: Path) -> None:
        assert linted(document(), tmp_path) == []

    def test_the_official_linter_would_notice(tmp_path: Path) -> None:
        broken = copy.deepcopy(document())
        broken["paths"]["/rules/"] = broken["paths"].pop("/rules")
        del broken["info"]["contact"]
        rules = {finding.split()[0] for finding in linted(broken, tmp_path)}
        assert rules >= {"path-keys-no-trailing-slash", "info-contact"}


def test_the_lock_of_the_linter_names_no_address_and_hashes_all() -> None:
    text = (ROOT / "package-lock.json").read_text()
    assert "://" not in text
    packages = json.loads(text)["packages"]
    assert all("integrity" in each for name, each in packages.items() if name)


# --- the description ------------------------------------------------------------------------


def test_each_operation_has_a_name_of_its_own() -> None:
    names = Counter(one.id for one in EVERY)
    assert [name for name, count in names.items() if count > 1] == []
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]+)+", name) for name in names), names


@each_operation
def test_each_operation_says_what_it_does(operation: Operation) -> None:
    described = operation.described
    assert described["summary"]
    assert described["description"]
    assert [tag for tag in described["tags"] if tag not in tags()] == []


def tags() -> dict[str, str]:
    return {tag["name"]: tag["description"] for tag in document()["tags"]}


def test_each_tag_is_used() -> None:
    used = {tag for one in EVERY for tag in one.described["tags"]}
    assert used == tags().keys()


@each_operation
def test_each_parameter_says_what_it_is(operation: Operation) -> None:
    for parameter in operation.described.get("parameters", ()):
        if parameter["in"] == "path":
            continue
        assert parameter.get("description"), parameter["name"]


def test_headers_are_written_as_the_standards_write_them() -> None:
    headers = {
        parameter["name"]
        for one in EVERY
        for parameter in one.described.get("parameters", ())
        if parameter["in"] == "header"
    }
    assert headers >= {"Idempotency-Key", "If-Match", "Content-Crs"}
    assert all(re.fullmatch(r"[A-Z][a-z]+(-[A-Z][a-z]+)*", header) for header in headers)


def test_each_schema_says_what_it_is_and_has_no_name_of_the_framework() -> None:
    for name, schema in document()["components"]["schemas"].items():
        assert re.fullmatch(r"[A-Z][A-Za-z]+", name), name
        assert schema.get("description"), name


def test_each_field_says_what_it_is() -> None:
    """By itself, or by the schema it refers to."""
    silent = [
        f"{name}.{field}"
        for name, schema in document()["components"]["schemas"].items()
        for field, about in schema.get("properties", {}).items()
        if "description" not in about and "$ref" not in json.dumps(about) and "const" not in about
    ]
    assert silent == []


def test_each_change_is_safe_to_repeat_or_names_the_version_it_changes() -> None:
    for one in EVERY:
        if one.method == "POST":
            assert one.asks("Idempotency-Key"), one.id
        if one.method in {"PATCH", "DELETE"}:
            assert one.asks("If-Match"), one.id


# --- the running API ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def asking(cluster: Cluster, template: str, issuer: DevIssuer) -> Iterator[Caller]:
    """A municipality on a database that this module's tests share."""
    with cloned(cluster, template) as database:
        settings = Settings(mode="test", allowed_origins=("https://pages.woonplek.example",))
        app = create_app(settings, database.engine, issuer.reader())
        with calling(app) as client:
            world = World(client, issuer, database)
            yield world.organisation(OrganisationKind.MUNICIPALITY, "Gemeente Utrecht", "0344")


def assert_standard(answer: Any) -> None:
    assert answer.headers["API-Version"] == API_VERSION
    for name, value in SECURITY.items():
        assert answer.headers[name] == value, name
    if answer.status_code >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"
        if answer.request.method != "HEAD":
            told = answer.json()
            assert told["status"] == answer.status_code
            assert told["title"]
            assert told["detail"]


AGREEMENT = {
    "providerId": NOBODY,
    "contractForms": ["OMKLAP"],
    "period": {"startDate": "2026-01-01"},
}


@pytest.mark.parametrize(
    ("status", "method", "path", "more"),
    [
        (200, "GET", "/agreements", {}),
        (204, "OPTIONS", "/agreements", {}),
        (400, "GET", "/agreements?limit=0", {}),
        (400, "GET", "/agreements/no-uuid", {}),
        (400, "POST", "/agreements", {"json": {}}),
        (401, "GET", "/agreements", {"headers": {"Authorization": "Bearer no-token"}}),
        (401, "GET", "/agreements", {"headers": {"Authorization": "Basic eDp5"}}),
        (403, "POST", "/agreements", {"json": AGREEMENT}),
        (404, "GET", f"/agreements/{NOBODY}", {}),
        (404, "GET", "/nothing-here", {}),
        (404, "POST", "/nothing-here", {"json": {}}),
        (405, "PUT", "/agreements", {}),
        (406, "GET", "/agreements", {"headers": {"Accept": "application/xml"}}),
        (413, "POST", "/agreements", {"content": b"[" + b" " * 2**20}),
        (415, "POST", "/agreements", {"content": b"<agreement/>"}),
    ],
)
def test_every_answer_has_the_version_and_the_headers_that_keep_browsers_safe(
    asking: Caller, status: int, method: str, path: str, more: dict[str, Any]
) -> None:
    answer = asking.request(method, path, **more)
    assert answer.status_code == status, answer.text
    assert_standard(answer)


def test_commands_answer_as_http_says(asking: Caller) -> None:
    policy = {"name": "Beleid", "period": {"startDate": "2026-01-01"}, "content": {}}
    made = asking.post("/policies", policy)
    path = made.headers["Location"].removeprefix("/v1")
    first = made.headers["ETag"]
    answers = {
        201: made,
        200: asking.patch(path, {"name": "Ander beleid"}, first),
        412: asking.patch(path, {"name": "Beleid"}, first),
        428: asking.patch(path, {"name": "Beleid"}, None),
        204: asking.delete(path, "*"),
        409: asking.delete(path, "*"),
    }
    assert {answer.status_code: answer for answer in answers.values()} == answers
    for answer in answers.values():
        assert_standard(answer)


def test_an_error_of_our_own_tells_nothing_but_its_number(
    asking: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def read(self, token: str) -> None:
            raise RuntimeError("the fault itself")

    state: Any = asking.client.app.state  # type: ignore[attr-defined]
    whole, state.tokens = state.tokens, Broken()
    try:
        answer = asking.get("/agreements")
    finally:
        state.tokens = whole
    assert answer.status_code == 500
    assert_standard(answer)
    number = answer.json()["instance"].removeprefix("urn:uuid:")
    assert number in caplog.text
    for inside in ("the fault itself", "Traceback", "RuntimeError", "read"):
        assert inside not in answer.text


@each_operation
def test_without_a_token_nothing_is_answered_but_what_is_public(
    asking: Caller, operation: Operation
) -> None:
    address = f"/v1{operation.address}"
    answer = asking.client.request(operation.method, address, **operation.empty_body)
    assert (answer.status_code == 401) is not operation.public
    assert_standard(answer)
    if not operation.public:
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_only_this_is_public() -> None:
    assert {one.id for one in EVERY if one.public} == PUBLIC


PUBLIC = {"readHealth", "readReadiness", "listCodeLists", "readCodeList"}


@each_operation
def test_a_trailing_slash_leads_nowhere(asking: Caller, operation: Operation) -> None:
    answer = asking.request(operation.method, f"{operation.address}/", follow_redirects=False)
    assert answer.status_code == 404
    assert_standard(answer)


@pytest.mark.parametrize("path", document()["paths"])
def test_a_method_that_is_not_there_is_named_so_with_those_that_are(
    asking: Caller, path: str
) -> None:
    there = {one.method for one in EVERY if one.path == path}
    address = next(one.address for one in EVERY if one.path == path)
    allowed = there | {"OPTIONS"} | ({"HEAD"} if "GET" in there and "events" not in path else set())
    for method in {"GET", "PUT", "PATCH", "DELETE", "POST", "TRACE"} - there:
        answer = asking.request(method, address)
        assert answer.status_code == 405, method
        assert set(answer.headers["Allow"].split(", ")) == allowed
        assert_standard(answer)
    options = asking.request("OPTIONS", address)
    assert options.status_code == 204
    assert set(options.headers["Allow"].split(", ")) == allowed
    assert_standard(options)


def test_the_description_has_its_methods_too(asking: Caller) -> None:
    for method, status in (("GET", 200), ("HEAD", 200), ("OPTIONS", 204), ("POST", 405)):
        answer = asking.request(method, "/openapi.json")
        assert answer.status_code == status
        if status != 200:
            assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


@each_operation
def test_what_can_be_read_has_a_head(asking: Caller, operation: Operation) -> None:
    if operation.method == "GET" and not operation.path.endswith("/events"):
        read, head = (asking.request(how, operation.address) for how in ("GET", "HEAD"))
        assert head.status_code == read.status_code
        assert head.content == b""
        assert head.headers["Content-Type"] == read.headers["Content-Type"]
        assert_standard(head)


REFUSED: dict[str, dict[str, Any]] = {
    "no form": {"headers": {"Accept": "application/x-canary"}},
    "no token": {"headers": {"Authorization": ""}},
    "no version": {"json": {}},
    "another version": {"json": {}, "headers": {"If-Match": '"0"'}},
    "another kind of body": {"content": b"x", "headers": {"Content-Type": "text/x-canary"}},
    "a packed body": {"content": b"x", "headers": {"Content-Encoding": "gzip"}},
    "a large body": {
        "content": b" " * (21 * 2**20),
        "headers": {"Content-Type": "application/json"},
    },
    "a large file": {"content": b" " * (21 * 2**20), "headers": {"Content-Type": "text/csv"}},
}


@each_operation
def test_each_refusal_is_described(asking: Caller, operation: Operation) -> None:
    """By what was sent only: nothing is there, so that much is 404."""
    described = operation.described["responses"].keys()
    for what, sent in REFUSED.items():
        answer = asking.request(operation.method, operation.address, **sent)
        assert str(answer.status_code) in described, (what, answer.text)


def test_no_described_refusal_is_never_referred_to() -> None:
    told = json.dumps(document()["paths"])
    for name in document()["components"]["responses"]:
        assert f'"#/components/responses/{name}"' in told


@each_operation
def test_a_query_parameter_that_is_not_known_is_refused_by_name(
    asking: Caller, operation: Operation
) -> None:
    address = f"{operation.address}?limt=canary"
    answer = asking.request(operation.method, address, **operation.empty_body)
    assert answer.status_code == 400, answer.text
    assert "query.limt" in {fault["where"] for fault in answer.json()["errors"]}
    assert "canary" not in answer.text
    assert_standard(answer)


def test_all_that_is_wrong_is_said_at_once_wherever_it_stands(asking: Caller) -> None:
    answer = asking.request(
        "PATCH",
        "/policies/no-uuid?unknown=1",
        json={"name": 5, "endDate": "30-11-2026", "extra": True},
        headers={"If-Match": "x" * 41},
    )
    assert answer.status_code == 400
    assert {fault["where"] for fault in answer.json()["errors"]} == {
        "path.id",
        "query.unknown",
        "header.If-Match",
        "body.name",
        "body.endDate",
        "body.extra",
    }


def test_moments_come_with_any_offset_and_go_in_utc(asking: Caller) -> None:
    made = asking.post(
        "/policies", {"name": "Tijd", "period": {"startDate": "2026-01-01"}, "content": {}}
    )
    path = made.headers["Location"].removeprefix("/v1")
    assert asking.delete(path, "*").status_code == 204
    withdrawn = asking.get(path).json()["withdrawnAt"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", withdrawn)


def test_pages_of_an_origin_that_is_named_may_ask_and_no_others(asking: Caller) -> None:
    def preflight(origin: str) -> Any:
        headers = {
            "Origin": origin,
            "Access-Control-Request-Method": "PATCH",
            "Access-Control-Request-Headers": "if-match, content-crs, idempotency-key",
        }
        return asking.request("OPTIONS", "/policies", headers=headers)

    ours = preflight("https://pages.woonplek.example")
    assert ours.status_code == 200
    assert ours.headers["Access-Control-Allow-Origin"] == "https://pages.woonplek.example"
    assert_standard(ours)
    assert "Access-Control-Allow-Origin" not in preflight("https://elsewhere.example").headers


def test_the_description_is_for_everybody_and_the_rest_is_not(asking: Caller) -> None:
    other = {"Origin": "https://elsewhere.example"}
    published = asking.client.get("/v1/openapi.json", headers=other)
    assert published.status_code == 200
    assert published.headers["Access-Control-Allow-Origin"] == "*"
    assert published.json()["info"]["version"] == API_VERSION
    assert_standard(published)
    assert "Access-Control-Allow-Origin" not in asking.get("/policies", headers=other).headers


def test_no_answer_tells_what_it_is_made_with(asking: Caller) -> None:
    for answer in (asking.get("/policies"), asking.get("/nothing"), asking.post("/policies", {})):
        told = (answer.text + str(answer.headers)).lower()
        for inside in ("fastapi", "starlette", "pydantic", "uvicorn", "postgres", "sqlalchemy"):
            assert inside not in told
