"""Trying a pin, a veto or a hold, on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from matching.codes.contracts import ContractForm
from matching.codes.rounds import TierCode
from matching.repair import Act
from service.audit.shown import About
from service.codelists.audit import ProcessingActivity
from service.codelists.decisions import MoveOutcome
from service.rounds.scarcity import TierGainOut
from service.rounds.shifts import ShiftOut
from service.rounds.wording import Words
from service.wire import Inbound, Outbound


class TrialIn(Inbound):
    """What somebody at the table would do with a request and a place."""

    act: Act = Field(
        strict=False,
        description="PIN: it gets this place and no other (vastzetten). VETO: it does not get it "
        "(uitsluiten). HOLD: the place is kept for it, and it has none meanwhile (vasthouden)",
        examples=["VETO"],
    )
    request_id: UUID = Field(strict=False, description="A request of the round (aanvraag)")
    place_id: UUID = Field(strict=False, description="A place of the round (woonplek)")


class SeatOut(Outbound):
    """A place with the contract form and who supports."""

    place_id: UUID
    contract_form: ContractForm
    support_provider_id: UUID | None


class MoveOut(Outbound):
    """A request that would win, lose or change its place."""

    request_id: Annotated[UUID, About("requests", ProcessingActivity.MATCHING)]
    tier: TierCode = Field(description="Its group (voorrangsgroep)")
    outcome: MoveOutcome = Field(description="What would come of it (gevolg)")
    before: SeatOut | None = Field(description="What the round proposed; null: nothing")
    after: SeatOut | None = Field(description="What it would have instead; null: nothing")


class TrialOut(Outbound):
    """What it would bring and cost, and whom."""

    round_id: UUID
    act: Act = Field(description="What was tried")
    request_id: Annotated[UUID, About("requests", ProcessingActivity.MATCHING)]
    place_id: UUID
    possible: bool = Field(
        description="False: the pair cannot be pinned, and nothing moves. Why not is told of no "
        "pair, as it may be danger; it can be worked out with the snapshot of the round",
        examples=[True],
    )
    proven: bool = Field(
        description="False: time was over, a better plan may exist", examples=[True]
    )
    tiers: list[TierGainOut] = Field(description="What it brings or costs each group")
    points: int = Field(description="Points more (below 0: fewer) (punten)", examples=[-40])
    moves: list[MoveOut] = Field(description="Whom it concerns; alike places count as one")
    minimums: list[ShiftOut] = Field(
        description="The agreed minimums that the policy aims at and that it brings or costs"
    )
    day_date: date = Field(description="The day of the snapshot it is counted on (peildatum)")
    changed_since: bool = Field(
        description="A request or place that it concerns was changed after the round: it is of the "
        "snapshot's day"
    )
    message: Words = Field(description="The same in a sentence")
