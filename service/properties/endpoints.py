"""Properties over HTTP."""

from service.codelists.organisations import OWNERS
from service.geography.located import LocatedResource
from service.geography.located_router import located_router
from service.models import Property
from service.properties.rules import PropertyRules
from service.properties.schemas import PropertyChange, PropertyIn, PropertyListing, PropertyOut

PROPERTIES = LocatedResource(
    model=Property,
    path="properties",
    noun="property",
    dutch="pand of locatie",
    create=PropertyIn,
    change=PropertyChange,
    out=PropertyOut,
    writers=OWNERS,
    listing=PropertyListing,
    rules=PropertyRules(),
)

router = located_router(PROPERTIES)
