"""What stands of a story that was told before: its organisations, its last round, its leases."""

import httpx

from service.demo.answers import first_lease
from service.demo.cast import PLAYERS
from service.demo.registration import Desks, desk_of, platform_desk
from service.demo.story import show_result, unplaced
from service.demo.telling import Teller
from service.devissuer import DevIssuer


def retell(teller: Teller, http: httpx.Client, issuer: DevIssuer) -> Desks:
    """Tells how it ended; the desks are those of last time, with tokens that are good now."""
    desks = _found(http, issuer)
    municipality = desks["utrecht"]
    teller.chapter("De laatste ronde", "The last round")
    rounds = municipality.every("/rounds", "rounds", state="DONE")
    last = max(rounds, key=lambda round: str(round["finishedAt"]))
    show_result(teller, last)
    first_lease(teller, municipality)
    unplaced(teller, municipality, last)
    return desks


def _found(http: httpx.Client, issuer: DevIssuer) -> Desks:
    platform = platform_desk(http, issuer)
    ids = {row["name"]: row["id"] for row in platform.every("/organisations", "organisations")}
    return {each.key: desk_of(each, ids[each.name], http, issuer) for each in PLAYERS}
