"""People who read, register and decide without end, and what they heard."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from queue import Empty
from uuid import uuid4

import httpx
from conftest import Caller
from ledger import Ledger
from registrations import asked_for, make_home, registered
from workers import until

PAUSE_SECONDS = 0.02
OK, CREATED = 200, 201

Step = Callable[[], int]
"""Asks for something, and says how many answers came."""


@dataclass
class Traffic:
    """What clients of one API do at the same time; what is not as it should be is in `failed`."""

    address: str
    ledger: Ledger
    answers: int = 0
    acknowledged: list[tuple[Caller, str]] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    ended: threading.Event = field(default_factory=threading.Event)
    counting: threading.Lock = field(default_factory=threading.Lock)

    def goes_on(self, more: int) -> None:
        """Until so many more answers have come."""
        known = self.answers + more
        until(lambda: self.answers >= known or bool(self.failed))

    def _again_and_again(self, step: Step) -> None:
        while not self.ended.is_set():
            try:
                heard = step()
            except (httpx.TransportError, AssertionError) as error:
                with self.counting:
                    self.failed[str(error) or type(error).__name__] += 1
            else:
                with self.counting:
                    self.answers += heard
            time.sleep(PAUSE_SECONDS)

    def _reads(self, person: Caller) -> Step:
        """Each list of the API that this person may read, one after the other."""
        described = person.get("/openapi.json").json()["paths"]
        lists = [path for path, ways in described.items() if "get" in ways and "{" not in path]
        paths = [path.removeprefix("/v1") for path in lists]
        known = cycle(path for path in paths if person.get(path).status_code == OK)

        def step() -> int:
            path = next(known)
            answer = person.get(path)
            assert answer.status_code == OK, f"GET {path}: {answer.status_code} {answer.text}"
            return 1

        return step

    def _lets(self, owner: Caller) -> Step:
        """Registers a home and changes its rent."""

        def step() -> int:
            path = f"/places/{make_home(owner)['id']}"
            self.acknowledged.append((owner, path))
            answer = owner.patch(path, {"rentCents": 61_000}, "*")
            assert answer.status_code == OK, f"PATCH {path}: {answer.status_code} {answer.text}"
            return 3

        return step

    def _asks(self, provider: Caller) -> Step:
        """Registers a household and what it asks for."""

        def step() -> int:
            self.acknowledged += asked(provider)
            return 2

        return step

    def _decides(self) -> int:
        """Approves the next proposal, if one waits."""
        try:
            case = self.ledger.waiting.get(timeout=0.1)
        except Empty:
            return 0
        assert case is not None
        answer = self.ledger.approve(self.address, case)
        assert answer.status_code == CREATED, f"a decision: {answer.status_code} {answer.text}"
        self.ledger.answers[case] = answer
        return 1


def asked(provider: Caller) -> list[tuple[Caller, str]]:
    """A household and its request; where each is found."""
    body = {
        "providerReference": str(uuid4()),
        "agesRecordedDate": "2026-01-15",
        "members": [{"ageBand": "AGE_27_PLUS"}],
    }
    household = registered(provider, "/households", body)
    request = registered(provider, "/requests", asked_for(household["id"]))
    return [(provider, f"/households/{household['id']}"), (provider, f"/requests/{request['id']}")]


@contextmanager
def traffic(
    address: str, ledger: Ledger, municipality: Caller, provider: Caller, owner: Caller
) -> Iterator[Traffic]:
    """Goes on for as long as the block lasts."""
    made = Traffic(address, ledger)
    steps = [made._reads(each) for each in (municipality, provider, owner)]
    steps += [made._lets(owner), made._asks(provider), made._decides]
    threads = [threading.Thread(target=made._again_and_again, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    try:
        yield made
    finally:
        made.ended.set()
        for thread in threads:
            thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
