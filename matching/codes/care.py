"""Support, and the right to shelter."""

from matching.codes.code import Code


class CareType(Code):
    """The support that comes with a request, and that a place and a provider can give."""

    NONE = ("NONE", "Geen begeleiding", "No support")
    AMBULANT = ("AMBULANT", "Begeleiding aan huis", "Support at home")
    HOUSING_FIRST_ACT = (
        "HOUSING_FIRST_ACT",
        "Housing First-begeleiding",
        "Housing First support",
    )
    BESCHERMD_THUIS = ("BESCHERMD_THUIS", "Beschermd thuis", "Sheltered support at home")
    BESCHERMD_WONEN = ("BESCHERMD_WONEN", "Beschermd wonen", "Sheltered housing")
    OPVANG_MET_BEGELEIDING = (
        "OPVANG_MET_BEGELEIDING",
        "Opvang met begeleiding",
        "Shelter with support",
    )
    JONGEREN_COACHING = ("JONGEREN_COACHING", "Coaching voor jongeren", "Coaching for young people")
    NAZORG = ("NAZORG", "Nazorg", "Aftercare")


class CareLevel(Code):
    """How much support, from none to day and night (own scale, in rising order)."""

    NONE = ("NONE", "Geen", "None")
    LIGHT = ("LIGHT", "Licht: tot 2 uur in de week", "Light: up to 2 hours a week")
    REGULAR = ("REGULAR", "Gewoon", "Regular")
    INTENSIVE = ("INTENSIVE", "Veel", "Intensive")
    ON_CALL = ("ON_CALL", "Dag en nacht bereikbaar", "On call day and night")
    PRESENT = ("PRESENT", "Dag en nacht aanwezig", "Present day and night")


class ShelterAccess(Code):
    """Whether a household may have a place that the Wmo pays as shelter (E24).

    Only what the municipality found: whoever was never asked about stands with those who may.
    """

    OPEN = ("OPEN", "Opvang volgens de Wmo kan", "Shelter under the Wmo is possible")
    UNDER_INVESTIGATION = (
        "UNDER_INVESTIGATION",
        "De gemeente onderzoekt nog of opvang volgens de Wmo kan",
        "The municipality still looks into shelter under the Wmo",
    )
    CLOSED = ("CLOSED", "Opvang volgens de Wmo kan niet", "No shelter under the Wmo")
