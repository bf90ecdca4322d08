"""Seeded rounds of one or some regions, as tests use them: every kind of rule occurs.

Regions of very different size, most people tied to theirs, youth, families, groups, free choice of
provider for a third, places in short supply, minimums that cannot all be reached.
"""

from dataclasses import replace

from matching.generate.regional.capacities import (
    agreements_of,
    forbidden_of,
    housing_first_caps_of,
    neighbourhood_caps_of,
    providers_of,
    quotas_of,
    slots_of,
    with_minimums,
)
from matching.generate.regional.land import AREAS, DAY, LANDLORDS, country_of, named
from matching.generate.regional.places import places_of
from matching.generate.regional.requests import anchors_of, groups_of, requests_of
from matching.problem import Earlier, Pairs, Problem


def instance(
    households: int, seed: int = 0, places: int | None = None, regions: int = 0
) -> Problem:
    """A problem of this many households; by default 0.6 units each and 750 households a region."""
    country = country_of(seed, regions or max(1, min(43, round(households / 750))))
    units = round(households * 0.6) if places is None else places
    homes, folded = places_of(country, units)
    providers = providers_of(country)
    requests = requests_of(country, households)
    count = len(country.weights)
    problem = Problem(
        day=DAY,
        requests=requests,
        anchors=anchors_of(country, requests),
        places=homes,
        units=folded,
        providers=providers,
        slots=slots_of(country, requests, homes),
        agreements=agreements_of(country),
        neighbourhood_caps=neighbourhood_caps_of(country, homes),
        housing_first_caps=housing_first_caps_of(homes),
        quotas=quotas_of(country, units),
        groups=groups_of(country, households),
        fixed=Pairs.of(),
        forbidden=forbidden_of(country, households, len(homes)),
        landlords=named(country, count * LANDLORDS),
        regions=named(country, count),
        properties=named(country, len(homes)),
        complexes=named(country, len(homes)),
        neighbourhoods=named(country, count * AREAS),
        earlier=Earlier.of(),
    )
    # The last draws, so that all else is what it was before there were minimums.
    return replace(problem, quotas=with_minimums(country, problem.quotas, units))
