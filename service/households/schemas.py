"""A household on the wire: age bands and traits, never a name or a date of birth."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from matching.codes.households import AgeBand, Trait
from service.audit.shown import About
from service.households.ages import counted
from service.registry import Listing
from service.wire import Codes, Day, Inbound, Outbound, Reference, changes_of

OwnKey = Annotated[
    Reference,
    Field(
        description="The care provider's own key (eigen kenmerk). Put no name or birth date in it",
        examples=["cl-2041"],
    ),
]


class HouseholdMemberIn(Inbound):
    """One person of a household."""

    age_band: AgeBand = Field(
        description="Age band on agesRecordedDate (leeftijdsgroep)", examples=["AGE_18_20"]
    )


class HouseholdIn(Inbound):
    """People who look for one home together (huishouden)."""

    provider_reference: OwnKey
    ages_recorded_date: Day = Field(
        description="The day on which the age bands held (peildatum). They count for a year; after "
        "that a round takes people for every age that they may have by then",
        examples=["2026-11-01"],
    )
    members: Annotated[list[HouseholdMemberIn], Field(min_length=1, max_length=20)] = Field(
        description="Each person as an age band (leden van het huishouden)"
    )
    traits: Codes[Trait] = Field(
        default=[],
        description="What a house rule may forbid or ask for (wat het huishouden meebrengt)",
        examples=[["PETS"]],
    )


HouseholdChange = changes_of(HouseholdIn, says="What of a household may change.")


class HouseholdMemberOut(Outbound):
    """One person of a household."""

    age_band: AgeBand


class HouseholdOut(Outbound):
    """A household as registered."""

    id: Annotated[UUID, About("households")]
    organisation_id: UUID = Field(description="The care provider (zorgaanbieder)")
    provider_reference: str
    ages_recorded_date: date
    members: list[HouseholdMemberOut]
    traits: list[Trait]
    withdrawn_at: datetime | None
    version: int

    @property
    def ages(self) -> list[tuple[AgeBand, int]]:
        """How many people of each age."""
        return counted(each.age_band for each in self.members)


class HouseholdListing(Listing):
    """Filters on households."""

    provider_reference: Reference | None = None
