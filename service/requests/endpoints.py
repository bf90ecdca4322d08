"""Requests over HTTP."""

from service.codelists.organisations import OrganisationKind
from service.models import Request
from service.registry import Resource, registry_router
from service.requests.schemas import RequestChange, RequestIn, RequestListing, RequestOut
from service.requests.service import RequestRules

REQUESTS = Resource(
    model=Request,
    path="requests",
    noun="request",
    dutch="aanvraag voor een woonplek",
    create=RequestIn,
    change=RequestChange,
    out=RequestOut,
    writers=frozenset({OrganisationKind.CARE_PROVIDER}),
    listing=RequestListing,
    filters={"search": lambda words: Request.provider_reference.icontains(words, autoescape=True)},
    rules=RequestRules(),
    located=True,
)

router = registry_router(REQUESTS)
