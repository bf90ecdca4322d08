"""Groups of requests over HTTP."""

from service.models import RequestGroup
from service.organisations.parties import CARE_PROVIDERS
from service.registry import Resource, registry_router
from service.request_groups.rules import RequestGroupRules
from service.request_groups.schemas import (
    RequestGroupChange,
    RequestGroupIn,
    RequestGroupListing,
    RequestGroupOut,
)

REQUEST_GROUPS = Resource(
    model=RequestGroup,
    path="request-groups",
    noun="request group",
    dutch="groep aanvragen: samen of apart wonen",
    create=RequestGroupIn,
    change=RequestGroupChange,
    out=RequestGroupOut,
    writers=CARE_PROVIDERS,
    listing=RequestGroupListing,
    rules=RequestGroupRules(),
)

router = registry_router(REQUEST_GROUPS)
