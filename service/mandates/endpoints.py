"""Mandates over HTTP."""

from service.codelists.organisations import DECIDERS
from service.mandates.rules import MandateRules
from service.mandates.schemas import MandateChange, MandateIn, MandateListing, MandateOut
from service.models import Mandate
from service.registry import Resource, registry_router

MANDATES = Resource(
    model=Mandate,
    path="mandates",
    noun="mandate",
    dutch="mandaat",
    create=MandateIn,
    change=MandateChange,
    out=MandateOut,
    writers=DECIDERS,
    listing=MandateListing,
    rules=MandateRules(),
)

router = registry_router(MANDATES)
