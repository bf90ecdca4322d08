"""Support capacities and lease budgets on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from matching.codes.care import CareType
from service.period import Period
from service.registry import Listing
from service.wire import Count, Inbound, Outbound, ValidOn, Word, changes_of


class SupportCapacityIn(Inbound):
    """How many households one team can support, with one kind of support in one region."""

    team: Annotated[Word, Field(max_length=60)] = Field(
        description="The team (team)", examples=["Team Noord"]
    )
    region_id: UUID = Field(description="Where the team works (regio)")
    care_type: CareType = Field(
        description="The support it gives (soort begeleiding)", examples=["AMBULANT"]
    )
    slots: Count = Field(description="Households at the same time (aantal plekken)", examples=[12])
    period: Period = Field(description="When this holds (geldigheid)")


SupportCapacityChange = changes_of(
    SupportCapacityIn,
    says="What of a support capacity may change.",
    leave_out={"region_id", "care_type"},
)


class SupportCapacityOut(Outbound):
    """A support capacity as registered."""

    id: UUID
    organisation_id: UUID = Field(description="The care provider (zorgaanbieder)")
    team: str
    region_id: UUID
    care_type: CareType
    slots: int
    period: Period
    withdrawn_at: datetime | None
    version: int


class SupportCapacityListing(Listing):
    """Filters on support capacities."""

    organisation_id: UUID | None = None
    region_id: UUID | None = None
    care_type: CareType | None = None
    valid_on: ValidOn = None


class LeaseBudgetIn(Inbound):
    """How many leases a care provider may hold in its own name: omklap and intermediary."""

    leases: Count = Field(description="Leases at the same time (aantal contracten)", examples=[25])
    period: Period = Field(description="When this holds (geldigheid)")


LeaseBudgetChange = changes_of(
    LeaseBudgetIn,
    says="What of a lease budget may change. It loses no lease that is in use and no day while a "
    "place is offered under one.",
)


class LeaseBudgetOut(Outbound):
    """A lease budget as registered."""

    id: UUID
    organisation_id: UUID = Field(description="The care provider (zorgaanbieder)")
    leases: int
    period: Period
    withdrawn_at: datetime | None
    version: int


class LeaseBudgetListing(Listing):
    """Filters on lease budgets."""

    organisation_id: UUID | None = None
    valid_on: ValidOn = None
