"""What rules compare, as SQL over the registry's tables: written from the law and the domain, not
from the engine. NULL is unknown or without limit; ranked codes are numbers.

`request`, `household`, `people`, `start` and `law` (of the day on which the household can move) are
in sight of REQUEST; `place`, `property` and `law` (of the round's day) of PLACE.
"""

from matching.codes.care import CareLevel
from matching.codes.code import Code
from matching.codes.contracts import TemporaryGround
from matching.codes.households import IncomeBand
from matching.codes.places import Accessibility


def ranked(codes: type[Code], column: str) -> str:
    """A code's place in a list that rises."""
    return f"array_position({listed(codes)}, {column})"


def listed(codes: type[Code]) -> str:
    """All codes of a list."""
    return "ARRAY[{}]::varchar[]".format(", ".join(f"'{code.value}'" for code in codes))


POOR = "request.income_band IN ('MINIMUM', 'ALLOCATION')"
UNDER_21 = "start.adult_ages <@ ARRAY['UNDER_18', 'AGE_18_20']::varchar[]"
REQUEST = {
    "start_day": "start.day",
    "cooled_down_day": ":day - cast(:cooling_days AS int)",
    "latest_start_day": "start.day + :wait_days",
    "minimum_stay_days": "greatest(request.min_stay_days, 1)",
    "persons": "people.persons",
    "minors": "people.children > 0",
    "adult_ages": "start.adult_ages",
    "housing_first": "request.housing_first",
    "contract_forms": "request.contract_forms",
    "lawful_grounds": "ARRAY(SELECT unnest(request.temporary_grounds)"
    " INTERSECT SELECT unnest(law.temporary_grounds))",
    "vacancy_term_days": "law.vacancy_term_days",
    "guest_term_days": "law.guest_term_days",
    "care_mask": "array_remove(ARRAY[request.care_type], 'NONE')",
    "care_level": ranked(CareLevel, "request.care_level"),
    "accessibility": ranked(Accessibility, "request.accessibility"),
    "traits": "household.traits",
    "wants_forbidden": "request.wants_forbidden",
    "wants_required": "request.wants_required",
    "income_band": ranked(IncomeBand, "request.income_band"),
    "may_get_allowance": POOR,
    "net_rent_limit_cents": "request.max_net_rent_cents",
    "suitable_rent_cents": f"CASE WHEN {POOR} THEN CASE WHEN people.persons <= 2"
    " THEN law.suitable_rent_small ELSE law.suitable_rent_large END END",
    "youth_rent_cents": f"CASE WHEN {POOR} AND {UNDER_21} THEN law.counted_rent_under_21 END",
    "shares_costs": "'AGE_27_PLUS' = ANY(start.adult_ages)",
    "shelter_is_open": "request.equal_treatment <> 'NO'",
    "shelter_is_settled": "request.equal_treatment <> 'UNDER_INVESTIGATION'",
    "required_region": "CASE WHEN request.region_decision_date IS NOT NULL"
    " THEN request.preferred_region_id END",
    "preferred_region": "request.preferred_region_id",
    "origin_municipality": "request.origin_municipality_code",
}

SHELTER = "place.kind = 'SHELTER_SINGLE'"
SOCIAL = f"place.social_rent AND NOT {SHELTER}"
GRANTED = (
    "(place.rent_allowance_possible AND place.tenure_title NOT IN ('LOAN_FOR_USE', 'ANTI_SQUAT'))"
)
PLACE = {
    "available_from_day": "lower(place.period)",
    "end_day": "least(upper(place.period), CASE WHEN place.tenure_title IN ('VACANCY_ACT', 'FLEX')"
    " THEN place.permit_until_date + 1 END)",
    "minimum_stay_days": "place.min_stay_days",
    "title_term_days": "(law.title_months ->> place.tenure_title)::int * 365 / 12",
    "grounds_asked": "CASE place.tenure_title WHEN 'TEMP_2Y'"
    f" THEN {listed(TemporaryGround)} ELSE '{{}}' END",
    "permit_limit_day": "CASE place.tenure_title WHEN 'VACANCY_ACT'"
    " THEN coalesce(place.permit_until_date + 1, '0001-01-01') END",
    "is_hospita": "place.tenure_title = 'HOSPITA'",
    "landlord_lives_in": "property.landlord_lives_in",
    "persons_min": "place.min_persons",
    "persons_max": "place.max_persons",
    "children_allowed": "place.children_allowed",
    "adult_ages": "place.age_bands",
    "housing_first": "place.housing_first",
    "contract_forms": "place.contract_forms",
    "care_types": "place.care_types",
    "max_care_level": ranked(CareLevel, "place.care_level"),
    "accessibility": ranked(Accessibility, "place.accessibility"),
    "forbids": "place.forbids",
    "requires": "place.requires",
    "income_limit": f"CASE WHEN {SOCIAL} THEN {ranked(IncomeBand, repr('DAEB'))} END",
    "social_rent_cents": f"CASE WHEN {SOCIAL} THEN place.rent_cents END",
    "paid_rent_cents": f"CASE WHEN {SHELTER} THEN 0 ELSE place.rent_cents END",
    "rent_ceiling_cents": "place.maximum_rent_cents",
    "allowance_open": f"{SHELTER} OR {GRANTED}",
    "wmo_shelter": f"place.wmo_shelter OR {SHELTER}",
    "costs_stay_apart": "place.commercial_rent"
    " OR place.kind NOT IN ('ROOM_SHARED', 'PRIVATE_ROOM')",
    "region": "cast(:region AS uuid)",
    "municipality": "property.municipality_code",
}
