"""What a plan may use: caseload, leases, agreements, caps on neighbourhoods, quotas."""

import numpy as np

from matching.codes.code import mask
from matching.codes.contracts import ContractForm
from matching.generate.agreed import agreed
from matching.generate.drawing import Drawing, Rows
from matching.generate.national.care import KINDS, Care
from matching.generate.national.homes import LANDLORDS_EACH
from matching.generate.national.land import REGIONS, TOWNS, Land
from matching.generate.national.people import People
from matching.problem import (
    Agreements,
    HousingFirstCaps,
    NeighbourhoodCaps,
    Places,
    Providers,
    Quotas,
    Slots,
)

CASELOAD, LEASES = 0.55, 0.2
ALSO_NEXT_DOOR, NEXT_DOOR_SHARE = 0.2, 0.25
AGREED = 0.75
BY_AGREEMENT = mask(
    (
        ContractForm.OMKLAP,
        ContractForm.INTERMEDIARY,
        ContractForm.TRIPARTITE,
        ContractForm.CARE_STAY,
    )
)


def providers_of(draw: Drawing, care: Care, people: People, land: Land, free: bool) -> Providers:
    """With `free` leases nobody's budget binds; else it is a fifth of the region's people."""
    many = len(care)
    asking = np.bincount(land.region[people.area], minlength=REGIONS)
    each = asking[care.region] / np.bincount(care.region)[care.region]
    own = np.arange(many) == np.searchsorted(care.region, care.region)
    return Providers.from_columns(
        id=draw.ids(many),
        contract_forms=np.full(many, ContractForm.all_bits()),
        landlord=np.where(own, care.region * LANDLORDS_EACH + LANDLORDS_EACH - 1, -1),
        free_leases=np.full(many, len(people)) if free else draw.rounded(LEASES * each),
    )


def slots_of(draw: Drawing, land: Land, care: Care, people: People, crossing: bool) -> Slots:
    """Caseload for 55 % of those who need it; in the crossing kind some work next door as well."""
    provider, kind = np.nonzero(care.offers)
    home = care.region[provider] * KINDS + kind
    asked = np.bincount(land.region[people.area] * KINDS + people.care, minlength=REGIONS * KINDS)
    mean = CASELOAD * (asked / np.maximum(np.bincount(home, minlength=len(asked)), 1))[home]
    wide = draw.some(len(provider), ALSO_NEXT_DOOR if crossing else 0.0)
    return Slots.from_columns(
        provider=np.concatenate([provider, provider[wide]]),
        region=np.concatenate([care.region[provider], (care.region[provider[wide]] + 1) % REGIONS]),
        care_type=np.concatenate([kind, kind[wide]]),
        free=draw.rounded(np.concatenate([mean, NEXT_DOOR_SHARE * mean[wide]])),
    )


def agreements_of(draw: Drawing, care: Care) -> Agreements:
    """Three in four of the providers and owners of a region, and some with the region next door."""
    many = len(care) * LANDLORDS_EACH
    provider, turn = np.divmod(np.arange(many), LANDLORDS_EACH)
    here, next_door = draw.some(many, AGREED), draw.some(many, ALSO_NEXT_DOOR)
    beyond = (care.region[provider] + 1) % REGIONS
    landlord = [
        (care.region[provider] * LANDLORDS_EACH + turn)[here],
        (beyond * LANDLORDS_EACH + turn)[next_door],
    ]
    return Agreements.from_columns(
        landlord=np.concatenate(landlord),
        provider=np.concatenate([provider[here], provider[next_door]]),
        contract_forms=np.full(int(here.sum() + next_door.sum()), BY_AGREEMENT),
    )


def neighbourhood_caps_of(draw: Drawing, offered: Rows) -> NeighbourhoodCaps:
    """Half of the neighbourhoods take seven in ten of what is `offered` there, by neighbourhood."""
    used = np.nonzero(offered)[0]
    capped = used[draw.some(len(used), 0.5)]
    return NeighbourhoodCaps.from_columns(
        neighbourhood=capped, free=np.ceil(offered[capped] * 0.7).astype(np.int64)
    )


def housing_first_caps_of(offered: Rows) -> HousingFirstCaps:
    """A fifth of each complex."""
    return HousingFirstCaps.from_columns(
        complex=np.arange(len(offered)), free=np.ceil(offered / 5).astype(np.int64)
    )


def quotas_of(draw: Drawing, places: Places, capacity: Rows) -> Quotas:
    """A cap on each municipality, one on the first owner of each region, and one on all who are
    not young, so that a fifth of what could be given is left to the young."""
    towns, owners = np.arange(1, TOWNS + 1), np.arange(REGIONS) * LANDLORDS_EACH
    in_town = np.bincount(places.municipality, capacity, minlength=TOWNS + 1)[1:]
    of_owner = np.bincount(places.landlord, capacity, minlength=REGIONS * LANDLORDS_EACH)[owners]
    share = draw.random.uniform(0.35, 1.0, TOWNS)
    at_most = np.concatenate([in_town * share, of_owner * 0.5, [capacity.sum() * 0.4]])
    many = len(at_most)
    none = np.full(many, -1)
    landlord, municipality, youth = none.copy(), none.copy(), none.copy()
    municipality[:TOWNS], landlord[TOWNS:-1], youth[-1] = towns, owners, 0
    return Quotas.from_columns(
        id=draw.ids(many),
        landlord=landlord,
        provider=none,
        region=none,
        municipality=municipality,
        contract_forms=np.zeros(many, dtype=np.int64),
        youth=youth,
        at_most=np.ceil(at_most).astype(np.int64),
    )


def with_minimums(draw: Drawing, quotas: Quotas, units: int) -> Quotas:
    """Each municipality agreed on two to six tenths of its maximum at least, and a fifth of all
    units goes to the young."""
    asked = quotas.at_most * draw.random.uniform(0.2, 0.6, len(quotas))
    return agreed(
        quotas,
        at_least=np.where(quotas.municipality >= 0, np.floor(asked), 0).astype(np.int64),
        ids=draw.ids(1),
        regions=np.array([-1]),
        young=np.array([units // 5]),
    )
