"""Organisations over HTTP."""

from service.codelists.organisations import OrganisationKind
from service.models import Organisation
from service.organisations.rules import OrganisationRules
from service.organisations.schemas import (
    OrganisationChange,
    OrganisationIn,
    OrganisationListing,
    OrganisationOut,
)
from service.registry import Resource, registry_router

ORGANISATIONS = Resource(
    model=Organisation,
    path="organisations",
    noun="organisation",
    dutch="deelnemende organisatie",
    create=OrganisationIn,
    change=OrganisationChange,
    out=OrganisationOut,
    writers=frozenset({OrganisationKind.PLATFORM}),
    listing=OrganisationListing,
    rules=OrganisationRules(),
)

router = registry_router(ORGANISATIONS)
