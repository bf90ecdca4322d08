"""A dossier on the wire: the rows as they are read elsewhere, together."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from service.codelists.audit import ProcessingActivity
from service.hand_overs.schemas import HandOverOut
from service.household_links.schemas import HouseholdLinkOut
from service.households.schemas import HouseholdOut
from service.leases.schemas import LeaseShown
from service.offers.schemas import OfferOut
from service.persons.schemas import PersonOut
from service.placements.schemas import PlacementShown
from service.proposals.schemas import DecisionOut, ProposalShown
from service.requests.schemas import RequestOut
from service.rounds.schemas import UnplacedOut
from service.wire import Outbound


class LookOut(Outbound):
    """A line of the audit (logregel): an organisation read or did something."""

    at: datetime = Field(description="When (wanneer)")
    organisation_id: UUID = Field(description="Whose (wie keek of iets deed)")
    action: str = Field(description="`read`, or what was done", examples=["read"])
    subject: str = Field(description="The kind of row, as in the address", examples=["requests"])
    subject_id: UUID = Field(description="Which row")
    activity: ProcessingActivity | None = Field(description="For what (verwerkingsactiviteit)")
    result: str = Field(description="`OK`, or how it was refused", examples=["OK"])
    origin: str = Field(description="By which part of the platform", examples=["api"])


class LookerOut(Outbound):
    """How often an organisation looked at a household or did something for it, and for what."""

    organisation: str
    activity: ProcessingActivity | None
    names: bool = Field(description="Whether it read who they are")
    times: int
    last_at: datetime


class DossierOut(Outbound):
    """Everything about one household that its care provider may see, and who looked (AVG, articles
    15 and 20; NEN 7513)."""

    household: HouseholdOut = Field(description="Who they are, under a pseudonym (huishouden)")
    persons: list[PersonOut] = Field(description="Who they are (persoonsgegevens)")
    requests: list[RequestOut] = Field(description="What was asked for them (aanvragen)")
    unplaced: list[UnplacedOut] = Field(description="Why a round had no place (waarom niet)")
    proposals: list[ProposalShown] = Field(description="What was proposed (voorstellen)")
    decisions: list[DecisionOut] = Field(description="What was decided, and why (besluiten)")
    offers: list[OfferOut] = Field(description="Those that the care provider answers")
    household_links: list[HouseholdLinkOut] = Field(
        description="The links to the household's own page, and what it asked there"
    )
    placements: list[PlacementShown] = Field(description="Where they lived (plaatsingen)")
    leases: list[LeaseShown] = Field(description="The leases (huurcontracten)")
    hand_overs: list[HandOverOut] = Field(
        description="Which landlord opened who they are, and for what"
    )
    looks: list[LookOut] = Field(description="Who looked or did what, the oldest first")
