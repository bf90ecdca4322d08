"""How often one caller may ask, so that nobody takes the turns of all others: by organisation for
who is signed in, by address for who is not.

Each process counts for itself: behind it stands no store that all would have to ask, and that could
be away. Of n processes each lets the same number through."""

import ipaddress
import math
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

from fastapi import Request
from starlette.types import Scope

from service.actor import Actor
from service.errors import TooMany
from service.settings import Settings

MOST_CALLERS = 10_000
"""So many are remembered; the one that was not heard of for longest is forgotten."""
IPV6_NETWORK = 64
"""One subscriber has all addresses of it."""


class Pace:
    """So many requests a minute for each caller, all at once if need be; 0 is without end. The loop
    and threads ask it."""

    def __init__(self, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._now = now
        self._turn = Lock()
        self._left: dict[Hashable, tuple[float, float]] = {}

    def take(self, caller: Hashable) -> float:
        """Counts a request and answers 0, or says after how many seconds there is room for one."""
        if not self._most:
            return 0.0
        with self._turn:
            left = self._left_for(caller)
            self._keep(caller, left - 1 if left >= 1 else left)
        return 0.0 if left >= 1 else (1 - left) * 60 / self._most

    def give_back(self, caller: Hashable) -> None:
        """One request was no request of this caller's."""
        if self._most:
            with self._turn:
                self._keep(caller, min(self._most, self._left_for(caller) + 1))

    def _left_for(self, caller: Hashable) -> float:
        now = self._now()
        left, since = self._left.pop(caller, (self._most, now))
        return min(self._most, left + (now - since) * self._most / 60)

    def _keep(self, caller: Hashable, left: float) -> None:
        self._left[caller] = left, self._now()
        if len(self._left) > MOST_CALLERS:
            del self._left[next(iter(self._left))]


@dataclass(frozen=True)
class Arrival:
    """One request: from where it comes, and how long its address should wait, if it should."""

    address: str
    wait: float


class Paces:
    """Of one process."""

    def __init__(self, settings: Settings) -> None:
        self.addresses = Pace(settings.address_rate)
        self.organisations = Pace(settings.organisation_rate)

    def come_in(self, scope: Scope) -> float:
        """Counts a request as one of its address, until it is known to be an organisation's; for
        how long the address should wait."""
        address = network_of(scope["client"])
        arrival = scope["state"]["arrival"] = Arrival(address, self.addresses.take(address))
        return arrival.wait


def count(request: Request, actor: Actor) -> None:
    """This request is one of the organisation's, and none of its address'; raises TooMany."""
    paces: Paces = request.app.state.paces
    arrival: Arrival = request.state.arrival
    if not arrival.wait:
        paces.addresses.give_back(arrival.address)
    if wait := paces.organisations.take(actor.organisation_id):
        raise too_many(wait)


def refuse_strangers(request: Request) -> None:
    """This request is nobody's: raises TooMany where its address has asked too often."""
    arrival: Arrival | None = getattr(request.state, "arrival", None)
    if arrival and arrival.wait:
        raise too_many(arrival.wait)


def network_of(client: tuple[str, int] | None) -> str:
    """From where somebody asks: an address, or the IPv6 network that it lies in."""
    try:
        address = ipaddress.ip_address(client[0] if client else "")
    except ValueError:  # a socket of this machine has no address
        return ""
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((int(address), IPV6_NETWORK), strict=False))


def too_many(wait: float) -> TooMany:
    """The refusal of who may come again after so many seconds."""
    return TooMany(math.ceil(wait))
