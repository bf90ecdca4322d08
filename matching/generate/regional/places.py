"""The places of a regional instance with their units."""

import numpy as np

from matching.codes.care import CareLevel, CareType
from matching.codes.contracts import ContractForm, TenureTitle
from matching.codes.households import AgeBand, Trait
from matching.codes.places import Accessibility, PlaceKind
from matching.generate.regional.contracts import BRIDGE, HOME_CARE, OWN, STAY
from matching.generate.regional.land import AREAS, DAY, LANDLORDS, Country, ids
from matching.problem import Places, Units


def places_of(country: Country, units: int) -> tuple[Places, Units]:
    """About this many units, in places of 1, 2 and 6."""
    some, pick, random = country.some, country.pick, country.random
    sizes = pick(units, (1, 2, 6), (90, 6, 4))
    many = int(np.searchsorted(np.cumsum(sizes), units)) + 1 if units else 0
    sizes = sizes[:many]
    region = country.regions(many)
    points = country.points(region)
    kind = pick(many, tuple(range(len(PlaceKind))), (45, 15, 8, 8, 4, 8, 6, 6))
    room = np.isin(kind, [PlaceKind.ROOM_SHARED.position, PlaceKind.PRIVATE_ROOM.position])
    shelter = kind == PlaceKind.SHELTER_SINGLE.position
    single = (
        room
        | shelter
        | np.isin(kind, [PlaceKind.STUDIO_CLUSTERED.position, PlaceKind.SUPPORTED.position])
    )
    most = np.where(single, 1, pick(many, (1, 2, 3, 4, 6), (35, 20, 20, 15, 10)))
    care = kind == PlaceKind.SUPPORTED.position
    forms = np.where(care | shelter, STAY, OWN | np.where(some(many, 0.6), BRIDGE, 0))
    forms |= np.where(some(many, 0.4), STAY, 0)
    forms |= np.where(kind == PlaceKind.PRIVATE_ROOM.position, ContractForm.GUEST_AGREEMENT.bit, 0)
    title = np.where(
        kind == PlaceKind.PRIVATE_ROOM.position,
        TenureTitle.HOSPITA.position,
        pick(
            many,
            tuple(
                code.position
                for code in (TenureTitle.INDEFINITE, TenureTitle.TEMP_2Y, TenureTitle.VACANCY_ACT)
            ),
            (80, 14, 6),
        ),
    )
    opens = DAY + random.integers(0, 120, many)
    fixed_end = (title != TenureTitle.INDEFINITE.position) & some(many, 0.8)
    rent = np.where(room | shelter, random.integers(30_000, 55_000, many), 0)
    rent = np.where(rent > 0, rent, random.integers(48_000, 93_000, many))
    closes = opens + random.integers(200, 1_500, many)
    places = Places.from_columns(
        persons_min=np.where(most >= 4, 2, 1),
        persons_max=most,
        children_allowed=~single & some(many, 0.95),
        adult_ages=np.where(
            some(many, 0.15),
            AgeBand.all_bits() & ~AgeBand.AGE_27_PLUS.bit,
            AgeBand.all_bits(),
        ),
        contract_forms=forms,
        tenure_title=title,
        kind=kind,
        care_types=np.where(care | shelter, CareType.all_bits(), HOME_CARE),
        max_care_level=np.where(care, CareLevel.PRESENT.position, CareLevel.INTENSIVE.position),
        available_from_day=opens,
        available_until_day=np.where(fixed_end, closes, -1),
        minimum_stay_days=pick(many, (0, 90, 180), (6, 2, 2)),
        permit_end_day=np.where(
            title == TenureTitle.VACANCY_ACT.position, opens + random.integers(150, 900, many), -1
        ),
        landlord=region * LANDLORDS + random.integers(0, LANDLORDS, many),
        landlord_lives_in=kind == PlaceKind.PRIVATE_ROOM.position,
        bare_rent_cents=rent,
        maximum_rent_cents=np.where(
            some(many, 0.5), rent + random.integers(-3_000, 9_000, many), -1
        ),
        social_rent=~room & some(many, 0.9),
        allowance_possible=~room,
        accessibility=pick(many, tuple(range(len(Accessibility))), (60, 12, 12, 8, 5, 3)),
        forbids=np.where(some(many, 0.25), Trait.PETS.bit, 0)
        | np.where(some(many, 0.15), Trait.SMOKING.bit, 0),
        requires=np.where(some(many, 0.04), Trait.WOMEN_ONLY.bit, 0),
        housing_first=some(many, 0.05),
        x=points[:, 0],
        y=points[:, 1],
        municipality=country.town(points, region),
        region=region,
        property=np.arange(many),
        complex=np.arange(many) // 3,
        neighbourhood=region * AREAS + random.integers(0, AREAS, many),
        wmo_shelter=shelter,
        costs_are_shared=kind == PlaceKind.PRIVATE_ROOM.position,
    )
    return places, Units.from_columns(
        id=ids(country, int(sizes.sum())), place=np.repeat(np.arange(many), sizes)
    )
