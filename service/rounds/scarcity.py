"""What one more of everything scarce would have brought a round, on the wire."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from pydantic import Field

from matching.advice import Advice
from matching.capacity.ladder import Gain
from matching.codes.care import CareType
from matching.codes.contracts import ContractForm
from matching.codes.rounds import AdviceState, TierCode
from matching.policy import Policy
from matching.scarcity import Shadows
from service.models import Round
from service.rounds.shifts import ShiftOut, shifts
from service.wire import MunicipalityCode, Outbound

POINTS = "Points that the plan would have had more, or fewer where more have a place (punten)"


class TierGainOut(Outbound):
    """How many more of one group would have had a place."""

    code: TierCode = Field(description="Who goes first (voorrangsgroep)")
    placed: int = Field(description="How many more with a place; below 0: fewer", examples=[1])


class ScarcePlaceOut(Outbound):
    """One more place in a municipality, for one contract form and size."""

    municipality_code: MunicipalityCode
    contract_form: ContractForm = Field(description="The contract form (contractvorm)")
    persons: int = Field(description="For how many people at most (personen)", examples=[2])
    units: int = Field(description="How many such places took part (woonplekken)", examples=[8])
    tiers: list[TierGainOut] = Field(description="Who would have had a place more")
    points: int = Field(description=POINTS)
    exact: bool = Field(description="False: at least this", examples=[True])


class ScarceSupportOut(Outbound):
    """One more household that a care provider supports in a region."""

    support_provider_id: UUID = Field(description="The care provider (zorgaanbieder)")
    region_id: UUID = Field(description="The region (regio)")
    care_type: CareType = Field(description="Which support (soort begeleiding)")
    tiers: list[TierGainOut] = Field(description="Who would have had a place more")
    points: int = Field(description=POINTS)
    exact: bool = Field(description="False: at least this", examples=[True])


class ScarceLeaseOut(Outbound):
    """One more lease that a care provider takes on in its own name."""

    support_provider_id: UUID = Field(description="The care provider (zorgaanbieder)")
    tiers: list[TierGainOut] = Field(description="Who would have had a place more")
    points: int = Field(description=POINTS)
    exact: bool = Field(description="False: at least this", examples=[True])


class ChoiceOut(Outbound):
    """How many of a group could have a second place to choose from, with nobody losing any."""

    code: TierCode = Field(description="Who goes first (voorrangsgroep)")
    placed: int = Field(description="Requests with a proposal (voorstellen)")
    with_choice: int = Field(description="Of those, with a second place (keuze)", examples=[1])


class ScarcityOut(Outbound):
    """What is scarce (schaarste), counted for the day of the round; most needed first."""

    round_id: UUID
    day_date: date = Field(description="The day for which was counted (peildatum)")
    state: AdviceState = Field(description="Whether it is worked out (advies)")
    places: list[ScarcePlaceOut] = Field(description="One more place (woonplekken)")
    support: list[ScarceSupportOut] = Field(description="One more supported (begeleiding)")
    leases: list[ScarceLeaseOut] = Field(description="One more lease (huurcontracten)")
    choice: list[ChoiceOut] = Field(description="Second places to choose from (keuze)")
    choice_proven: bool = Field(description="False: more may be possible", examples=[True])
    choice_minimums: list[ShiftOut] = Field(
        description="The agreed minimums of which less would be reached where everybody chooses "
        "what counts for less (minimumaantallen)"
    )


def scarcity_of(round: Round, policy: Policy, advice: Advice) -> ScarcityOut:
    """As it is told: the tiers by name, the best first."""
    tiers = [tier.code for tier in policy.tiers]
    table = advice.scarcity or Shadows((), (), (), exact=False)
    return ScarcityOut(
        round_id=round.id,
        day_date=round.day_date,
        state=advice.state,
        places=[
            ScarcePlaceOut(
                municipality_code=f"{one.municipality:04}",
                contract_form=one.contract_form,
                persons=one.persons,
                units=one.units,
                tiers=gains(tiers, one.gain),
                points=one.gain.points,
                exact=one.exact,
            )
            for one in sorted(table.places, key=lambda one: _last(one.gain))
        ],
        support=[
            ScarceSupportOut(
                support_provider_id=one.provider,
                region_id=one.region,
                care_type=one.care_type,
                tiers=gains(tiers, one.gain),
                points=one.gain.points,
                exact=table.exact,
            )
            for one in sorted(table.slots, key=lambda one: _last(one.gain))
        ],
        leases=[
            ScarceLeaseOut(
                support_provider_id=one.provider,
                tiers=gains(tiers, one.gain),
                points=one.gain.points,
                exact=table.exact,
            )
            for one in sorted(table.leases, key=lambda one: _last(one.gain))
        ],
        choice=[
            ChoiceOut(code=one.tier, placed=one.placed, with_choice=one.with_choice)
            for one in advice.choice
        ],
        choice_proven=advice.choice_proven,
        choice_minimums=shifts(advice.choice_minimums),
    )


def gains(tiers: Sequence[TierCode], gain: Gain) -> list[TierGainOut]:
    """Households more or fewer with a place, by tier."""
    return [
        TierGainOut(code=code, placed=placed)
        for code, placed in zip(tiers, gain.placed, strict=True)
    ]


def _last(gain: Gain) -> tuple[int, ...]:
    """Sorts the most first."""
    return tuple(-number for number in (*gain.placed, gain.points))
