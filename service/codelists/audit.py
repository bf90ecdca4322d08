"""Words about the record of what was done."""

from matching.codes.code import Code


class ProcessingActivity(Code):
    """For what somebody's data were used (verwerkingsactiviteit): an entry in the register of
    processing activities of each organisation (AVG, article 30)."""

    REGISTRATION = (
        "REGISTRATION",
        "huishoudens en aanvragen aanmelden",
        "registering households and requests",
    )
    MATCHING = (
        "MATCHING",
        "aanvragen en woonplekken bij elkaar zoeken",
        "matching requests and places",
    )
    DECISION = "DECISION", "besluiten op voorstellen", "deciding on proposals"
    HOUSING = "HOUSING", "aanbieden, plaatsen en verhuren", "offering, placing and letting"
