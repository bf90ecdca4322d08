"""The households of a regional instance: their requests, groups and anchors."""

import numpy as np
from numpy.typing import NDArray

from matching.codes.care import CareType
from matching.codes.contracts import ContractForm, TemporaryGround
from matching.codes.households import AgeBand, GroupKind, IncomeBand, Trait
from matching.codes.places import Accessibility
from matching.generate.regional.contracts import BRIDGE, OWN, STAY
from matching.generate.regional.land import DAY, PROVIDERS, Country, ids
from matching.problem import Anchors, Groups, Requests


def requests_of(country: Country, many: int) -> Requests:
    """The open request of each household."""
    some, pick, random = country.some, country.pick, country.random
    region = country.regions(many)
    origin = country.town(country.points(region), region)
    persons = pick(many, (1, 2, 3, 4, 5), (68, 12, 10, 7, 3))
    minors = (persons > 1) & some(many, 0.8)
    youth = some(many, 0.3) & ~minors
    adult = np.where(
        youth,
        pick(
            many, (AgeBand.AGE_18_20.bit, AgeBand.AGE_21_22.bit, AgeBand.AGE_23_26.bit), (3, 3, 4)
        ),
        AgeBand.AGE_27_PLUS.bit,
    )
    care = np.where(
        some(many, 0.25),
        CareType.NONE.position,
        pick(
            many,
            tuple(code.position for code in list(CareType)[1:]),
            (50, 12, 8, 10, 6, 8, 6),
        ),
    )
    needs = care > 0
    level = np.where(needs, pick(many, (1, 2, 3, 4, 5), (25, 40, 20, 10, 5)), 0)
    assigned = region * PROVIDERS + random.integers(0, PROVIDERS, many)
    tie = random.random(many)
    forms = np.where(some(many, 0.8), OWN, 0) | np.where(some(many, 0.6), BRIDGE, 0)
    forms |= np.where(needs | (forms == 0), STAY, 0)
    forms |= np.where(youth & some(many, 0.3), ContractForm.GUEST_AGREEMENT.bit, 0)
    return Requests.from_columns(
        id=ids(country, many),
        persons=persons,
        minors=minors,
        adult_ages=adult,
        contract_forms=forms,
        care_type=care,
        care_level=level,
        provider=np.where(needs & some(many, 0.7), assigned, -1),
        housing_first=care == CareType.HOUSING_FIRST_ACT.position,
        temporary_grounds=np.where(some(many, 0.8), TemporaryGround.SHELTER_OR_EMERGENCY.bit, 0),
        income_band=pick(many, tuple(range(len(IncomeBand))), (70, 20, 7, 3)),
        max_net_rent_cents=np.where(some(many, 0.6), random.integers(25_000, 60_000, many), -1),
        start_day=DAY + random.integers(0, 90, many),
        minimum_stay_days=pick(many, (30, 180, 365, 730), (2, 3, 3, 2)),
        accessibility=pick(many, tuple(range(len(Accessibility))), (88, 4, 3, 3, 1, 1)),
        traits=np.where(some(many, 0.12), Trait.PETS.bit, 0)
        | np.where(some(many, 0.35), Trait.SMOKING.bit, 0)
        | np.where(some(many, 0.3), Trait.WOMEN_ONLY.bit, 0),
        wants_forbidden=np.where(some(many, 0.02), Trait.SMOKING.bit, 0),
        wants_required=np.zeros(many, dtype=np.int64),
        origin_municipality=np.where(some(many, 0.9), origin, -1),
        preferred_region=np.where(tie < 0.85, region, -1),
        region_is_must=tie < 0.6,
        urgent=some(many, 0.15),
        youth=youth,
        days_in_shelter=random.integers(0, 150, many),
        waiting_since_day=DAY - random.integers(0, 500, many),
        group=_membership(country, many),
    )


def _membership(country: Country, many: int) -> NDArray[np.int64]:
    """The first requests form pairs: one pair in a hundred requests, each a group."""
    found = np.full(many, -1)
    grouped = 2 * (many // 100)
    found[country.random.permutation(many)[:grouped]] = np.arange(grouped) // 2
    return found


def groups_of(country: Country, many: int) -> Groups:
    """Half of the pairs ask to live together, half apart."""
    count = many // 100
    kind = np.arange(count) % len(GroupKind)
    return Groups.from_columns(id=ids(country, count), kind=kind)


def anchors_of(country: Country, requests: Requests) -> Anchors:
    """A point that six in ten want to live near."""
    has = np.nonzero((requests.preferred_region >= 0) & country.some(len(requests), 0.6))[0]
    points = country.points(requests.preferred_region[has].astype(np.int64))
    return Anchors.from_columns(
        request=has,
        x=points[:, 0],
        y=points[:, 1],
        max_metres=country.random.integers(5_000, 25_000, len(has)),
        must=country.some(len(has), 0.3),
    )
