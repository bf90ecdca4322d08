"""One request as the engine sees it: no prose, no identity, ages as bands.

A place must suit the adults on the day they come, so their ages are those of the start day; who is
young has priority now, so that is asked of the day of the round. A stay has a first day, also where
no shortest stay was given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matching.codes.care import ShelterAccess
from matching.codes.households import AgeBand
from matching.problem import Requests
from service.codelists.requests import IN_SHELTER, EqualTreatment
from service.households.ages import adults_on, is_youth
from service.rounds.conditions import Rows
from service.rounds.numbering import NONE, Numbering, day_number

MOST_PERSONS = 30
MOST_DAYS = 40_000
SHELTER_ACCESS = {
    EqualTreatment.NO: ShelterAccess.CLOSED,
    EqualTreatment.UNDER_INVESTIGATION: ShelterAccess.UNDER_INVESTIGATION,
}
"""Whoever has a right to shelter looks to the engine like all for whom nobody asked."""


@dataclass(frozen=True)
class Numbers:
    """What the rows of requests refer to."""

    providers: Numbering
    regions: Numbering
    groups: Numbering


def request_table(rows: Rows, day: date, numbers: Numbers) -> Requests:
    """The engine's requests, in the order of the rows."""
    return Requests.of(_request(row, day, numbers) for row in rows)


def _request(row: Any, day: date, numbers: Numbers) -> dict[str, Any]:
    start = max(row.needed_from_date, day)
    homeless = day_number(row.homeless_since_date or day)
    return {
        "id": row.id,
        "persons": min(len(row.ages), MOST_PERSONS),
        "minors": _children(row.ages) > 0,
        "adult_ages": adults_on(start, row.ages, row.ages_recorded_date),
        "contract_forms": row.contract_forms,
        "care_type": row.care_type,
        "care_level": row.care_level,
        "provider": numbers.providers.get(row.support_provider_id),
        "housing_first": row.housing_first,
        "temporary_grounds": row.temporary_grounds,
        "income_band": row.income_band,
        "max_net_rent_cents": _or_none(row.max_net_rent_cents),
        "start_day": day_number(start),
        "minimum_stay_days": min(max(row.min_stay_days, 1), MOST_DAYS),
        "accessibility": row.accessibility,
        "traits": row.traits,
        "wants_forbidden": row.wants_forbidden,
        "wants_required": row.wants_required,
        "origin_municipality": int(row.origin_municipality_code or NONE),
        "preferred_region": numbers.regions.get(row.preferred_region_id),
        "region_is_must": _region_decided(row),
        "urgent": _urgent(row, day),
        "youth": is_youth(day, row.ages, row.ages_recorded_date),
        "days_in_shelter": min(max(day_number(day) - homeless, 0), MOST_DAYS),
        "waiting_since_day": day_number(min(row.waiting_since_date, day)),
        "group": numbers.groups.get(row.group_id),
        "from_shelter": row.ethos in IN_SHELTER,
        "shelter_access": SHELTER_ACCESS.get(row.equal_treatment, ShelterAccess.OPEN),
    }


def _children(ages: Sequence[AgeBand]) -> int:
    minors = sum(age is AgeBand.UNDER_18 for age in ages)
    return minors - 1 if minors == len(ages) else minors


def _region_decided(row: Any) -> bool:
    return row.preferred_region_id is not None and row.region_decision_date is not None


def _urgent(row: Any, day: date) -> bool:
    """An urgency decision counts up to and including its last day."""
    until = row.urgency_until_date
    return row.urgency_ground is not None and (until is None or until >= day)


def _or_none(cents: int | None) -> int:
    return NONE if cents is None else cents
