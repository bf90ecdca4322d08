"""Rules of no pair and no capacity: who goes first, what is aimed at, what is never read."""

from matching.codes.rounds import Level
from matching.rules.declaration import ONLY_HARD, SOFT_OR_WARNING, Audience, Rule

GENERAL = (
    Rule(
        code="E23_TIERS",
        basis="the municipality's order: urgency, youth past their clock, families, long waiting",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Andere huishoudens gaan voor, in de volgorde die de gemeente koos.",
        en="Other households go first, in the order that the municipality chose.",
    ),
    Rule(
        code="E23_WAITING",
        basis="the municipality's order: within a tier longer waiting counts",
        level=Level.SOFT,
        levels=(Level.SOFT,),
        nl="Dit huishouden wacht korter dan een ander met dezelfde voorrang.",
        en="This household has waited less long than another with the same priority.",
    ),
    Rule(
        code="E27_MINIMUM",
        basis="agreement on numbers (prestatieafspraken, taakstelling): aimed at, never forced",
        level=Level.SOFT,
        levels=SOFT_OR_WARNING,
        nl="Eerst telt wat minstens is afgesproken.",
        en="What was agreed at least counts first.",
        told_to=Audience.NOBODY,
    ),
    Rule(
        code="E28_PROTECTED",
        basis="Grondwet, article 1; AWGB; Wet goed verhuurderschap: by construction",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Nationaliteit, afkomst, geloof, seksuele gerichtheid en schulden tellen nooit mee; "
        "geslacht alleen bij de regels van een huis.",
        en="Nationality, descent, religion, sexual orientation and debts never count; gender only "
        "in the rules of a house.",
    ),
)
