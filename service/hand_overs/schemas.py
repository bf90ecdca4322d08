"""A hand-over on the wire. Who people are leaves by `PersonsHandedOver` alone."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from service.audit.shown import About
from service.codelists.persons import HandOverPurpose
from service.paging import PageQuery
from service.persons.schemas import FamilyName, GivenName
from service.wire import Inbound, Outbound


class HandOverIn(Inbound):
    """A landlord opens who comes to live in its place."""

    purpose: HandOverPurpose = Field(
        description="For what (doel); it is told to the care provider, and decides what is opened",
        examples=["CONTRACT"],
    )


class HandOverOut(Outbound):
    """That a landlord opened it, and for what; nothing of who they are."""

    id: Annotated[UUID, About("hand-overs")]
    placement_id: UUID
    organisation_id: UUID = Field(description="The landlord that opened it (verhuurder)")
    provider_id: UUID = Field(description="Their care provider (zorgaanbieder)")
    purpose: HandOverPurpose = Field(description="For what (doel)", examples=["CONTRACT"])
    created_at: datetime = Field(description="When it was opened; it can be read for a day")
    version: int


class HandedPersonOut(Outbound):
    """One person, as far as the purpose asks for."""

    given_name: GivenName
    family_name: FamilyName
    date_of_birth: date | None = Field(
        description="Date of birth (geboortedatum), for a contract; null for an appointment",
        examples=["2007-04-17"],
    )
    phone: str | None
    email: str | None = Field(description="E-mail address (e-mailadres)")


class PersonsHandedOver(Outbound):
    """Who comes to live in the place."""

    hand_over_id: Annotated[UUID, About("hand-overs")]
    persons: list[HandedPersonOut] = Field(
        description="Those whom the care provider wrote down; none where it keeps them itself"
    )


class HandOverListing(PageQuery):
    """Filters on hand-overs."""

    placement_id: UUID | None = None
