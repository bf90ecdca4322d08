"""Bodies that are right, to register properties and places with."""

from __future__ import annotations

from itertools import count
from typing import Any

from conftest import Caller

from geo.crs import from_rd
from geo.points import RdPoint

_serial = count(1)

EUROPALAAN = {"type": "Point", "coordinates": [5.10696041, 52.06415055]}
"""As PDOK gives it for Europalaan 93 in Utrecht."""

LETTING = {"CORPORATION", "PRIVATE_LANDLORD", "HOST", "CARE_PROVIDER", "SOCIAL_VACANCY_MANAGER"}
"""The kinds of organisation that register places."""


def property_body(**changes: Any) -> dict[str, Any]:
    """A dwelling in Utrecht."""
    body: dict[str, Any] = {
        "ownerReference": f"pand-{next(_serial)}",
        "kind": "DWELLING",
        "street": "Europalaan",
        "houseNumber": 93,
        "postcode": "3526KP",
        "town": "Utrecht",
        "municipalityCode": "0344",
        "geometry": EUROPALAAN,
    }
    return _changed(body, changes)


def place_body(property_id: str, **changes: Any) -> dict[str, Any]:
    """A social home for one or two persons."""
    body: dict[str, Any] = {
        "propertyId": property_id,
        "ownerReference": f"woonplek-{next(_serial)}",
        "kind": "SELF_CONTAINED",
        "maxPersons": 2,
        "childrenAllowed": True,
        "contractForms": ["OWN_NAME", "OMKLAP"],
        "tenureTitle": "INDEFINITE",
        "rentCents": 60_000,
        "rentPoints": 120,
        "socialRent": True,
        "rentAllowancePossible": True,
        "period": {"startDate": "2026-01-01"},
    }
    return _changed(body, changes)


def asked_for(household_id: str, **more: Any) -> dict[str, Any]:
    """A request in Utrecht."""
    return {
        "householdId": household_id,
        "providerReference": f"request-{household_id[:8]}",
        "municipalityCode": "0344",
        "waitingSinceDate": "2026-03-01",
        "neededFromDate": "2026-12-01",
        "ethos": "EMERGENCY_SHELTER",
        "contractForms": ["OWN_NAME", "OMKLAP"],
        "incomeBand": "MINIMUM",
        "consentGivenAt": "2026-03-01T10:00:00+01:00",
    } | more


def _changed(body: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A change to None leaves the field out."""
    return {name: value for name, value in (body | changes).items() if value is not None}


def point_at(x: float, y: float) -> dict[str, Any]:
    """GeoJSON in CRS84 of a point in RD."""
    return {"type": "Point", "coordinates": list(from_rd(RdPoint(x, y)))}


def registered(owner: Caller, path: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What the API answers to a registration that must succeed."""
    answer = owner.post(path, body, **more)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def make_home(owner: Caller, **changes: Any) -> dict[str, Any]:
    """A place in a property of its own."""
    at = registered(owner, "/properties", property_body())
    return registered(owner, "/places", place_body(at["id"], **changes))


def faults(answer: Any) -> dict[str, str]:
    """The codes of a 400, by where they are."""
    assert answer.status_code == 400, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    return {fault["where"]: fault["code"] for fault in answer.json()["errors"]}
