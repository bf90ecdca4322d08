"""Support, care and access to the building."""

from matching.codes.care import CareLevel, CareType
from matching.codes.places import Accessibility
from matching.codes.rounds import Level
from matching.rules.comparators import Comparator
from matching.rules.declaration import ONLY_HARD, PRACTICE, Audience, Noun, PairRule

CARE = (
    PairRule(
        code="E10_CARE",
        basis=PRACTICE,
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="De begeleiding die nodig is ({left}) kan hier niet.",
        en="The support that is needed ({left}) cannot be given here.",
        told_to=Audience.MUNICIPALITY,
        comparator=Comparator.MASK_IS_COVERED,
        left=("request.care_mask",),
        right=("place.care_types",),
        shows=CareType,
        counts=Noun(
            nl=("soort begeleiding", "soorten begeleiding"),
            en=("kind of support", "kinds of support"),
        ),
    ),
    PairRule(
        code="E10_LEVEL",
        basis=PRACTICE,
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Er is meer begeleiding nodig ({left}) dan hier kan ({right}).",
        en="More support is needed ({left}) than can be given here ({right}).",
        told_to=Audience.MUNICIPALITY,
        comparator=Comparator.AT_MOST,
        left=("request.care_level",),
        right=("place.max_care_level",),
        shows=CareLevel,
        counts=Noun(nl=("niveau", "niveaus"), en=("level", "levels")),
    ),
    PairRule(
        code="E13_ACCESS",
        basis="VERA TOEGANKELIJKHEIDSLABEL",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="De woonplek is niet toegankelijk genoeg. Nodig: {left}. Hier: {right}.",
        en="The place is not accessible enough. Needed: {left}. Here: {right}.",
        told_to=Audience.MUNICIPALITY,
        comparator=Comparator.AT_MOST,
        left=("request.accessibility",),
        right=("place.accessibility",),
        shows=Accessibility,
        counts=Noun(nl=("stap", "stappen"), en=("step", "steps")),
    ),
)
