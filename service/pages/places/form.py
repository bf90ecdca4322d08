"""The form for a place: an address and the terms of letting, as the two bodies that the API
takes."""

from typing import Any

from matching.codes.households import AgeBand
from service.codelists.places import LocationPrecision, PlaceState
from service.pages.filled import form_of
from service.pages.forms import Form
from service.pages.written import cents, day, number, period, position
from service.places.schemas import PlaceOut
from service.properties.schemas import PropertyOut

ADDRESS = ("street", "houseNumberSuffix", "postcode", "town", "municipalityCode")
LETTING = ("tenureTitle", "permitNumber", "accessibility")
TICKED = (
    *("childrenAllowed", "housingFirst"),
    *("socialRent", "rentAllowancePossible", "commercialRent", "wmoShelter"),
)
SOME = ("contractForms", "careTypes", "forbids", "requires")
MONEY = ("rentCents", "serviceCostsCents", "maximumRentCents")
MAY_BE_EMPTY = ("permitNumber", "permitUntilDate", "maximumRentCents", "rentPoints")
NEEDED = ("tenureTitle", "accessibility", "rentCents", "maxPersons")
EMPTY_ADDRESS = ("street", "houseNumber", "houseNumberSuffix", "postcode")
DRAFTED = frozenset({PlaceState.DRAFT, PlaceState.AVAILABLE})
NUMBERS = ("minPersons", "maxPersons", "rentPoints", "minStayDays")
USUAL = {"serviceCostsCents": 0, "minPersons": 1, "minStayDays": 0}
"""What holds where nothing is filled in."""


def property_body(form: Form) -> dict[str, Any]:
    """The body that registers where the place is."""
    filled = {name: form.one(name) for name in ADDRESS if form.one(name)}
    house = {"houseNumber": number(form.one("houseNumber"))} if form.one("houseNumber") else {}
    return {
        "ownerReference": form.one("ownerReference"),
        "kind": form.one("propertyKind"),
        "landlordLivesIn": "landlordLivesIn" in form.fields,
        **filled,
        **house,
        **({"geometry": position(point)} if (point := form.one("point")) else {}),
    }


def address_form(at: PropertyOut) -> Form:
    """The part of the form that says where it is, filled in. The middle of an area is not where the
    door is: then no point stands in it."""
    filled = form_of(at)
    longitude, latitude = at.geometry.coordinates[:2]
    exact = at.precision is LocationPrecision.ADDRESS
    names = (*ADDRESS, "houseNumber", "landlordLivesIn")
    return Form(
        {name: filled.all(name) for name in names if filled.all(name)}
        | {"propertyKind": filled.all("kind"), "propertyVersion": filled.all("version")}
        | ({"point": [f"{latitude:.5f}, {longitude:.5f}"]} if exact else {})
    )


def place_form(place: PlaceOut, at: PropertyOut) -> Form:
    """The whole form, filled in."""
    draft = {"draft": ["1"]} if place.state is PlaceState.DRAFT else {}
    return Form({**form_of(place, MONEY).fields, **draft, **address_form(at).fields})


def property_change(form: Form, at: PropertyOut) -> dict[str, Any]:
    """What of an address may have changed; its point only where it was written otherwise."""
    before = address_form(at)
    body = property_body(form)
    del body["ownerReference"]
    if form.one("point") == before.one("point"):
        body.pop("geometry", None)
    else:
        body.setdefault("geometry", None)
    return dict.fromkeys(EMPTY_ADDRESS) | {"town": "", "municipalityCode": ""} | body


def place_change(form: Form, place: PlaceOut) -> dict[str, Any]:
    """What of a place may have changed. What is offered or lived in cannot
    become a draft."""
    body = place_body(form, str(place.property_id))
    del body["propertyId"]
    if place.state not in DRAFTED:
        del body["draft"]
    return dict.fromkeys(MAY_BE_EMPTY) | dict.fromkeys(NEEDED, "") | USUAL | body


def place_body(form: Form, property_id: str) -> dict[str, Any]:
    """The body that registers the place there."""
    return {
        "propertyId": property_id,
        "ownerReference": form.one("ownerReference"),
        "draft": "draft" in form.fields,
        "kind": form.one("kind"),
        "ageBands": form.all("ageBands") or list(AgeBand),
        "careLevel": form.one("careLevel") or "NONE",
        "period": period(form),
        **{name: form.all(name) for name in SOME},
        **{name: form.one(name) for name in LETTING if form.one(name)},
        **{name: name in form.fields for name in TICKED},
        **{name: cents(form.one(name)) for name in MONEY if form.one(name)},
        **{name: number(form.one(name)) for name in NUMBERS if form.one(name)},
        **({"permitUntilDate": day(until)} if (until := form.one("permitUntilDate")) else {}),
    }
