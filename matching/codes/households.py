"""What the engine knows of a household."""

from matching.codes.code import Code


class AgeBand(Code):
    """An adult's age on the start day, known only by the flags 18, 21, 23 and 27."""

    UNDER_18 = ("UNDER_18", "Jonger dan 18", "Under 18")
    AGE_18_20 = ("AGE_18_20", "18 tot en met 20", "18 to 20")
    AGE_21_22 = ("AGE_21_22", "21 en 22", "21 and 22")
    AGE_23_26 = ("AGE_23_26", "23 tot en met 26", "23 to 26")
    AGE_27_PLUS = ("AGE_27_PLUS", "27 of ouder", "27 or older")


class IncomeBand(Code):
    """The household's income as a band, in rising order: the engine never sees the amount."""

    MINIMUM = (
        "MINIMUM",
        "Laag: de volle huurtoeslag is mogelijk",
        "Low: full rent allowance possible",
    )
    ALLOCATION = (
        "ALLOCATION",
        "Onder de grens voor passend toewijzen",
        "Under the limit for suitable allocation",
    )
    DAEB = (
        "DAEB",
        "Onder de grens voor sociale huur",
        "Under the limit for social rent",
    )
    ABOVE = (
        "ABOVE",
        "Boven de grens voor sociale huur",
        "Above the limit for social rent",
    )


class Trait(Code):
    """What a household brings that a house rule may forbid or require (E14)."""

    PETS = ("PETS", "Huisdieren", "Pets")
    SMOKING = ("SMOKING", "Roken in huis", "Smoking indoors")
    PARTNER = ("PARTNER", "Partner die vaak blijft slapen", "Partner who often stays over")
    WOMEN_ONLY = ("WOMEN_ONLY", "Alle volwassenen zijn vrouw", "All adults are women")
    MEN_ONLY = ("MEN_ONLY", "Alle volwassenen zijn man", "All adults are men")


class GroupKind(Code):
    """What a group of requests asks of each other."""

    TOGETHER = (
        "TOGETHER",
        "Samen: in hetzelfde pand, allemaal of niemand",
        "Together: in the same property, all or none",
    )
    APART = ("APART", "Apart: nooit in hetzelfde complex", "Apart: never in the same complex")
