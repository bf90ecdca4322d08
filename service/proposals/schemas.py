"""Proposals on the wire: in full for those who decide and who asked, reduced for those who let."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from matching.codes.contracts import ContractForm
from matching.codes.places import Accessibility
from matching.codes.rounds import TierCode
from service.audit.shown import About
from service.codelists.decisions import (
    DecisionOutcome,
    DeclineReason,
    OfferParty,
    OfferState,
    ProposalState,
    RejectionReason,
)
from service.paging import PageQuery
from service.persons.schemas import DoubleOut
from service.wire import FromRow, Inbound, Outbound, Text

Digest = Annotated[
    str,
    Field(
        pattern=r"^[0-9a-f]{64}$",
        description="The proposal's `digest` as you read it: the decision is on exactly that",
        examples=["0" * 64],
    ),
]
Motivation = Annotated[
    Text,
    Field(
        description="Why, for those it concerns (motivering, Awb 3:46)",
        examples=["Dicht bij school en betaalbaar; het wacht het langst."],
    ),
]


class DecisionIn(Inbound):
    """A named official approves or rejects a proposal (besluit)."""

    outcome: DecisionOutcome = Field(description="APPROVED or REJECTED", examples=["APPROVED"])
    reason_code: RejectionReason | None = Field(
        default=None, description="Needed with REJECTED (reden van afkeuring)", examples=[None]
    )
    motivation: Motivation
    digest: Digest
    another_person: bool = Field(
        default=False,
        description="You found out that who has a home elsewhere, by the same name and birth date, "
        "is somebody else (iemand anders met dezelfde naam en geboortedatum)",
    )
    leaves_other_home: bool = Field(
        default=False,
        description="You found out that who has a home elsewhere leaves it for this one, while "
        "others may stay there (verlaat de andere woonplek)",
    )

    @model_validator(mode="after")
    def _a_rejection_has_a_reason(self) -> "DecisionIn":
        if (self.outcome is DecisionOutcome.REJECTED) != (self.reason_code is not None):
            raise PydanticCustomError(
                "reason_code_fits_outcome", "reasonCode goes with REJECTED, and only with it"
            )
        return self


class WithdrawalIn(Inbound):
    """A municipality takes back an approval (intrekking) while not everybody has answered."""

    motivation: Motivation


class DecisionOut(Outbound):
    """What was decided, by whom and why."""

    id: Annotated[UUID, About("decisions")]
    proposal_id: UUID
    organisation_id: UUID = Field(description="The municipality whose official decided (gemeente)")
    outcome: DecisionOutcome
    reason_code: RejectionReason | None
    motivation: str
    another_person: bool | None = Field(
        description="Found to be somebody else than who has a home elsewhere by the same name and "
        "birth date; null for who does not decide on it"
    )
    leaves_other_home: bool | None = Field(
        description="Found to leave the home that they have elsewhere; null for who does not "
        "decide on it"
    )
    decided_by: str = Field(description="The named official (behandelaar)")
    decided_at: datetime
    withdrawal_motivation: str | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    version: int


class ScorePartOut(Outbound):
    """Points that one rule gives (above 0) or takes (below 0), with its text."""

    rule: str = Field(examples=["E22_ORIGIN"])
    points: int = Field(examples=[-20])
    nl: str
    en: str


class WarningOut(Outbound):
    """A rule that is not met and that the official should know of."""

    rule: str = Field(examples=["E18_ALLOWANCE"])
    nl: str
    en: str


class AlternativeOut(Outbound):
    """A next-best place (een-na-beste woonplek)."""

    place_id: UUID
    contract_form: ContractForm
    support_provider_id: UUID | None
    score: int
    free: bool = Field(description="Nobody else was proposed for it in this round")
    choice: bool = Field(
        description="It could be kept for this household as a second place to choose from (keuze): "
        "whatever people choose then, nobody of the round loses a place. Nothing is kept by itself"
    )


class ProposalOfferOut(FromRow):
    """Where one party stands."""

    id: UUID
    party: OfferParty
    state: OfferState
    reason_code: DeclineReason | None


class ProposalOut(Outbound):
    """A proposal in full (voorstel): for the municipality that decides and the care provider that
    asked."""

    view: Literal["FULL"]
    id: Annotated[UUID, About("proposals")]
    round_id: UUID
    request_id: UUID
    household_id: UUID
    place_id: UUID
    owner_id: UUID = Field(description="Who lets (verhuurder)")
    provider_id: UUID = Field(description="The care provider that asked (zorgaanbieder)")
    support_provider_id: UUID | None = Field(description="The care provider that will support")
    municipality_code: str = Field(description="The municipality that decides")
    place_municipality_code: str = Field(description="The municipality of the place")
    contract_form: ContractForm
    start_date: date
    state: ProposalState
    tier: TierCode = Field(description="The group of requests it belongs to (voorrangsgroep)")
    score: int
    score_parts: list[ScorePartOut]
    warnings: list[WarningOut] = Field(
        description="Rules that are not met and that the official should know of; who asked reads "
        "those that it may hear of (waarschuwingen)"
    )
    alternatives: list[AlternativeOut]
    doubles: list[DoubleOut] | None = Field(
        description="Whether somebody of this household is asked for, or has a home, elsewhere "
        "too, as it is now (dubbele aanvraag); null for who does not decide on it"
    )
    offers: list[ProposalOfferOut]
    digest: str = Field(description="Send it with the decision")
    replaced_by_id: UUID | None = Field(
        description="The municipality whose later round looked at the request again before anybody "
        "decided (vervallen door een latere ronde); null where none did"
    )
    created_at: datetime
    version: int


class ProposalInBrief(Outbound):
    """A proposal as it stands in a list on a page: without what is read beside a single one."""

    id: Annotated[UUID, About("proposals")]
    municipality_code: str
    contract_form: ContractForm
    start_date: date
    state: ProposalState
    tier: TierCode
    warnings: list[WarningOut]
    digest: str
    decides: bool = Field(description="Whether the actor decides on it today")


class ProposalForPartyOut(Outbound):
    """What an owner or a receiving municipality knows of a proposal from the approval on: what is
    asked of the place, nothing of who would come or why."""

    view: Literal["PARTY"]
    id: Annotated[UUID, About("proposals")]
    place_id: UUID
    owner_id: UUID = Field(description="Who lets (verhuurder)")
    municipality_code: str = Field(description="The municipality that approved")
    contract_form: ContractForm
    contract_provider_id: UUID | None = Field(
        description="The care provider that signs too, where the contract form has one"
    )
    start_date: date
    persons: int = Field(description="How many people would live there")
    accessibility: Accessibility = Field(description="The access they need (toegankelijkheid)")
    state: ProposalState
    offers: list[ProposalOfferOut] = Field(description="What is asked of you")
    version: int


ProposalShown = Annotated[ProposalOut | ProposalForPartyOut, Field(discriminator="view")]


class ProposalPage(Outbound):
    """A page of proposals."""

    proposals: list[ProposalShown]
    next_cursor: str | None


class ProposalListing(PageQuery):
    """Filters on proposals; by what you may not see of a proposal you cannot find it either."""

    round_id: UUID | None = None
    state: ProposalState | None = None
    place_id: UUID | None = None
    request_id: UUID | None = None
    tier: TierCode | None = None
    provider_id: UUID | None = None
    owner_id: UUID | None = None
    contract_form: ContractForm | None = None
    municipality_code: str | None = Field(default=None, pattern=r"^[0-9]{4}$")


class ProposalsInTurn(ProposalListing):
    """The proposals of one round, who goes first before the others."""

    @property
    def ordered_by(self) -> str:
        return "turn"


class DecisionListing(PageQuery):
    """Filters on decisions."""

    proposal_id: UUID | None = None
    outcome: DecisionOutcome | None = None
