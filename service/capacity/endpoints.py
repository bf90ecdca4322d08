"""Support capacities and lease budgets over HTTP."""

from service.capacity.rules import LeaseBudgetRules, SupportCapacityRules
from service.capacity.schemas import (
    LeaseBudgetChange,
    LeaseBudgetIn,
    LeaseBudgetListing,
    LeaseBudgetOut,
    SupportCapacityChange,
    SupportCapacityIn,
    SupportCapacityListing,
    SupportCapacityOut,
)
from service.models import LeaseBudget, SupportCapacity
from service.organisations.parties import CARE_PROVIDERS
from service.registry import Resource, registry_router

SUPPORT_CAPACITIES = Resource(
    model=SupportCapacity,
    path="support-capacities",
    noun="support capacity",
    dutch="begeleidingscapaciteit",
    create=SupportCapacityIn,
    change=SupportCapacityChange,
    out=SupportCapacityOut,
    writers=CARE_PROVIDERS,
    listing=SupportCapacityListing,
    filters={"valid_on": SupportCapacity.period.contains},
    rules=SupportCapacityRules(),
)

LEASE_BUDGETS = Resource(
    model=LeaseBudget,
    path="lease-budgets",
    noun="lease budget",
    dutch="aantal huurcontracten op eigen naam van een zorgaanbieder",
    create=LeaseBudgetIn,
    change=LeaseBudgetChange,
    out=LeaseBudgetOut,
    writers=CARE_PROVIDERS,
    listing=LeaseBudgetListing,
    filters={"valid_on": LeaseBudget.period.contains},
    rules=LeaseBudgetRules(),
)

support_capacities = registry_router(SUPPORT_CAPACITIES)
lease_budgets = registry_router(LEASE_BUDGETS)
