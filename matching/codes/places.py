"""What a place is like."""

from matching.codes.code import Code


class PlaceKind(Code):
    """What kind of bookable place it is. Housing First is a programme, not a kind of place."""

    SELF_CONTAINED = ("SELF_CONTAINED", "Zelfstandige woning", "Self-contained home")
    ROOM_SHARED = (
        "ROOM_SHARED",
        "Kamer in een gedeeld huis",
        "Room in a shared house",
        "EENHEIDDETAILSOORT.KAM",
    )
    PRIVATE_ROOM = ("PRIVATE_ROOM", "Kamer bij iemand thuis", "Room in someone's home")
    STUDIO_CLUSTERED = (
        "STUDIO_CLUSTERED",
        "Studio in een gebouw met gedeelde ruimtes",
        "Studio in a clustered building",
        "WOONVORM.GEC",
    )
    GROUP = ("GROUP", "Woongroep", "Group home", "WOONVORM.GRO")
    SUPPORTED = ("SUPPORTED", "Begeleid wonen", "Supported housing", "WOONVORM.BEG")
    SHELTER_SINGLE = (
        "SHELTER_SINGLE",
        "Eenpersoonskamer in de opvang",
        "Single room in a shelter",
        "EENHEIDDETAILSOORT.OPV",
    )
    FLEX_HOME = ("FLEX_HOME", "Flexwoning", "Flex home", "EENHEIDDETAILSOORT.TIJ")


class Accessibility(Code):
    """How easy it is to get in and around, in rising order: each label includes those before it.

    VERA's ROG (rollator, but not step-free) stands beside this order; it comes in as SINGLE_FLOOR.
    """

    NONE = (
        "NONE",
        "Geen bijzondere toegankelijkheid",
        "No special access",
        "TOEGANKELIJKHEIDSLABEL.ZON",
    )
    SINGLE_FLOOR = (
        "SINGLE_FLOOR",
        "Gelijkvloers: binnen geen trap",
        "Single floor: no stairs inside",
        "TOEGANKELIJKHEIDSLABEL.GNV",
    )
    STEP_FREE = (
        "STEP_FREE",
        "Nultreden: binnen en buiten geen trap",
        "Step-free inside and outside",
        "TOEGANKELIJKHEIDSLABEL.NUL",
    )
    ROLLATOR = (
        "ROLLATOR",
        "Geschikt voor een rollator",
        "Fit for a walker",
        "TOEGANKELIJKHEIDSLABEL.ROA",
    )
    WHEELCHAIR = (
        "WHEELCHAIR",
        "Geschikt voor een rolstoel",
        "Fit for a wheelchair",
        "TOEGANKELIJKHEIDSLABEL.ROL",
    )
    LARGE_WHEELCHAIR = (
        "LARGE_WHEELCHAIR",
        "Geschikt voor een grote of elektrische rolstoel",
        "Fit for a large or electric wheelchair",
        "TOEGANKELIJKHEIDSLABEL.RUI",
    )
