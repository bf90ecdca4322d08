"""Seeded, invented instances of any size, for tests and benchmarks. Nobody in them exists.

Proportions follow the benchmark country of the project: regions of very different size, most people
tied to their region, youth, families, free choice of provider for a third, places in short supply.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.codes import (
    Accessibility,
    AgeBand,
    CareLevel,
    CareType,
    ContractForm,
    GroupKind,
    IncomeBand,
    PairReason,
    PlaceKind,
    TemporaryGround,
    TenureTitle,
    Trait,
    mask,
)
from matching.problem import (
    Agreements,
    Anchors,
    Groups,
    HousingFirstCaps,
    Named,
    NeighbourhoodCaps,
    Pairs,
    Places,
    Problem,
    Providers,
    Quotas,
    Requests,
    Slots,
    Units,
)

DAY = 20_800
MUNICIPALITIES, AREAS = 8, 60
PROVIDERS, LANDLORDS = 5, 6
# Corners of the country in RD kilometres, clockwise from the south-west: rough on purpose.
OUTLINE = (
    (15, 375),
    (20, 400),
    (60, 440),
    (80, 470),
    (100, 500),
    (107, 550),
    (150, 590),
    (200, 610),
    (250, 605),
    (275, 570),
    (268, 530),
    (240, 490),
    (262, 460),
    (230, 430),
    (205, 420),
    (205, 390),
    (195, 360),
    (198, 320),
    (185, 308),
    (172, 325),
    (180, 360),
    (150, 365),
    (120, 360),
    (90, 375),
    (60, 370),
)
HOME_CARE = mask(
    (CareType.AMBULANT, CareType.HOUSING_FIRST_ACT, CareType.JONGEREN_COACHING, CareType.NAZORG)
)
OWN = mask((ContractForm.OWN_NAME, ContractForm.OWN_NAME_ADDENDUM))
BRIDGE = mask((ContractForm.TRIPARTITE, ContractForm.OMKLAP))
STAY = mask((ContractForm.INTERMEDIARY, ContractForm.CARE_STAY))


@dataclass(frozen=True, slots=True, eq=False)
class Country:
    """Where things are: a centre for each region and for each municipality in it."""

    random: np.random.Generator
    weights: NDArray[np.float64]
    centres: NDArray[np.float64]
    towns: NDArray[np.float64]

    def regions(self, many: int) -> NDArray[np.int64]:
        """Regions drawn by their size."""
        return self.random.choice(len(self.weights), many, p=self.weights)

    def points(self, regions: NDArray[np.int64]) -> NDArray[np.float64]:
        """A point near the centre of each region, in metres."""
        spread = self.random.normal(0, 7_000, (len(regions), 2))
        points = self.centres[regions] + spread
        outside = ~inside(points)
        points[outside] = self.centres[regions[outside]]
        return points

    def town(self, points: NDArray[np.float64], regions: NDArray[np.int64]) -> NDArray[np.int64]:
        """The nearest municipality centre in the region."""
        away = ((self.towns[regions] - points[:, None]) ** 2).sum(axis=2)
        found: NDArray[np.int64] = regions * MUNICIPALITIES + away.argmin(axis=1)
        return found

    def some(self, many: int, share: float) -> NDArray[np.bool_]:
        """True for about this share."""
        return self.random.random(many) < share

    def pick(self, many: int, values: tuple[int, ...], odds: tuple[float, ...]) -> NDArray[Any]:
        """One of the values for each, by odds."""
        return self.random.choice(values, many, p=np.array(odds) / sum(odds))


def instance(
    households: int, seed: int = 0, places: int | None = None, regions: int = 0
) -> Problem:
    """A problem of this many households; by default 0.6 units each and 750 households a region."""
    country = _country(seed, regions or max(1, min(43, round(households / 750))))
    units = round(households * 0.6) if places is None else places
    homes, folded = _places(country, units)
    providers = _providers(country)
    requests = _requests(country, households, providers)
    count = len(country.weights)
    return Problem(
        day=DAY,
        requests=requests,
        anchors=_anchors(country, requests),
        places=homes,
        units=folded,
        providers=providers,
        slots=_slots(country, requests, homes),
        agreements=_agreements(country),
        neighbourhood_caps=_neighbourhood_caps(country, homes),
        housing_first_caps=_housing_first_caps(homes),
        quotas=_quotas(country, units),
        groups=_groups(country, households),
        fixed=Pairs.of(),
        forbidden=_forbidden(country, households, len(homes)),
        landlords=_named(country, count * LANDLORDS),
        regions=_named(country, count),
        properties=_named(country, len(homes)),
        complexes=_named(country, len(homes)),
        neighbourhoods=_named(country, count * AREAS),
    )


def inside(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each point, in metres, lies in the rough outline (even-odd rule)."""
    corners = np.array(OUTLINE, dtype=np.float64) * 1000
    found = np.zeros(len(points), dtype=np.bool_)
    for (x1, y1), (x2, y2) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        crosses = (y1 > points[:, 1]) != (y2 > points[:, 1])
        at = x1 + (points[:, 1] - y1) * (x2 - x1) / (y2 - y1 if y2 != y1 else 1)
        found ^= crosses & (points[:, 0] < at)
    return found


def _country(seed: int, regions: int) -> Country:
    random = np.random.default_rng(seed)
    centres = np.empty((0, 2))
    while len(centres) < regions:
        drawn = random.uniform((20_000, 310_000), (270_000, 610_000), (4 * regions, 2))
        centres = np.vstack([centres, drawn[inside(drawn)]])[:regions]
    size = 1.0 / np.arange(1, regions + 1) ** 0.6
    towns = centres[:, None] + random.normal(0, 9_000, (regions, MUNICIPALITIES, 2))
    return Country(random, size / size.sum(), centres, towns)


def _named(country: Country, many: int) -> Named:
    return Named.from_columns(id=_ids(country, many))


def _ids(country: Country, many: int) -> NDArray[np.uint8]:
    return country.random.integers(0, 256, (many, 16), dtype=np.uint8)


def _requests(country: Country, many: int, providers: Providers) -> Requests:
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
        id=_ids(country, many),
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


def _groups(country: Country, many: int) -> Groups:
    count = many // 100
    kind = np.arange(count) % len(GroupKind)
    return Groups.from_columns(id=_ids(country, count), kind=kind)


def _anchors(country: Country, requests: Requests) -> Anchors:
    has = np.nonzero((requests.preferred_region >= 0) & country.some(len(requests), 0.6))[0]
    points = country.points(requests.preferred_region[has].astype(np.int64))
    return Anchors.from_columns(
        request=has,
        x=points[:, 0],
        y=points[:, 1],
        max_metres=country.random.integers(5_000, 25_000, len(has)),
        must=country.some(len(has), 0.3),
    )


def _places(country: Country, units: int) -> tuple[Places, Units]:
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
    )
    return places, Units.from_columns(
        id=_ids(country, int(sizes.sum())), place=np.repeat(np.arange(many), sizes)
    )


def _providers(country: Country) -> Providers:
    many = len(country.weights) * PROVIDERS
    own = np.arange(many) // PROVIDERS * LANDLORDS + LANDLORDS - 1
    return Providers.from_columns(
        id=_ids(country, many),
        contract_forms=np.where(country.some(many, 0.8), ContractForm.all_bits(), OWN | BRIDGE),
        landlord=np.where(np.arange(many) % PROVIDERS == 0, own, -1),
        free_leases=country.random.integers(0, 12, many),
    )


def _slots(country: Country, requests: Requests, places: Places) -> Slots:
    """Caseload for about 70 % of what could be asked, spread over the region's providers."""
    regions, kinds = len(country.weights), len(CareType) - 1
    provider, kind = np.divmod(np.arange(regions * PROVIDERS * kinds), kinds)
    asked = np.bincount(requests.care_type, minlength=kinds + 1)[kind + 1]
    share = country.weights[provider // PROVIDERS] / PROVIDERS
    mean = 0.45 * asked * share
    return Slots.from_columns(
        provider=provider,
        region=provider // PROVIDERS,
        care_type=kind + 1,
        free=country.random.poisson(mean),
    )


def _agreements(country: Country) -> Agreements:
    regions = len(country.weights)
    cells = np.arange(regions * PROVIDERS * LANDLORDS)
    provider, turn = np.divmod(cells, LANDLORDS)
    signed = country.some(len(cells), 0.6)
    forms = np.where(country.some(len(cells), 0.7), BRIDGE | STAY, BRIDGE)
    return Agreements.from_columns(
        landlord=(provider // PROVIDERS * LANDLORDS + turn)[signed],
        provider=provider[signed],
        contract_forms=forms[signed],
    )


def _neighbourhood_caps(country: Country, places: Places) -> NeighbourhoodCaps:
    used = np.unique(places.neighbourhood)
    capped = used[country.some(len(used), 0.5)]
    offered = np.bincount(places.neighbourhood, minlength=int(used.max(initial=0)) + 1)[capped]
    return NeighbourhoodCaps.from_columns(
        neighbourhood=capped, free=np.maximum(1, np.ceil(offered * 0.7)).astype(np.int64)
    )


def _housing_first_caps(places: Places) -> HousingFirstCaps:
    used = np.unique(places.complex)
    return HousingFirstCaps.from_columns(complex=used, free=np.ones(len(used), dtype=np.int64))


def _quotas(country: Country, units: int) -> Quotas:
    """The first owner of each region gives at most an eighth of its units to this round."""
    regions = np.arange(len(country.weights))
    none = np.full(len(regions), -1)
    return Quotas.from_columns(
        id=_ids(country, len(regions)),
        landlord=regions * LANDLORDS,
        provider=none,
        region=none,
        municipality=none,
        contract_forms=np.zeros(len(regions), dtype=np.int64),
        youth=none,
        at_most=np.maximum(1, units * country.weights / 8).astype(np.int64),
    )


def _forbidden(country: Country, households: int, places: int) -> Pairs:
    many = households // 20 if places else 0
    return Pairs.from_columns(
        request=country.random.integers(0, max(households, 1), many),
        place=country.random.integers(0, max(places, 1), many),
        reason=np.full(many, PairReason.REFUSED_BEFORE.position),
    )
