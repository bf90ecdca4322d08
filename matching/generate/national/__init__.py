"""A seeded country of any size: 43 shelter regions with people, places and what binds them."""

from dataclasses import replace

import numpy as np

from matching.generate.drawing import Drawing
from matching.generate.national.capacities import (
    agreements_of,
    housing_first_caps_of,
    neighbourhood_caps_of,
    providers_of,
    quotas_of,
    slots_of,
    with_minimums,
)
from matching.generate.national.care import care_of
from matching.generate.national.homes import LANDLORDS_EACH, homes_of
from matching.generate.national.land import AREAS, REGIONS, land_of
from matching.generate.national.people import DAY, anchors_of, people_of, requests_of
from matching.generate.national.zones import forbidden_of
from matching.problem import Earlier, Groups, Pairs, Problem, Quotas

UNITS_EACH = 0.9


def country(people: int, seed: int = 0, crossing: bool = False) -> Problem:
    """A round over the whole country for this many households, with 0.9 units for each.

    Laminar: everybody with support has one provider that works in one region, leases are no limit
    and there are no quotas, so that a flow carries all limits. With `crossing` 30 % of those with
    support choose among the providers, some providers work next door too, leases run out, and
    municipalities, owners and all who are not young have a quota; municipalities and the young
    have a minimum too. The same arguments give the same problem.
    """
    draw = Drawing(np.random.default_rng(seed))
    land, care = land_of(draw), care_of(draw)
    asking = people_of(draw, land, care, people, crossing)
    requests, anchors = requests_of(draw, land, asking), anchors_of(draw, asking)
    places, units = homes_of(draw, land, round(UNITS_EACH * people))
    capacity = np.bincount(units.place, minlength=len(places))
    complexes = int(places.complex.max(initial=-1)) + 1
    problem = Problem(
        day=DAY,
        requests=requests,
        anchors=anchors,
        places=places,
        units=units,
        providers=providers_of(draw, care, asking, land, free=not crossing),
        slots=slots_of(draw, land, care, asking, crossing),
        agreements=agreements_of(draw, care),
        neighbourhood_caps=neighbourhood_caps_of(
            draw, np.bincount(places.neighbourhood, capacity, minlength=AREAS)
        ),
        housing_first_caps=housing_first_caps_of(
            np.bincount(places.complex, capacity, minlength=complexes)
        ),
        quotas=quotas_of(draw, places, capacity) if crossing else Quotas.of(),
        groups=Groups.of(),
        fixed=Pairs.of(),
        forbidden=forbidden_of(draw, asking, land.region[asking.area], places),
        landlords=draw.named(REGIONS * LANDLORDS_EACH),
        regions=draw.named(REGIONS),
        properties=draw.named(len(places)),
        complexes=draw.named(complexes),
        neighbourhoods=draw.named(AREAS),
        earlier=Earlier.of(),
    )
    if not crossing:
        return problem
    # The last draws, so that all else is what it was before there were minimums.
    return replace(problem, quotas=with_minimums(draw, problem.quotas, len(units)))
