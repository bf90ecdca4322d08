"""A property on the wire."""

import re
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from service.codelists.places import LocationPrecision, PropertyKind
from service.geography.search import SearchListing
from service.geometry import PointIn, PointOut
from service.wire import Inbound, MunicipalityCode, Outbound, Reference, Word, changes_of

_SPACES = re.compile(r"\s+")


def _joined(postcode: str) -> str:
    return _SPACES.sub("", postcode).upper()


Postcode = Annotated[
    str,
    Field(
        pattern=r"^[1-9][0-9]{3} ?[A-Za-z]{2}$",
        description="Postcode; kept without a space and in capitals",
        examples=["3526KP"],
    ),
    AfterValidator(_joined),
]
HouseNumber = Annotated[int, Field(ge=1, le=99_999)]
Suffix = Annotated[Word, Field(max_length=12)]
Town = Annotated[Word, Field(max_length=80)]
BagId = Annotated[str, Field(pattern=r"^[0-9]{16}$")]
NeighbourhoodCode = Annotated[str, Field(pattern=r"^BU[0-9]{8}$")]
ComplexUnits = Annotated[int, Field(ge=1, le=100_000)]


class PropertyIn(Inbound):
    """An address or a site at which places are (pand of locatie)."""

    owner_reference: Reference = Field(
        description="Your own key of this property (eigen kenmerk)", examples=["complex-12-93"]
    )
    kind: PropertyKind = Field(
        description="What stands there (soort; VERA EENHEIDSOORT)", examples=["DWELLING"]
    )
    street: Word | None = Field(
        default=None, description="Street (straat)", examples=["Europalaan"]
    )
    house_number: HouseNumber | None = Field(
        default=None, description="House number (huisnummer); not needed for LAND", examples=[93]
    )
    house_number_suffix: Suffix | None = Field(
        default=None,
        description="Letter and addition to the house number (huisletter en toevoeging)",
        examples=["A-2"],
    )
    postcode: Postcode | None = Field(
        default=None,
        description="Postcode, kept without a space and in capitals; not needed for LAND",
        examples=["3526KP"],
    )
    town: Town = Field(description="Town (woonplaats)", examples=["Utrecht"])
    municipality_code: MunicipalityCode = Field(
        description="CBS code of the municipality (gemeentecode)", examples=["0344"]
    )
    bag_id: BagId | None = Field(
        default=None,
        description="BAG id of the address (nummeraanduiding) or of the object",
        examples=["0344200000128086"],
    )
    neighbourhood_code: NeighbourhoodCode | None = Field(
        default=None,
        description="CBS code of the neighbourhood (buurtcode), in that municipality",
        examples=["BU03440711"],
    )
    complex_reference: Reference | None = Field(
        default=None,
        description="Your own key of the complex it is part of (complex; VERA Cluster)",
        examples=["complex-12"],
    )
    complex_units: ComplexUnits | None = Field(
        default=None, description="How many homes the complex has (aantal eenheden)", examples=[60]
    )
    landlord_lives_in: bool = Field(
        default=False, description="The landlord or host lives in it too (verhuurder woont in)"
    )
    geometry: PointIn | None = Field(
        default=None,
        description="Where it is, when you know it. Left out, the address is looked up, and "
        "`precision` says how near that came. Longitude, latitude (CRS84) unless the header "
        "Content-Crs names another system",
    )


PropertyChange = changes_of(
    PropertyIn,
    says="What of a property may change. A changed address is looked up again unless `geometry` is "
    "sent with it, other than the middle of an area as it was read; `geometry` null asks for that "
    "too. While a place in it is offered, only `ownerReference` may change.",
)


class AddressOut(Outbound):
    """An address (adres)."""

    street: str | None = Field(description="Street (straat)", examples=["Europalaan"])
    house_number: int | None = Field(description="House number (huisnummer)", examples=[93])
    house_number_suffix: str | None = Field(
        description="Letter and addition (huisletter en toevoeging)", examples=["A-2"]
    )
    postcode: str | None = Field(description="Postcode", examples=["3526KP"])
    town: str = Field(description="Town (woonplaats)", examples=["Utrecht"])
    municipality_code: str = Field(
        description="CBS code of the municipality (gemeentecode)", examples=["0344"]
    )


class PropertyOut(AddressOut):
    """A property as registered."""

    id: UUID
    organisation_id: UUID = Field(description="The owner (verhuurder)")
    owner_reference: str = Field(description="The owner's key (eigen kenmerk)")
    kind: PropertyKind = Field(description="What stands there (soort)")
    bag_id: str | None = Field(description="BAG id")
    neighbourhood_code: str | None = Field(description="CBS code of the neighbourhood (buurtcode)")
    complex_reference: str | None = Field(description="The owner's key of the complex")
    complex_units: int | None = Field(description="How many homes the complex has")
    landlord_lives_in: bool = Field(description="The landlord lives in it too")
    precision: LocationPrecision = Field(
        description="How exact the point is: the address, or the middle of its postcode area, "
        "town or municipality (nauwkeurigheid)"
    )
    withdrawn_at: datetime | None = Field(description="When it was withdrawn (ingetrokken op)")
    version: int
    geometry: PointOut = Field(description="Where it is, in the system that Content-Crs names")


class PropertyListing(SearchListing):
    """Filters on properties."""

    organisation_id: UUID | None = None
    owner_reference: Reference | None = None
    kind: PropertyKind | None = None
    municipality_code: MunicipalityCode | None = None
    postcode: Postcode | None = None
    complex_reference: Reference | None = None
