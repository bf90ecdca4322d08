"""The form for a place: an address and the terms of letting, as the two bodies that the API
takes."""

from typing import Any

from service.pages.forms import Form
from service.pages.written import cents, day, number, position

ADDRESS = ("street", "houseNumberSuffix", "postcode", "town", "municipalityCode")
LETTING = ("tenureTitle", "permitNumber", "accessibility")
TICKED = ("childrenAllowed", "socialRent", "rentAllowancePossible", "commercialRent", "wmoShelter")
MONEY = ("rentCents", "serviceCostsCents", "maximumRentCents")
NUMBERS = ("maxPersons", "rentPoints", "minStayDays")


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


def place_body(form: Form, property_id: str) -> dict[str, Any]:
    """The body that registers the place there."""
    return {
        "propertyId": property_id,
        "ownerReference": form.one("ownerReference"),
        "draft": "draft" in form.fields,
        "kind": form.one("kind"),
        "contractForms": form.all("contractForms"),
        "careTypes": form.all("careTypes"),
        "careLevel": form.one("careLevel") or "NONE",
        "period": _period(form),
        **{name: form.one(name) for name in LETTING if form.one(name)},
        **{name: name in form.fields for name in TICKED},
        **{name: cents(form.one(name)) for name in MONEY if form.one(name)},
        **{name: number(form.one(name)) for name in NUMBERS if form.one(name)},
        **({"permitUntilDate": day(until)} if (until := form.one("permitUntilDate")) else {}),
    }


def _period(form: Form) -> dict[str, str]:
    end = form.one("period.endDate")
    first = {"startDate": day(form.one("period.startDate"))}
    return first | ({"endDate": day(end)} if end else {})
