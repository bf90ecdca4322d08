"""An identity on the wire: for its care provider alone."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from service.audit.shown import About
from service.codelists.persons import Certainty
from service.organisations.schemas import Email
from service.registry import Listing
from service.wire import Day, Inbound, Outbound, Word, changes_of

GivenName = Annotated[
    Word, Field(description="Given names (voornamen), as on paper", examples=["Samira"])
]
FamilyName = Annotated[
    Word,
    Field(
        description="Family name with its prefixes (achternaam met tussenvoegsels)",
        examples=["van den Berg"],
    ),
]
BirthDate = Annotated[
    Day, Field(description="Date of birth (geboortedatum)", examples=["2007-04-17"])
]
Phone = Annotated[
    str,
    Field(
        pattern=r"^\+?[0-9][0-9 ()-]{4,22}[0-9]$",
        description="Telephone number (telefoonnummer)",
        examples=["06 12345678"],
    ),
]
PersonalEmail = Annotated[
    Email, Field(description="E-mail address (e-mailadres)", examples=["samira@post.example"])
]


class PersonIn(Inbound):
    """Who one person of a household is, and how they are reached. Nothing else belongs here."""

    household_id: UUID
    given_name: GivenName
    family_name: FamilyName
    date_of_birth: BirthDate
    phone: Phone | None = None
    email: PersonalEmail | None = None
    another_person: bool = Field(
        default=False,
        description="This is another person than the one of this household who has the same name "
        "and birth date (iemand anders met dezelfde naam en geboortedatum)",
    )


PersonChange = changes_of(
    PersonIn,
    says="What of an identity may change.",
    leave_out={"household_id", "another_person"},
)


class PersonMade(Outbound):
    """An identity that was just written down: it is not repeated, as answers to commands are
    kept."""

    id: Annotated[UUID, About("persons")]
    household_id: UUID
    version: int


class PersonOut(Outbound):
    """An identity (persoonsgegevens), for the care provider that wrote it down."""

    id: Annotated[UUID, About("persons")]
    organisation_id: UUID = Field(description="The care provider (zorgaanbieder)")
    household_id: UUID
    given_name: GivenName
    family_name: FamilyName
    date_of_birth: date = Field(description="Date of birth (geboortedatum)")
    phone: str | None
    email: str | None = Field(description="E-mail address (e-mailadres)")
    version: int


class PersonListing(Listing):
    """Filters on persons."""

    household_id: UUID | None = None


class DoubleOut(Outbound):
    """Somebody of this household may be asked for elsewhere too (dubbele aanvraag), or have a home
    there; never by whom or where."""

    certainty: Certainty = Field(description="How sure it is that it is the same person")
    housed: bool | None = Field(
        description="Whether a home is held for them there, or lived in; said only where it is "
        "`EXACT`. Such a proposal can be approved with `anotherPerson` or `leavesOtherHome` alone"
    )


class DoublesOut(Outbound):
    """Whether the same people are asked for by others."""

    request_id: Annotated[UUID, About("requests")]
    doubles: list[DoubleOut] = Field(description="At most one of each certainty")
