"""Offers on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from service.audit.shown import About
from service.codelists.decisions import DeclineReason, OfferParty, OfferState
from service.paging import PageQuery
from service.wire import Inbound, Outbound, Text


class AnswerIn(Inbound):
    """A yes or a no (antwoord). A no costs the household nothing: it keeps its turn."""

    answer: Literal[OfferState.ACCEPTED, OfferState.DECLINED] = Field(
        description="ACCEPTED: yes; DECLINED: no (VERA AANBIEDINGSTATUS)", examples=["ACCEPTED"]
    )
    reason_code: DeclineReason | None = Field(
        default=None,
        description="Needed with a no: a reason that fits the party (reden van weigering)",
        examples=[None],
    )
    remark: Text | None = Field(
        default=None,
        description="In your own words (toelichting); needed when an owner or a municipality "
        "says no",
        examples=[None],
    )

    @model_validator(mode="after")
    def _a_no_has_a_reason(self) -> "AnswerIn":
        if (self.answer is OfferState.DECLINED) != (self.reason_code is not None):
            raise PydanticCustomError(
                "reason_code_fits_answer", "reasonCode goes with DECLINED, and only with it"
            )
        return self


class OfferOut(Outbound):
    """What one party is asked, and its answer."""

    id: Annotated[UUID, About("offers")]
    proposal_id: UUID
    organisation_id: UUID = Field(description="Who answers; for the household its care provider")
    municipality_id: UUID = Field(
        description="The municipality that the request is to (gemeente): it approved, or another "
        "by its mandate"
    )
    party: OfferParty = Field(examples=["HOUSEHOLD"])
    state: OfferState = Field(description="VERA AANBIEDINGSTATUS", examples=["ACCEPTED"])
    reason_code: DeclineReason | None = Field(description="VERA AANBIEDINGDETAILSTATUS")
    refusal_effect: str | None = Field(
        description="What the household's urgency decision says of a no (gevolg van weigeren), to "
        "be known before the answer; null for other parties and where there is none"
    )
    remark: str | None
    answered_by: str | None = Field(description="Who gave the answer")
    answered_at: datetime | None = Field(examples=["2026-12-01T09:30:00Z"])
    answered_by_household: bool = Field(
        description="Whether the household gave the answer itself, on its own page"
    )
    created_at: datetime
    version: int


class OffersInTurn(PageQuery):
    """Those in one state: who was asked first stands first."""

    state: OfferState | None = None

    @property
    def ordered_by(self) -> str:
        return "created_at"


class OfferListing(PageQuery):
    """Filters on offers."""

    proposal_id: UUID | None = None
    party: OfferParty | None = None
    state: OfferState | None = None
