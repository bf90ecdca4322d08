"""Neighbourhood capacities, Housing First rules and quotas over HTTP."""

from service.codelists.organisations import DECIDERS
from service.limits.rules import HousingFirstRuleRules, NeighbourhoodCapacityRules, QuotaRules
from service.limits.schemas import (
    HousingFirstRuleChange,
    HousingFirstRuleIn,
    HousingFirstRuleListing,
    HousingFirstRuleOut,
    NeighbourhoodCapacityChange,
    NeighbourhoodCapacityIn,
    NeighbourhoodCapacityListing,
    NeighbourhoodCapacityOut,
    QuotaChange,
    QuotaIn,
    QuotaListing,
    QuotaOut,
)
from service.models import HousingFirstRule, NeighbourhoodCapacity, Quota
from service.registry import Resource, registry_router

NEIGHBOURHOOD_CAPACITIES = Resource(
    model=NeighbourhoodCapacity,
    path="neighbourhood-capacities",
    noun="neighbourhood capacity",
    dutch="draagkracht van een buurt",
    create=NeighbourhoodCapacityIn,
    change=NeighbourhoodCapacityChange,
    out=NeighbourhoodCapacityOut,
    writers=DECIDERS,
    listing=NeighbourhoodCapacityListing,
    filters={"valid_on": NeighbourhoodCapacity.period.contains},
    rules=NeighbourhoodCapacityRules(),
)

HOUSING_FIRST_RULES = Resource(
    model=HousingFirstRule,
    path="housing-first-rules",
    noun="Housing First rule",
    dutch="aandeel Housing First in een complex",
    create=HousingFirstRuleIn,
    change=HousingFirstRuleChange,
    out=HousingFirstRuleOut,
    writers=DECIDERS,
    listing=HousingFirstRuleListing,
    filters={"valid_on": HousingFirstRule.period.contains},
    rules=HousingFirstRuleRules(),
)

QUOTAS = Resource(
    model=Quota,
    path="quotas",
    noun="quota",
    dutch="taakstelling of prestatieafspraak",
    create=QuotaIn,
    change=QuotaChange,
    out=QuotaOut,
    writers=DECIDERS,
    listing=QuotaListing,
    filters={"valid_on": Quota.period.contains},
    rules=QuotaRules(),
)

neighbourhood_capacities = registry_router(NEIGHBOURHOOD_CAPACITIES)
housing_first_rules = registry_router(HOUSING_FIRST_RULES)
quotas = registry_router(QUOTAS)
