"""Placements on the wire: the household is named only to those who support or decide."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from service.audit.shown import About
from service.codelists.decisions import EndingReason, PlacementState
from service.paging import PageQuery
from service.period import Period
from service.wire import Day, Inbound, Outbound


class EndingIn(Inbound):
    """A placement ends (einde van de plaatsing)."""

    end_date: Day = Field(
        description="The last day (laatste dag), ten years ahead at most; the place is free again "
        "from the day after",
        examples=["2027-03-31"],
    )
    reason: EndingReason = Field(
        description="Why (reden van einde); an owner can record only what it may know"
    )


class PlacementForPartyOut(Outbound):
    """A place that is held or lived in, as its owner and a receiving municipality know it."""

    view: Literal["PARTY"]
    id: Annotated[UUID, About("placements")]
    proposal_id: UUID
    place_id: UUID
    owner_id: UUID = Field(description="Who lets (verhuurder)")
    organisation_id: UUID = Field(description="The municipality of the round (gemeente)")
    state: PlacementState
    period: Period
    version: int


class PlacementOut(Outbound):
    """A placement (plaatsing) in full: for the municipality that decides and the care providers."""

    view: Literal["FULL"]
    id: Annotated[UUID, About("placements")]
    proposal_id: UUID
    place_id: UUID
    owner_id: UUID = Field(description="Who lets (verhuurder)")
    organisation_id: UUID = Field(description="The municipality of the round (gemeente)")
    household_id: UUID
    provider_id: UUID = Field(description="The care provider that asked (zorgaanbieder)")
    support_provider_id: UUID | None = Field(description="The care provider that supports")
    state: PlacementState
    period: Period
    ending_reason: EndingReason | None
    version: int


PlacementShown = Annotated[PlacementOut | PlacementForPartyOut, Field(discriminator="view")]


class PlacementPage(Outbound):
    """A page of placements."""

    placements: list[PlacementShown]
    next_cursor: str | None


class PlacementListing(PageQuery):
    """Filters on placements."""

    state: PlacementState | None = None
    place_id: UUID | None = None
    proposal_id: UUID | None = None
