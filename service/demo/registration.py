"""The platform registers the organisations; they say what they can do and with whom."""

from datetime import date
from typing import Any
from uuid import UUID

import httpx

from service.actor import PLATFORM_ID, Actor
from service.codelists.organisations import OrganisationKind
from service.demo.cast import (
    AGREED,
    AGREEMENTS,
    CENTRE,
    LEASES,
    MANDATED,
    PLAYERS,
    POLICIES,
    POLICY,
    REGION,
    TEAMS,
    Player,
)
from service.demo.desk import Desk
from service.devissuer import DevIssuer
from service.devissuer.people import Person

Desks = dict[str, Desk]


def region_id(desk: Desk) -> str:
    """The region of the demo."""
    rows = desk.every("/regions", "regions")
    return str(next(row["id"] for row in rows if row["code"] == REGION))


def register(http: httpx.Client, issuer: DevIssuer, today: date) -> Desks:
    """Everybody's desk, with mandates, teams, leases and agreements registered."""
    platform = platform_desk(http, issuer)
    desks = {
        player.key: desk_of(player, _registered(platform, player), http, issuer)
        for player in PLAYERS
    }
    period = {"startDate": date(today.year, 1, 1).isoformat()}
    _mandates(desks, period)
    _capacities(desks, region_id(platform), period)
    for owner, provider in AGREEMENTS:
        forms = [form.value for form in AGREED]
        body = {"providerId": desks[provider].id, "contractForms": forms, "period": period}
        desks[owner].post("/agreements", body)
    _policies(next(desks[p.key] for p in PLAYERS if p.municipality == CENTRE), today)
    return desks


def platform_desk(http: httpx.Client, issuer: DevIssuer) -> Desk:
    """The platform's own."""
    actor = Actor("platform", PLATFORM_ID, OrganisationKind.PLATFORM)
    return Desk("Platform Woonplek", str(PLATFORM_ID), issuer.token(actor), http)


def desk_of(player: Player, id: str, http: httpx.Client, issuer: DevIssuer) -> Desk:
    """A player's, at the organisation with this id."""
    return Desk(player.name, id, issuer.token(_actor(player, id)), http)


def everybody(desks: Desks) -> tuple[Person, ...]:
    """Who can sign in on the pages."""
    return tuple(Person(_actor(player, desks[player.key].id), player.name) for player in PLAYERS)


def _actor(player: Player, id: str) -> Actor:
    return Actor(f"{player.user}@{player.key}.example", UUID(id), player.kind)


def _registered(platform: Desk, player: Player) -> str:
    body: dict[str, Any] = {
        "kind": player.kind.value,
        "name": player.name,
        "contractForms": [form.value for form in player.contract_forms],
    }
    if player.municipality:
        body["municipalityCode"] = player.municipality
    return str(platform.post("/organisations", body)["id"])


def _mandates(desks: Desks, period: dict[str, str]) -> None:
    centre = next(p.key for p in PLAYERS if p.municipality == CENTRE)
    for player in PLAYERS:
        if player.municipality in MANDATED:
            body = {"mandatedId": desks[centre].id, "period": period}
            desks[player.key].post("/mandates", body)


def _policies(municipality: Desk, today: date) -> None:
    """None is valid yet: to compare, and to try on the round."""
    period = {"startDate": date(today.year + 1, 1, 1).isoformat()}
    for content in POLICIES:
        municipality.post("/policies", {"name": POLICY, "period": period, "content": content})


def _capacities(desks: Desks, region: str, period: dict[str, str]) -> None:
    for team in TEAMS:
        body = {
            "team": team.name,
            "regionId": region,
            "careType": team.care_type.value,
            "slots": team.slots,
            "period": period,
        }
        desks[team.provider].post("/support-capacities", body)
    for provider, leases in LEASES.items():
        desks[provider].post("/lease-budgets", {"leases": leases, "period": period})
