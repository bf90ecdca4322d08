"""How places are found."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, any_, func, or_, select, true

from service.codelists.places import PlaceState
from service.json_rows import json_object
from service.models import Place, Property
from service.places.schemas import PlaceListing
from service.properties.schemas import AddressOut

Condition = ColumnElement[bool]

AT_PROPERTY: Condition = Place.property_id == Property.id

OTHERS: Mapping[str, ColumnElement[Any]] = {
    "address": json_object(AddressOut, Property),
    "precision": Property.__table__.c.precision,
}
"""What an answer shows of the property."""


def _address_begins(words: str) -> Condition:
    """The street with its number, or the postcode, whatever blanks stand in it."""
    number = func.concat(Property.house_number, Property.house_number_suffix)
    return or_(
        func.concat(Property.street, " ", number).istartswith(words, autoescape=True),
        Property.postcode.istartswith("".join(words.split()), autoescape=True),
    )


FILTERS: Mapping[str, Callable[[Any], Condition]] = {
    "contract_form": lambda form: any_(Place.contract_forms) == form,
    "persons": lambda persons: and_(Place.min_persons <= persons, Place.max_persons >= persons),
    "max_rent_cents": lambda cents: Place.rent_cents <= cents,
    "search": lambda words: or_(
        Place.owner_reference.istartswith(words, autoescape=True),
        Place.property_id.in_(select(Property.id).where(_address_begins(words))),
    ),
}


def standing(query: PlaceListing) -> Condition:
    """Withdrawn places stand in no list but the one that asks for them."""
    return Place.state != PlaceState.WITHDRAWN if query.state is None else true()
