"""The people of the country: who asks, for what, how bound to a region and to a point."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.codes.care import CareType
from matching.codes.contracts import ContractForm, TemporaryGround
from matching.codes.households import AgeBand, IncomeBand, Trait
from matching.codes.places import Accessibility
from matching.generate.drawing import Drawing, Points, Rows
from matching.generate.national.care import Care
from matching.generate.national.land import Land, kept_inside
from matching.problem import Anchors, Requests

DAY = 20_800
NEEDS_CARE, ASSIGNED, YOUNG = 0.7, 0.7, 0.3
# Bound to a municipality, bound to a region, free; each with its reach in metres and must.
TIED_TOWN, TIED_REGION, FREE = 0, 1, 2
TIES = (0.20, 0.62, 0.18)
REACH = ((2_000, 8_000), (5_000, 40_000), (30_000, 40_000))
REACH_IS_MUST = (1.0, 0.1, 1.0)
RESIDENTIAL = (CareType.BESCHERMD_WONEN.position, CareType.OPVANG_MET_BEGELEIDING.position)
CARE_ODDS = (44, 10, 10, 8, 5, 11, 12)
LEVEL_ODDS = (28, 38, 18, 10, 6)


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Where each person lives now, how bound, and which support it needs; drawn before the rest."""

    area: Rows
    at: Points
    tie: Rows
    care: Rows
    provider: Rows

    def __len__(self) -> int:
        return len(self.area)


def people_of(draw: Drawing, land: Land, care: Care, many: int, crossing: bool) -> People:
    """In the laminar kind everyone with support has a provider; in the crossing kind 70 %."""
    area = land.homes(draw, many)
    needs = draw.some(many, NEEDS_CARE)
    kinds = draw.pick(many, tuple(range(1, len(CareType))), CARE_ODDS)
    kind = np.where(needs, kinds, CareType.NONE.position)
    assigned = care.assigned(draw, land.region[area], kind)
    chooses = draw.some(many, 1 - ASSIGNED if crossing else 0.0)
    return People(
        area=area,
        at=land.points(draw, area),
        tie=draw.pick(many, (TIED_TOWN, TIED_REGION, FREE), TIES),
        care=kind,
        provider=np.where(chooses, -1, assigned),
    )


def requests_of(draw: Drawing, land: Land, people: People) -> Requests:
    """The open request of each household."""
    many, region = len(people), land.region[people.area]
    return Requests.from_columns(
        id=draw.ids(many),
        **_household(draw, many),
        contract_forms=_forms(draw, people),
        care_type=people.care,
        care_level=np.where(people.care > 0, draw.pick(many, (1, 2, 3, 4, 5), LEVEL_ODDS), 0),
        provider=people.provider,
        housing_first=people.care == CareType.HOUSING_FIRST_ACT.position,
        temporary_grounds=draw.masks(many, (TemporaryGround.SHELTER_OR_EMERGENCY.bit, 0.85)),
        income_band=draw.pick(many, tuple(range(len(IncomeBand))), (72, 20, 6, 2)),
        max_net_rent_cents=np.where(draw.some(many, 0.6), draw.whole(25_000, 60_000, many), -1),
        start_day=DAY + draw.whole(0, 60, many),
        minimum_stay_days=draw.pick(many, (30, 180, 365, 730), (2, 3, 3, 2)),
        accessibility=draw.pick(many, tuple(range(len(Accessibility))), (86, 4, 3, 3, 2, 2)),
        **_house_rules(draw, many),
        origin_municipality=np.where(draw.some(many, 0.9), land.town[people.area] + 1, -1),
        preferred_region=np.where((people.tie < FREE) | draw.some(many, 0.5), region, -1),
        region_is_must=people.tie < FREE,
        urgent=draw.some(many, 0.12),
        waiting_since_day=DAY - _waited(draw, many, mean_days=200),
        group=np.full(many, -1),
    )


def anchors_of(draw: Drawing, people: People) -> Anchors:
    """Where each person lives now, and for a sixth a wish to live near work or school as well."""
    many = len(people)
    low, high = np.array(REACH)[people.tie].T
    must = draw.random.random(many) < np.array(REACH_IS_MUST)[people.tie]
    second: Rows = np.nonzero(draw.some(many, 1 / 6))[0]
    away = people.at[second] + draw.random.normal(0, 4_000, (len(second), 2))
    away = kept_inside(away, people.at[second])
    at = np.vstack([people.at, away])
    return Anchors.from_columns(
        request=np.concatenate([np.arange(many), second]),
        x=at[:, 0],
        y=at[:, 1],
        max_metres=np.concatenate(
            [draw.random.integers(low, high), draw.whole(5_000, 15_000, len(second))]
        ),
        must=np.concatenate([must, np.zeros(len(second), dtype=np.bool_)]),
    )


def _waited(draw: Drawing, many: int, mean_days: int) -> Rows:
    return np.minimum(draw.random.exponential(mean_days, many), 2_000).astype(np.int64)


def _household(draw: Drawing, many: int) -> dict[str, Any]:
    persons = draw.pick(many, (1, 2, 3, 4, 5), (74, 10, 7, 5, 4))
    minors = (persons > 1) & draw.some(many, 0.8)
    youth = draw.some(many, YOUNG) & ~minors
    young = draw.pick(
        many, (AgeBand.AGE_18_20.bit, AgeBand.AGE_21_22.bit, AgeBand.AGE_23_26.bit), (3, 3, 4)
    )
    return {
        "persons": persons,
        "minors": minors,
        "adult_ages": np.where(youth, young, AgeBand.AGE_27_PLUS.bit),
        "youth": youth,
        "days_in_shelter": _waited(draw, many, mean_days=70),
    }


def _forms(draw: Drawing, people: People) -> Rows:
    """Own name for most; with support also through the provider; a stay where care is given."""
    many = len(people)
    through = draw.masks(
        many,
        (ContractForm.OWN_NAME.bit, 0.7),
        (ContractForm.OMKLAP.bit, 0.5),
        (ContractForm.INTERMEDIARY.bit, 0.45),
        (ContractForm.TRIPARTITE.bit, 0.1),
    )
    alone = draw.masks(many, (ContractForm.GUEST_AGREEMENT.bit, 0.15))
    forms: Rows = np.where(people.care > 0, through, alone | ContractForm.OWN_NAME.bit)
    stays: Rows = np.where(np.isin(people.care, RESIDENTIAL), ContractForm.CARE_STAY.bit, 0)
    found: Rows = np.where(forms == 0, ContractForm.OWN_NAME.bit, forms) | stays
    return found


def _house_rules(draw: Drawing, many: int) -> dict[str, Any]:
    women = draw.some(many, 0.3)
    return {
        "traits": draw.masks(many, (Trait.PETS.bit, 0.1), (Trait.SMOKING.bit, 0.3))
        | np.where(women, Trait.WOMEN_ONLY.bit, 0),
        "wants_forbidden": draw.masks(many, (Trait.SMOKING.bit, 0.05)),
        "wants_required": np.where(women, draw.masks(many, (Trait.WOMEN_ONLY.bit, 0.04)), 0),
    }
