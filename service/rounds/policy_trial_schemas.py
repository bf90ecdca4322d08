"""Trying a policy on a round's snapshot, on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from matching.codes.rounds import TierCode
from service.audit.shown import About
from service.codelists.audit import ProcessingActivity
from service.codelists.decisions import MoveOutcome
from service.rounds.schemas import CertificateOut
from service.rounds.shifts import ShiftOut
from service.rounds.trial_schemas import SeatOut
from service.rounds.wording import Words
from service.wire import Inbound, Outbound


class PolicyTrialIn(Inbound):
    """Which policy is tried."""

    policy_id: UUID | None = Field(
        strict=False,
        description="A policy of yours (beleid), valid by then or not; null: the platform's own",
    )


class ShareOut(Outbound):
    """A group of requests, and how many of it have a place in each plan."""

    code: TierCode = Field(description="Who goes first (voorrangsgroep)")
    requests: int = Field(description="Requests in the group (aanvragen)")
    before: int = Field(description="Of those, with a proposal of the round (voorstellen)")
    after: int = Field(description="Of those, with a place under the policy that is tried")


class PolicyMoveOut(Outbound):
    """A request that would win, lose or change its place."""

    request_id: Annotated[UUID, About("requests", ProcessingActivity.MATCHING)]
    tier_before: TierCode = Field(description="Its group in the round (voorrangsgroep)")
    tier_after: TierCode = Field(description="Its group under the policy that is tried")
    outcome: MoveOutcome = Field(description="What would come of it (gevolg)")
    before: SeatOut | None = Field(description="What the round proposed; null: nothing")
    after: SeatOut | None = Field(description="What it would have instead; null: nothing")


class PolicyTrialOut(Outbound):
    """What the round would have been under another policy, beside what it was."""

    round_id: UUID
    policy_id: UUID | None = Field(description="The policy tried; null: the platform's own")
    policy_hash: str = Field(description="Digest of its content (SHA-256)")
    kept_of_round: list[str] = Field(
        description="Choices of the policy that cannot be tried, as the snapshot was made with the "
        "round's own: counted as in the round",
        examples=[["coolingDays"]],
    )
    certificate: CertificateOut = Field(
        description="How good the plan under the policy is proven to be (bewijs); its "
        "`policySha256` is that of what was solved: with the round's lot number, and `keptOfRound`"
    )
    requests: int = Field(description="Requests that took part (aanvragen)")
    placed_before: int = Field(description="Of those, with a proposal of the round (voorstellen)")
    placed_after: int = Field(description="Of those, with a place under the policy")
    tiers_before: list[ShareOut] = Field(description="By the groups of the round's own policy")
    tiers_after: list[ShareOut] = Field(description="By the groups of the policy that is tried")
    minimums: list[ShiftOut] = Field(
        description="The agreed minimums of which more would be reached, or less"
    )
    wins: int = Field(description="Requests that would have a place, and had none")
    loses: int = Field(description="Requests that would have none, and had one")
    changes: int = Field(description="Requests with another place, contract form or care provider")
    moves: list[PolicyMoveOut] = Field(
        description="Whom it concerns: who loses, then who wins, then who has another place; 300 "
        "at most. Alike places count as one"
    )
    day_date: date = Field(description="The day of the snapshot it is counted on (peildatum)")
    message: Words = Field(description="The same in a sentence")
