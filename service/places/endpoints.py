"""Places over HTTP."""

from service.codelists.organisations import OWNERS
from service.geography.located import LocatedResource
from service.geography.located_router import located_router
from service.models import Place
from service.places.repository import AT_PROPERTY, FILTERS, OTHERS, standing
from service.places.rules import PlaceRules
from service.places.schemas import PlaceChange, PlaceIn, PlaceListing, PlaceOut

PLACES = LocatedResource(
    model=Place,
    path="places",
    noun="place",
    dutch="woonplek",
    create=PlaceIn,
    change=PlaceChange,
    out=PlaceOut,
    writers=OWNERS,
    listing=PlaceListing,
    filters=FILTERS,
    rules=PlaceRules(),
    at_property=AT_PROPERTY,
    others=OTHERS,
    standing=standing,
)

router = located_router(PLACES)
