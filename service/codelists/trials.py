"""Words about what is tried out, and not decided."""

from matching.codes.code import Code


class TrialKind(Code):
    """What is tried out on a round that is done."""

    PAIR = "PAIR", "een besluit aan tafel", "a decision at the table"
    POLICY = "POLICY", "een ander beleid", "another policy"
    REPAIR = "REPAIR", "wat er volgt op een nee", "what comes after a no"


class TrialFailure(Code):
    """Why nothing came of it."""

    TOO_LONG = (
        "TOO_LONG",
        "het uitrekenen duurde te lang",
        "it took too long to work out",
    )
    NOT_KEPT = (
        "NOT_KEPT",
        "de gegevens van deze ronde worden niet meer bewaard",
        "the data of this round are not kept any more",
    )
    GAVE_UP = "GAVE_UP", "het uitrekenen is te vaak afgebroken", "it was broken off too often"
    UNEXPECTED = (
        "UNEXPECTED",
        "er ging iets mis bij het uitrekenen",
        "something went wrong in working it out",
    )
