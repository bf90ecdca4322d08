"""Words about properties and places that the engine does not read."""

from matching.codes.code import Code


class PropertyKind(Code):
    """What stands at an address."""

    DWELLING = "DWELLING", "woning", "dwelling", "EENHEIDSOORT.WOO"
    BUILDING = "BUILDING", "gebouw met woonplekken", "building with places"
    VACANT_BUILDING = "VACANT_BUILDING", "leegstaand vastgoed", "vacant building"
    LAND = "LAND", "grondlocatie", "land"


class LocationPrecision(Code):
    """How exact a point is."""

    ADDRESS = "ADDRESS", "adres", "address"
    POSTCODE = "POSTCODE", "postcodegebied", "postcode area"
    TOWN = "TOWN", "woonplaats", "town"
    MUNICIPALITY = "MUNICIPALITY", "gemeente", "municipality"


class PlaceState(Code):
    """Where a place stands; the moves stand in `service/places/workflow.py`."""

    DRAFT = "DRAFT", "concept", "draft"
    AVAILABLE = "AVAILABLE", "beschikbaar", "available", "PUBLICATIESTATUS.GEP"
    OFFERED = "OFFERED", "aangeboden", "offered", "AANBIEDINGSTATUS.AAN"
    OCCUPIED = "OCCUPIED", "bewoond", "occupied", "EENHEIDSTATUS.VEH"
    WITHDRAWN = "WITHDRAWN", "ingetrokken", "withdrawn", "AANBIEDINGSTATUS.ING"
