"""What comes after a no, on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from matching.refusals import Way
from service.audit.shown import About
from service.codelists.audit import ProcessingActivity
from service.rounds.scarcity import TierGainOut
from service.rounds.shifts import ShiftOut
from service.rounds.trial_schemas import MoveOut, SeatOut
from service.rounds.wording import Words
from service.wire import Inbound, Outbound


class RepairIn(Inbound):
    """How much may move for the proposals of a round that will not be."""

    way: Way = Field(
        strict=False,
        description="NEXT_OFFERS: only those whose proposal will not be, and for their places who "
        "has none (volgend aanbod). NEW_PLAN: everybody on whom nobody decided; a proposal that "
        "stays counts for the policy's stickiness more, so that few move (nieuw plan)",
        examples=["NEXT_OFFERS"],
    )


class RefusalOut(Outbound):
    """A proposal that will not be, and what comes next for its household and for its place."""

    request_id: Annotated[UUID, About("requests", ProcessingActivity.MATCHING)]
    place_id: UUID
    next: SeatOut | None = Field(
        description="What the household would have instead (volgend aanbod); null: nothing that is "
        "free fits now. It keeps its turn all the same"
    )
    next_request_id: UUID | None = Field(
        description="For whom the place would be next, told with the moves or as a refusal of its "
        "own; null: for nobody, or it is not to be had"
    )


class RepairOut(Outbound):
    """What would be proposed after a no; nothing is decided."""

    round_id: UUID
    way: Way = Field(description="How much may move")
    refusals: list[RefusalOut] = Field(
        description="The round's proposals that were rejected or declined, or whose place is gone"
    )
    moves: list[MoveOut] = Field(description="Everybody else whom it concerns")
    proven: bool = Field(
        description="False: time was over, a better plan may exist", examples=[True]
    )
    tiers: list[TierGainOut] = Field(
        description="What each group has more or fewer than the round proposed"
    )
    points: int = Field(description="Points more (below 0: fewer) (punten)", examples=[-40])
    minimums: list[ShiftOut] = Field(
        description="The agreed minimums that the policy aims at and that it brings or costs"
    )
    day_date: date = Field(description="The day of the snapshot it is counted on (peildatum)")
    changed_since: bool = Field(
        description="A request or place that it would concern was changed after the round: that is "
        "of the snapshot's day"
    )
    message: Words = Field(description="The same in a sentence")
