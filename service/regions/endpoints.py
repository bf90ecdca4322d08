"""Regions over HTTP."""

from service.codelists.organisations import OrganisationKind
from service.models import Region
from service.regions.repository import WITH_MEMBERS, has_today
from service.regions.rules import RegionRules
from service.regions.schemas import RegionChange, RegionIn, RegionListing, RegionOut
from service.registry import Resource, registry_router

REGIONS = Resource(
    model=Region,
    path="regions",
    noun="region",
    dutch="regio",
    create=RegionIn,
    change=RegionChange,
    out=RegionOut,
    writers=frozenset({OrganisationKind.PLATFORM}),
    listing=RegionListing,
    filters={"municipality_code": has_today},
    rules=RegionRules(),
    options=WITH_MEMBERS,
)

router = registry_router(REGIONS)
