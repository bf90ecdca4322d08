"""The places of the country: rooms, dwellings, Housing First units and transformed buildings."""

from typing import Any

import numpy as np

from matching.codes.care import CareLevel, CareType
from matching.codes.code import mask
from matching.codes.contracts import ContractForm, TenureTitle
from matching.codes.households import AgeBand, Trait
from matching.codes.places import Accessibility, PlaceKind
from matching.generate.drawing import Drawing, Rows
from matching.generate.national.land import Land
from matching.generate.national.people import DAY
from matching.problem import Places, Units

BUILDING_SHARE, SMALLEST, LARGEST = 0.06, 4, 27
EVENNESS, IN_COMPLEX = 0.1, 3
LANDLORDS_EACH = 6
SELF_CONTAINED, ROOM, LODGING = (
    kind.position
    for kind in (PlaceKind.SELF_CONTAINED, PlaceKind.ROOM_SHARED, PlaceKind.PRIVATE_ROOM)
)
SUPPORTED, SHELTER, STUDIO, FLEX = (
    kind.position
    for kind in (
        PlaceKind.SUPPORTED,
        PlaceKind.SHELTER_SINGLE,
        PlaceKind.STUDIO_CLUSTERED,
        PlaceKind.FLEX_HOME,
    )
)
SINGLE = (ROOM, LODGING, SUPPORTED, SHELTER, STUDIO)
LIGHT_CARE = mask((CareType.AMBULANT, CareType.JONGEREN_COACHING, CareType.NAZORG))
HOME_CARE = LIGHT_CARE | mask((CareType.HOUSING_FIRST_ACT, CareType.BESCHERMD_THUIS))
TITLES = (TenureTitle.INDEFINITE, TenureTitle.TEMP_2Y, TenureTitle.VACANCY_ACT)


def homes_of(draw: Drawing, land: Land, units: int) -> tuple[Places, Units]:
    """Places with this many units in all, by neighbourhood; a building is one place."""
    sizes = _sizes(draw, units)
    many = len(sizes)
    area = np.sort(land.homes(draw, many, EVENNESS))
    kind = _kinds(draw, sizes)
    complexes = _complexes(area)
    landlords = draw.whole(0, LANDLORDS_EACH, int(complexes.max(initial=-1)) + 1)
    at = land.points(draw, area)
    places = Places.from_columns(
        **_who(draw, kind, sizes),
        **_contract(draw, kind),
        **_rent(draw, kind),
        landlord=land.region[area] * LANDLORDS_EACH + landlords[complexes],
        accessibility=draw.pick(many, tuple(range(len(Accessibility))), (60, 12, 12, 8, 5, 3)),
        forbids=draw.masks(many, (Trait.PETS.bit, 0.25), (Trait.SMOKING.bit, 0.15)),
        requires=draw.masks(many, (Trait.WOMEN_ONLY.bit, 0.05)),
        housing_first=(kind == SELF_CONTAINED) & draw.some(many, 0.06),
        x=at[:, 0],
        y=at[:, 1],
        municipality=land.town[area] + 1,
        region=land.region[area],
        property=np.arange(many),
        complex=complexes,
        neighbourhood=area,
        wmo_shelter=kind == SHELTER,
        costs_are_shared=kind == LODGING,
    )
    folded = Units.from_columns(id=draw.ids(units), place=np.repeat(np.arange(many), sizes))
    return places, folded


def _sizes(draw: Drawing, units: int) -> Rows:
    sizes = np.where(draw.some(units, BUILDING_SHARE), draw.whole(SMALLEST, LARGEST + 1, units), 1)
    ends = np.cumsum(sizes)
    many = int(np.searchsorted(ends, units)) + 1 if units else 0
    found = sizes[:many]
    if many:
        found[-1] -= ends[many - 1] - units
    return found


def _kinds(draw: Drawing, sizes: Rows) -> Rows:
    many = len(sizes)
    one = draw.pick(many, (SELF_CONTAINED, ROOM, LODGING, SUPPORTED, SHELTER), (60, 22, 5, 10, 3))
    return np.where(sizes > 1, draw.pick(many, (STUDIO, FLEX), (7, 3)), one)


def _complexes(area: Rows) -> Rows:
    """Places that follow each other in a neighbourhood, three to a complex."""
    first = np.searchsorted(area, area)
    key = area * (len(area) + 1) + (np.arange(len(area)) - first) // IN_COMPLEX
    found: Rows = np.unique(key, return_inverse=True)[1].astype(np.int64)
    return found


def _who(draw: Drawing, kind: Rows, sizes: Rows) -> dict[str, Any]:
    """For whom a place is, and with which support."""
    many = len(kind)
    single = np.isin(kind, SINGLE)
    most = np.where(single, 1, draw.pick(many, (1, 2, 3, 4, 6), (25, 25, 22, 18, 10)))
    stays = np.isin(kind, (SUPPORTED, SHELTER))
    at_home = np.where(draw.some(many, 0.7), HOME_CARE, LIGHT_CARE)
    young = (sizes > 1) & draw.some(many, 0.25)
    return {
        "persons_min": np.where(most >= 4, 2, 1),
        "persons_max": most,
        "children_allowed": ~single,
        "adult_ages": np.where(
            young, AgeBand.all_bits() & ~AgeBand.AGE_27_PLUS.bit, AgeBand.all_bits()
        ),
        "care_types": np.where(stays, CareType.all_bits(), at_home),
        "max_care_level": np.where(
            stays,
            CareLevel.PRESENT.position,
            draw.pick(many, (CareLevel.REGULAR.position, CareLevel.ON_CALL.position), (3, 7)),
        ),
    }


def _contract(draw: Drawing, kind: Rows) -> dict[str, Any]:
    """Which forms and titles, from when, and until when if not open-ended."""
    many = len(kind)
    let = draw.masks(
        many,
        (ContractForm.OWN_NAME.bit, 0.8),
        (ContractForm.OMKLAP.bit, 0.55),
        (ContractForm.INTERMEDIARY.bit, 0.35),
        (ContractForm.TRIPARTITE.bit, 0.15),
    )
    let = np.where(let == 0, ContractForm.OWN_NAME.bit, let)
    let |= np.where(kind == LODGING, ContractForm.GUEST_AGREEMENT.bit, 0)
    stays = np.isin(kind, (SUPPORTED, SHELTER))
    stay = mask((ContractForm.CARE_STAY, ContractForm.INTERMEDIARY))
    titles = draw.pick(many, tuple(title.position for title in TITLES), (84, 11, 5))
    title = np.where(kind == LODGING, TenureTitle.HOSPITA.position, titles)
    opens = DAY + draw.whole(-30, 90, many)
    ends = (title != TenureTitle.INDEFINITE.position) & draw.some(many, 0.8)
    vacancy = title == TenureTitle.VACANCY_ACT.position
    return {
        "contract_forms": np.where(stays, stay, let),
        "tenure_title": title,
        "kind": kind,
        "available_from_day": opens,
        "available_until_day": np.where(ends, opens + draw.whole(300, 1_500, many), -1),
        "minimum_stay_days": draw.pick(many, (0, 90, 180), (7, 2, 1)),
        "permit_end_day": np.where(vacancy, opens + draw.whole(200, 900, many), -1),
        "landlord_lives_in": kind == LODGING,
    }


def _rent(draw: Drawing, kind: Rows) -> dict[str, Any]:
    many = len(kind)
    room = np.isin(kind, (ROOM, LODGING))
    small = room | (kind == SHELTER)
    rent = np.where(small, draw.whole(30_000, 55_000, many), draw.whole(48_000, 93_000, many))
    known = draw.some(many, 0.5)
    return {
        "bare_rent_cents": rent,
        "maximum_rent_cents": np.where(known, rent + draw.whole(-3_000, 9_000, many), -1),
        "social_rent": ~room & draw.some(many, 0.9),
        "allowance_possible": ~room,
    }
