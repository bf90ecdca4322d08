"""One try to deliver, and receivers that misbehave: the try ends, and nothing of it is kept."""

from __future__ import annotations

import ssl
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from authorities import Authority
from receivers import (
    Behaviour,
    always_goes_on,
    closes,
    drips,
    hangs,
    is_a_bomb,
    is_huge,
    never_ends,
    receiver,
    says,
    switches,
    talks_nonsense,
)

from service.codelists.webhooks import DeliveryFailure
from service.webhooks.connecting import Interrupted
from service.webhooks.sending import Message, Outcome, Sender

BODY = b'{"id":"1"}'
HEADERS = {"webhook-id": "1", "Content-Type": "application/cloudevents+json; charset=utf-8"}


def sender(seconds: float = 5.0, authorities: ssl.SSLContext | None = None) -> Sender:
    def here(name: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    return Sender("urn:nld:x", "https://api.example", True, seconds, here, authorities)


@pytest.mark.parametrize("status", [200, 202, 204, 299])
def test_any_2xx_is_a_delivery(status: int) -> None:
    with receiver(says(status)) as there:
        assert sender().send(Message(there.url, HEADERS, BODY)) == Outcome(status)
    [received] = there.received
    assert received.line == "POST /hook?key=canary-of-the-receiver HTTP/1.1"
    assert received.body == BODY
    assert received.headers["content-type"] == HEADERS["Content-Type"]
    assert received.headers["user-agent"].startswith("Woonplek/")
    assert "cookie" not in received.headers


@pytest.mark.parametrize("status", [300, 301, 307, 308, 400, 401, 404, 410, 429, 500, 503])
def test_anything_else_is_none_and_no_redirect_is_followed(status: int) -> None:
    with receiver() as elsewhere, receiver(says(status, f"Location: {elsewhere.url}")) as there:
        outcome = sender().send(Message(there.url, HEADERS, BODY))
    assert outcome == Outcome(status, DeliveryFailure.NOT_TAKEN)
    assert (there.connections, elsewhere.connections) == (1, 0)


@pytest.mark.parametrize(
    ("behaviour", "seconds", "failure"),
    [
        (hangs, 0.4, DeliveryFailure.TOO_SLOW),
        (drips, 0.4, DeliveryFailure.TOO_SLOW),
        (closes, 5.0, DeliveryFailure.BROKEN_ANSWER),
        (talks_nonsense, 5.0, DeliveryFailure.BROKEN_ANSWER),
        (never_ends, 5.0, DeliveryFailure.BROKEN_ANSWER),
        (always_goes_on, 20.0, DeliveryFailure.BROKEN_ANSWER),
        (is_huge, 5.0, None),
        (is_a_bomb, 5.0, None),
        (switches, 5.0, DeliveryFailure.BROKEN_ANSWER),
    ],
)
def test_a_receiver_that_misbehaves_ends_the_try(
    behaviour: Behaviour, seconds: float, failure: DeliveryFailure | None
) -> None:
    with receiver(behaviour) as there:
        outcome = sender(seconds).send(Message(there.url, HEADERS, BODY))
    assert outcome.failure is failure


def test_a_receiver_that_is_not_there_is_no_connection() -> None:
    with receiver() as gone:
        pass
    outcome = sender().send(Message(gone.url, HEADERS, BODY))
    assert outcome == Outcome(failure=DeliveryFailure.NO_CONNECTION)


def test_a_receiver_that_never_finishes_the_handshake_ends_the_try() -> None:
    with receiver(hangs) as there:
        url = f"https://hooks.example:{there.port}/"
        outcome = sender(0.4).send(Message(url, HEADERS, BODY))
    assert outcome.failure is DeliveryFailure.TOO_SLOW


def test_a_worker_that_is_to_stop_does_not_wait_for_a_receiver() -> None:
    until = time.monotonic() + 0.1
    with receiver(hangs) as there, pytest.raises(Interrupted):
        sender(60).send(Message(there.url, HEADERS, BODY), lambda: time.monotonic() > until)


def test_a_name_that_is_looked_up_without_end_ends_the_try() -> None:
    """A resolver that drops what it is asked keeps nobody for longer than a receiver that does."""
    over, answered = threading.Event(), threading.Event()

    def never(name: str, port: int) -> list[str]:
        over.wait(5)
        answered.set()
        return ["127.0.0.1"]

    message = Message("http://hooks.example/", HEADERS, BODY)
    slow = replace(sender(0.3), resolve=never)
    assert slow.send(message) == Outcome(failure=DeliveryFailure.TOO_SLOW)
    with pytest.raises(Interrupted):
        replace(sender(60), resolve=never).send(message, lambda: True)
    assert not answered.is_set()
    over.set()


# --- TLS ------------------------------------------------------------------------------------


def test_a_certificate_must_be_of_the_name_and_of_an_authority_that_counts(
    tmp_path: Path,
) -> None:
    authority = Authority.at(tmp_path)
    trusted = authority.client()
    with receiver(tls=authority.server("hooks.example")) as there:
        good = Message(f"https://hooks.example:{there.port}/", HEADERS, BODY)
        other = Message(f"https://other.example:{there.port}/", HEADERS, BODY)
        assert sender(authorities=trusted).send(good) == Outcome(204)
        for outcome in (sender(authorities=trusted).send(other), sender().send(good)):
            assert outcome == Outcome(failure=DeliveryFailure.NOT_SECURE)
    assert len(there.received) == 1
