"""Agreements over HTTP."""

from service.agreements.rules import AgreementRules
from service.agreements.schemas import (
    AgreementChange,
    AgreementIn,
    AgreementListing,
    AgreementOut,
)
from service.codelists.organisations import OWNERS
from service.models import Agreement
from service.registry import Resource, registry_router

AGREEMENTS = Resource(
    model=Agreement,
    path="agreements",
    noun="agreement",
    dutch="overeenkomst tussen verhuurder en zorgaanbieder",
    create=AgreementIn,
    change=AgreementChange,
    out=AgreementOut,
    writers=OWNERS,
    listing=AgreementListing,
    filters={"valid_on": Agreement.period.contains},
    rules=AgreementRules(),
)

router = registry_router(AGREEMENTS)
