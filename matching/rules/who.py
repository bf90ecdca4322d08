"""Who fits in: how many, of what age, in which programme."""

from matching.codes.households import AgeBand
from matching.codes.rounds import Level
from matching.rules.comparators import Comparator
from matching.rules.declaration import ONLY_HARD, Audience, Noun, PairRule

PEOPLE = Noun(nl=("persoon", "personen"), en=("person", "people"))

WHO = (
    PairRule(
        code="E02_TOO_FEW",
        basis="VERA EenheidVoorwaarden",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Het huishouden is te klein: {left} persoon of personen, de woonplek vraagt er {right}.",
        en="The household is too small: {left} person(s), the place asks for {right}.",
        told_to=Audience.MUNICIPALITY,
        comparator=Comparator.AT_LEAST,
        left=("request.persons",),
        right=("place.persons_min",),
        counts=PEOPLE,
    ),
    PairRule(
        code="E02_TOO_MANY",
        basis="VERA EenheidVoorwaarden",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Het huishouden is te groot: {left} personen, de woonplek is voor hoogstens {right}.",
        en="The household is too large: {left} people, the place is for {right} at most.",
        told_to=Audience.MUNICIPALITY,
        comparator=Comparator.AT_MOST,
        left=("request.persons",),
        right=("place.persons_max",),
        counts=PEOPLE,
    ),
    PairRule(
        code="E02_CHILDREN",
        basis="VERA EenheidVoorwaarden",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Er horen kinderen bij het huishouden; die mogen hier niet wonen.",
        en="There are children in the household; they may not live here.",
        told_to=Audience.NOBODY,
        comparator=Comparator.IMPLIES,
        left=("request.minors",),
        right=("place.children_allowed",),
    ),
    PairRule(
        code="E03_AGE",
        basis="VERA DOELGROEP.JON; BW 7:274c (youth contract)",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="De leeftijd past niet: {left}; de woonplek is voor {right}.",
        en="The age does not fit: {left}; the place is for {right}.",
        told_to=Audience.MUNICIPALITY,
        comparator=Comparator.MASK_IS_COVERED,
        left=("request.adult_ages",),
        right=("place.adult_ages",),
        shows=AgeBand,
        counts=Noun(nl=("leeftijdsgroep", "leeftijdsgroepen"), en=("age group", "age groups")),
    ),
    PairRule(
        code="E05_PROGRAMME",
        basis="Housing First principle 1: no test of readiness, only the programme's own places",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="De woonplek is voor mensen in het programma Housing First.",
        en="The place is for people in the Housing First programme.",
        comparator=Comparator.IMPLIES,
        left=("place.housing_first",),
        right=("request.housing_first",),
    ),
)
