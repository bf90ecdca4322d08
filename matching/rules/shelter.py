"""Places that the Wmo pays as shelter: of a household only what was found is read, not why.

Other places stay open to everybody: the law shuts nobody out of a home.
"""

from matching.codes.rounds import Level
from matching.rules.comparators import Comparator
from matching.rules.declaration import HARD_OR_WARNING, ONLY_WARNING, Audience, PairRule

EQUAL_TREATMENT = "Wmo 2015 (shelter): what the municipality found on equal treatment"

SHELTER = (
    PairRule(
        code="E24_SHELTER",
        basis=EQUAL_TREATMENT,
        level=Level.HARD,
        levels=HARD_OR_WARNING,
        nl="De plek wordt betaald als opvang (Wmo), en de gemeente heeft vastgesteld dat dit "
        "huishouden daar geen recht op heeft. Andere woonplekken kunnen wel.",
        en="The Wmo pays the place as shelter, and the municipality found that this household has "
        "no right to that. Other places are possible.",
        told_to=Audience.NOBODY,
        comparator=Comparator.IMPLIES,
        left=("place.wmo_shelter",),
        right=("request.shelter_is_open",),
    ),
    PairRule(
        code="E24_INVESTIGATION",
        basis=EQUAL_TREATMENT,
        level=Level.WARNING,
        levels=ONLY_WARNING,
        nl="De plek wordt betaald als opvang (Wmo), en de gemeente onderzoekt nog of dit "
        "huishouden daar recht op heeft.",
        en="The Wmo pays the place as shelter, and the municipality still looks into the right of "
        "this household to that.",
        comparator=Comparator.IMPLIES,
        left=("place.wmo_shelter",),
        right=("request.shelter_is_settled",),
    ),
)
