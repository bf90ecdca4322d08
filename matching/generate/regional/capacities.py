"""What a plan may use in a regional instance: providers, caseload, agreements, caps, quotas."""

import numpy as np

from matching.codes.care import CareType
from matching.codes.contracts import ContractForm
from matching.codes.rounds import PairReason
from matching.generate.agreed import agreed
from matching.generate.regional.contracts import BRIDGE, OWN, STAY
from matching.generate.regional.land import LANDLORDS, PROVIDERS, Country, ids
from matching.problem import (
    Agreements,
    HousingFirstCaps,
    NeighbourhoodCaps,
    Pairs,
    Places,
    Providers,
    Quotas,
    Requests,
    Slots,
)


def providers_of(country: Country) -> Providers:
    """Five a region; the first has places of its own."""
    many = len(country.weights) * PROVIDERS
    own = np.arange(many) // PROVIDERS * LANDLORDS + LANDLORDS - 1
    return Providers.from_columns(
        id=ids(country, many),
        contract_forms=np.where(country.some(many, 0.8), ContractForm.all_bits(), OWN | BRIDGE),
        landlord=np.where(np.arange(many) % PROVIDERS == 0, own, -1),
        free_leases=country.random.integers(0, 12, many),
    )


def slots_of(country: Country, requests: Requests, places: Places) -> Slots:
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


def agreements_of(country: Country) -> Agreements:
    """Six in ten of the region's providers and owners."""
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


def neighbourhood_caps_of(country: Country, places: Places) -> NeighbourhoodCaps:
    """Half of the neighbourhoods take seven in ten of their places."""
    used = np.unique(places.neighbourhood)
    capped = used[country.some(len(used), 0.5)]
    offered = np.bincount(places.neighbourhood, minlength=int(used.max(initial=0)) + 1)[capped]
    return NeighbourhoodCaps.from_columns(
        neighbourhood=capped, free=np.maximum(1, np.ceil(offered * 0.7)).astype(np.int64)
    )


def housing_first_caps_of(places: Places) -> HousingFirstCaps:
    """One a complex."""
    used = np.unique(places.complex)
    return HousingFirstCaps.from_columns(complex=used, free=np.ones(len(used), dtype=np.int64))


def quotas_of(country: Country, units: int) -> Quotas:
    """The first owner of each region gives at most an eighth of its units to this round."""
    regions = np.arange(len(country.weights))
    none = np.full(len(regions), -1)
    return Quotas.from_columns(
        id=ids(country, len(regions)),
        landlord=regions * LANDLORDS,
        provider=none,
        region=none,
        municipality=none,
        contract_forms=np.zeros(len(regions), dtype=np.int64),
        youth=none,
        at_most=np.maximum(1, units * country.weights / 8).astype(np.int64),
    )


def forbidden_of(country: Country, households: int, places: int) -> Pairs:
    """Places that were refused before."""
    many = households // 20 if places else 0
    return Pairs.from_columns(
        request=country.random.integers(0, max(households, 1), many),
        place=country.random.integers(0, max(places, 1), many),
        reason=np.full(many, PairReason.REFUSED_BEFORE.position),
    )


def with_minimums(country: Country, quotas: Quotas, units: int) -> Quotas:
    """In each region the owner with a maximum agreed on nine tenths of it at least, and a fourth to
    two fifths of the region's units is meant for the young: more than can be, in many."""
    many = len(country.weights)
    young = units * country.weights * country.random.uniform(1 / 4, 2 / 5, many)
    return agreed(
        quotas,
        at_least=quotas.at_most.astype(np.int64) * 9 // 10,
        ids=ids(country, many),
        regions=np.arange(many),
        young=np.floor(young).astype(np.int64),
    )
