"""The page for receivers: its program verifies what we sign, and its tables are complete."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from described_api import document
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from standardwebhooks.webhooks import Webhook

from service.codelists.webhooks import EventType
from service.webhooks.schedule import DELAYS
from service.webhooks.signature import new_secret, signatures

PAGE = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text()
BODY = b'{"id":"1"}'

Verifies = Callable[[str, dict[str, str], bytes], bool]


@pytest.fixture(scope="module")
def is_from_woonplek() -> Verifies:
    """The program on the page."""
    [program] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    found: dict[str, Any] = {}
    exec(program, found)  # it is ours, from this repository
    verifies: Verifies = found["is_from_woonplek"]
    return verifies


def signed(*secrets: str, second: int | None = None) -> dict[str, str]:
    moment = int(time.time()) if second is None else second
    return {
        "webhook-id": "1",
        "webhook-timestamp": str(moment),
        "webhook-signature": signatures(secrets, "1", moment, BODY),
    }


def test_the_program_on_the_page_and_the_standards_own_library_believe_what_we_sign(
    is_from_woonplek: Verifies,
) -> None:
    old, new = new_secret(), new_secret()
    headers = signed(new, old)
    for secret in (old, new):
        assert is_from_woonplek(secret, headers, BODY)
        assert Webhook(secret).verify(BODY, headers) == {"id": "1"}


def test_the_program_on_the_page_believes_nothing_else(is_from_woonplek: Verifies) -> None:
    secret = new_secret()
    headers = signed(secret)
    assert not is_from_woonplek(new_secret(), headers, BODY)
    assert not is_from_woonplek(secret, headers, BODY + b" ")
    assert not is_from_woonplek(secret, headers | {"webhook-id": "2"}, BODY)
    assert not is_from_woonplek(secret, signed(secret, second=int(time.time()) - 600), BODY)


def test_every_type_of_event_stands_on_the_page_once() -> None:
    table = PAGE.split("### What is told")[1].split("###")[0]
    told = []
    for row in re.findall(r"^\| (`nl\..*?) \|", table, re.MULTILINE):
        first, *others = re.findall(r"`([\w.]+)`", row)
        told += [first, *(first.rpartition(".")[0] + other for other in others)]
    assert sorted(told) == sorted(each.value for each in EventType)


def test_the_description_of_the_api_says_what_a_receiver_gets() -> None:
    [(name, item)] = document()["webhooks"].items()
    content = item["post"]["requestBody"]["content"]
    assert (name, [*content]) == ("event", ["application/cloudevents+json"])
    [shown] = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    schema = content["application/cloudevents+json"]["schema"]
    whole = schema | {"components": document()["components"]}
    checked = Draft202012Validator(whole, format_checker=FormatChecker())
    checked.validate(json.loads(shown))
    with pytest.raises(ValidationError):
        checked.validate(json.loads(shown) | {"type": "nl.woonplek.nothing"})


def test_the_schedule_on_the_page_is_ours() -> None:
    line = re.search(r"\*\*Tried again\*\* after (.*?), then each 24 hours", PAGE)
    assert line is not None
    units = {"seconds": 1, "minutes": 60, "hours": 3600}
    found, waiting = [], []
    for word in re.findall(r"\d+|seconds|minutes|hours", line[1]):
        if word in units:
            found += [number * units[word] for number in waiting]
            waiting = []
        else:
            waiting.append(int(word))
    assert found == [delay.total_seconds() for delay in DELAYS]
