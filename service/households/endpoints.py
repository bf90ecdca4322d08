"""Households over HTTP."""

from service.codelists.organisations import OrganisationKind
from service.households.schemas import (
    HouseholdChange,
    HouseholdIn,
    HouseholdListing,
    HouseholdOut,
)
from service.households.service import HouseholdRules
from service.models import Household
from service.registry import Resource, registry_router

HOUSEHOLDS = Resource(
    model=Household,
    path="households",
    noun="household",
    dutch="huishouden, onder een pseudoniem",
    create=HouseholdIn,
    change=HouseholdChange,
    out=HouseholdOut,
    writers=frozenset({OrganisationKind.CARE_PROVIDER}),
    listing=HouseholdListing,
    rules=HouseholdRules(),
)

router = registry_router(HOUSEHOLDS)
