"""The examples of the OpenAPI document can be sent as they stand, but for the ids in them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from conftest import PLATFORM, Caller, World
from described_api import NOBODY, Operation, document, operations, schema_of
from jsonschema import Draft202012Validator, FormatChecker

from service.clock import today
from service.codelists.organisations import OrganisationKind
from service.openapi.examples import NoExample, example_of
from service.reference.service import corop_id

Body = dict[str, Any]

ALL = {one.id: one for one in operations()}
UNSHOWN = {"application/octet-stream", "text/event-stream"}
IN_WORDS = re.compile(r"`([\w/+]+)`:\n\n```json\n(.*?)\n```", re.DOTALL)
CREATES = [one for one in ALL.values() if one.method == "POST" and "{" not in one.path]
ACTS = [one for one in ALL.values() if one.method == "POST" and "{" in one.path]
CHANGES = [one for one in ALL.values() if one.method == "PATCH"]


def example(operation: Operation) -> Body:
    body: Body = example_of(schema_of(operation), document()["components"]["schemas"])
    return body


class Region:
    """Somebody of each kind, and what an example's ids can refer to."""

    def __init__(self, world: World) -> None:
        kind = OrganisationKind
        self.corporation = world.organisation(kind.CORPORATION, "De Brug")
        self.provider = world.organisation(kind.CARE_PROVIDER, "Stichting Onderdak")
        self.utrecht = world.organisation(kind.MUNICIPALITY, "Gemeente Utrecht", "0344")
        self.nieuwegein = world.organisation(kind.MUNICIPALITY, "Gemeente Nieuwegein", "0356")
        self.platform = world.caller(PLATFORM)
        self._by_tag = {
            "households": self.provider,
            "persons": self.provider,
            "requests": self.provider,
            "request-groups": self.provider,
            "support-capacities": self.provider,
            "lease-budgets": self.provider,
            "agreements": self.corporation,
            "properties": self.corporation,
            "places": self.corporation,
            "organisations": self.platform,
            "regions": self.platform,
        }
        self._ids = {
            "providerId": str(self.provider.id),
            "ownerId": str(self.corporation.id),
            "mandatedId": str(self.nieuwegein.id),
            "regionId": str(corop_id("17")),
        }

    def caller(self, operation: Operation) -> Caller:
        """Who may do this."""
        return self._by_tag.get(operation.described["tags"][0], self.utrecht)

    def fitting(self, body: Body) -> Body:
        """The example with ids of what is there, and with a day that lies ahead."""
        known = {name: self._id(name) for name in body.keys() & {*self._ids, *MADE_FIRST}}
        if "parkedUntilDate" in body:
            known["parkedUntilDate"] = str(today() + timedelta(days=30))
        return body | known

    def _id(self, name: str) -> str:
        if name not in self._ids:
            self._ids[name] = self.create(ALL[MADE_FIRST[name]]).json()["id"]
        return self._ids[name]

    def create(self, operation: Operation) -> Any:
        """The operation's example, sent by who may send it."""
        body = self.fitting(example(operation))
        return self.caller(operation).post(operation.path, body)


POINTS = {"geometry", "anchors", "avoidAreas"}
"""A point that is sent is a point that is looked at again."""
MADE_FIRST = {"householdId": "createHousehold", "propertyId": "createProperty"}


@pytest.fixture
def region(world: World) -> Region:
    return Region(world)


@pytest.mark.parametrize("operation", CREATES, ids=lambda one: one.id)
def test_the_example_of_a_creation_creates(region: Region, operation: Operation) -> None:
    if operation.reads_json:
        made = region.create(operation)
        assert made.status_code in {201, 202}, made.text
        assert made.headers["Location"].startswith("/v1/")


@pytest.mark.parametrize("operation", CHANGES, ids=lambda one: one.id)
def test_the_example_of_a_change_changes(region: Region, operation: Operation) -> None:
    creation = ALL[operation.id.replace("change", "create", 1)]
    made = region.create(creation)
    path = made.headers["Location"].removeprefix("/v1")
    body = region.fitting(example(operation))
    changed = region.caller(operation).patch(path, body, made.headers["ETag"])
    assert changed.status_code == 200, changed.text
    answered = changed.json()
    scalars = {n: v for n, v in body.items() if n in answered and not isinstance(v, dict)}
    assert {name: answered[name] for name in scalars} == scalars


@pytest.mark.parametrize("operation", CHANGES, ids=lambda one: one.id)
def test_a_change_in_which_nothing_differs_is_no_new_version(
    region: Region, operation: Operation
) -> None:
    made = region.create(ALL[operation.id.replace("change", "create", 1)])
    path = made.headers["Location"].removeprefix("/v1")
    caller = region.caller(operation)
    body = region.fitting(example(operation))
    changed = caller.patch(path, body, made.headers["ETag"])
    kept = {name: value for name, value in body.items() if name not in POINTS}
    for nothing_new in ({}, kept):
        again = caller.patch(path, nothing_new, changed.headers["ETag"])
        assert again.headers["ETag"] == changed.headers["ETag"]
        assert again.json() == changed.json()


@pytest.mark.parametrize("operation", ACTS, ids=lambda one: one.id)
def test_the_example_of_an_act_is_well_formed(region: Region, operation: Operation) -> None:
    """What it acts on is not there, which is only looked at once the body has been read."""
    if operation.reads_json:
        path = operation.path.replace("{id}", NOBODY)
        answer = region.utrecht.post(path, region.fitting(example(operation)))
        assert answer.status_code == 404, answer.text


def test_a_body_without_an_example_is_noticed() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
    with pytest.raises(NoExample, match=r"body\.a needs an example"):
        example_of(schema, {})


def told(operation: Operation) -> list[Body]:
    """What an operation takes, and what it answers when all is well."""
    answers = operation.described["responses"].items()
    found = [answer for status, answer in answers if status.startswith("2")]
    return [*found, operation.described.get("requestBody", {})]


def examples_in(described: Body, media: str) -> list[Any]:
    """The examples of a body: its own, or one in the words that tell of it."""
    content = described["content"][media]
    given = [content["example"]] if "example" in content else []
    given += content["schema"].get("examples", [])
    told = dict(IN_WORDS.findall(described.get("description", "")))
    return given or [json.loads(told[media])]


@pytest.mark.parametrize("operation", ALL.values(), ids=ALL)
def test_every_body_and_answer_has_an_example_that_fits_its_schema(operation: Operation) -> None:
    for described in told(operation):
        for media, content in described.get("content", {}).items():
            if media in UNSHOWN:
                continue
            shown = examples_in(described, media)
            schema = content["schema"] | {"components": document()["components"]}
            for each in shown:
                Draft202012Validator(schema).validate(each)


@pytest.mark.parametrize("operation", ALL.values(), ids=ALL)
def test_every_parameter_has_an_example_that_fits_its_schema(operation: Operation) -> None:
    for parameter in operation.described.get("parameters", ()):
        schema = parameter["schema"] | {"components": document()["components"]}
        shown = schema.get("examples") or [parameter["example"]]
        assert None not in shown, parameter["name"]
        for each in shown:
            Draft202012Validator(schema, format_checker=FormatChecker()).validate(each)


def test_what_was_just_made_has_not_ended_and_its_ids_differ() -> None:
    """Of every creation: what it answers is what was asked, before anything else happened."""
    for operation in CREATES:
        for status in operation.described["responses"].keys() & {"201", "202"}:
            [shown] = examples_in(operation.described["responses"][status], "application/json")
            ended = {"withdrawnAt", "finishedAt", "endedAt", "nextCursor"} & shown.keys()
            assert {shown[name] for name in ended} <= {None}, operation.id
            ids = [shown[name] for name in shown if name == "id" or name.endswith("Id")]
            assert len(set(ids)) == len(ids), operation.id


def test_every_field_and_every_parameter_says_what_it_is() -> None:
    for name, schema in document()["components"]["schemas"].items():
        fields = schema.get("properties", {}).items()
        assert not [field for field, about in fields if "description" not in about], name
        assert not re.search(r"`[a-z]+_[a-z_]+`", json.dumps(schema)), name
    for operation in ALL.values():
        asked = operation.described.get("parameters", ())
        assert not [each["name"] for each in asked if not each.get("description")], operation.id


def test_no_name_of_a_schema_is_one_of_the_frameworks_own() -> None:
    names = document()["components"]["schemas"]
    assert not [name for name in names if name.endswith(("Input", "Output")) or "-" in name]
    assert {"PolicyIn", "PolicyOut", "PolicyContentIn", "PolicyContentOut"} <= names.keys()
