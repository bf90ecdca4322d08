"""Neighbourhood capacities, Housing First rules and quotas on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from matching.codes.contracts import ContractForm
from service.period import Period
from service.properties.schemas import NeighbourhoodCode
from service.registry import Listing
from service.wire import (
    Count,
    Inbound,
    MunicipalityCode,
    Outbound,
    Reference,
    ValidOn,
    changes_of,
)

Percent = Annotated[int, Field(ge=0, le=100, description="Percent")]


class NeighbourhoodCapacityIn(Inbound):
    """At most so many new placements in a neighbourhood."""

    neighbourhood_code: NeighbourhoodCode = Field(
        description="CBS code of the neighbourhood (buurtcode)", examples=["BU03440711"]
    )
    placements: Count = Field(
        description="New placements in the period (aantal plaatsingen)", examples=[4]
    )
    period: Period = Field(description="When this holds (geldigheid)")


NeighbourhoodCapacityChange = changes_of(
    NeighbourhoodCapacityIn,
    says="What of a neighbourhood capacity may change.",
    leave_out={"neighbourhood_code"},
)


class NeighbourhoodCapacityOut(Outbound):
    """A neighbourhood capacity as registered."""

    id: UUID
    organisation_id: UUID = Field(description="The municipality (gemeente)")
    neighbourhood_code: str
    placements: int
    period: Period
    withdrawn_at: datetime | None
    version: int


class NeighbourhoodCapacityListing(Listing):
    """Filters on neighbourhood capacities."""

    neighbourhood_code: NeighbourhoodCode | None = None
    valid_on: ValidOn = None


class HousingFirstRuleIn(Inbound):
    """At most this share, and at least one, of Housing First homes in a complex."""

    owner_id: UUID = Field(description="The owner of the complex (verhuurder)")
    complex_reference: Reference = Field(
        description="The owner's own key of the complex (complex)", examples=["complex-12"]
    )
    max_percent: Percent = Field(
        default=20,
        description="Share in percent (aandeel); 20 is the rule of thumb of Housing First",
        examples=[20],
    )
    hard: bool = Field(
        default=False,
        description="True: a condition (voorwaarde); false: a warning to who decides",
        examples=[False],
    )
    period: Period = Field(description="When this holds (geldigheid)")


HousingFirstRuleChange = changes_of(
    HousingFirstRuleIn,
    says="What of a Housing First rule may change.",
    leave_out={"owner_id", "complex_reference"},
)


class HousingFirstRuleOut(Outbound):
    """A Housing First rule as registered."""

    id: UUID
    organisation_id: UUID = Field(description="The municipality (gemeente)")
    owner_id: UUID
    complex_reference: str
    max_percent: int
    hard: bool
    period: Period
    withdrawn_at: datetime | None
    version: int


class HousingFirstRuleListing(Listing):
    """Filters on Housing First rules."""

    owner_id: UUID | None = None
    complex_reference: Reference | None = None
    valid_on: ValidOn = None


class QuotaIn(Inbound):
    """At least or at most so many placements that fit all that is filled in."""

    place_municipality_code: MunicipalityCode | None = Field(
        default=None,
        description="Only places in this municipality (gemeente van de woonplek)",
        examples=["0344"],
    )
    owner_id: UUID | None = Field(
        default=None, description="Only places of this owner (verhuurder)"
    )
    contract_form: ContractForm | None = Field(
        default=None, description="Only this contract form (contractvorm)", examples=["OWN_NAME"]
    )
    youth_only: bool = Field(
        default=False, description="Only households under 27 (jongeren)", examples=[True]
    )
    from_shelter_only: bool = Field(
        default=False,
        description="Only households that stay in a shelter now (mensen uit de opvang)",
        examples=[False],
    )
    minimum: Count | None = Field(
        default=None,
        description="At least (minstens: taakstelling). Rounds aim for what is still missing, and "
        "tell what falls short; they never fail on it",
        examples=[5],
    )
    minimum_percent: Percent | None = Field(
        default=None,
        description="Instead of a number: at least this share of the free places of each round "
        "that the quota is about, rounded down (minstens dit aandeel)",
    )
    maximum: Count | None = Field(
        default=None, description="At most (hoogstens: prestatieafspraak)", examples=[40]
    )
    period: Period = Field(description="When this holds (geldigheid)")


QuotaChange = changes_of(QuotaIn, says="What of a quota may change.")


class QuotaOut(Outbound):
    """A quota as registered."""

    id: UUID
    organisation_id: UUID = Field(description="The municipality (gemeente)")
    place_municipality_code: str | None
    owner_id: UUID | None
    contract_form: ContractForm | None
    youth_only: bool
    from_shelter_only: bool
    minimum: int | None
    minimum_percent: int | None
    maximum: int | None
    period: Period
    withdrawn_at: datetime | None
    version: int


class QuotaListing(Listing):
    """Filters on quotas."""

    owner_id: UUID | None = None
    place_municipality_code: MunicipalityCode | None = None
    valid_on: ValidOn = None
