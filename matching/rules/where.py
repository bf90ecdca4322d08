"""Near to what, in which region, from which municipality."""

from matching.codes.rounds import Level
from matching.rules.comparators import Comparator
from matching.rules.declaration import ONLY_HARD, SOFT_OR_WARNING, Audience, PairRule

WHERE = (
    PairRule(
        code="E20_MUST",
        basis="the household said it must",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="De woonplek is te ver van een plek waar het huishouden dichtbij moet wonen.",
        en="The place is too far from somewhere the household must live near.",
        comparator=Comparator.NONE_OF,
        left=("pair.far_musts",),
        right=(),
    ),
    PairRule(
        code="E20_NEAR",
        basis="the household's wish",
        level=Level.SOFT,
        levels=SOFT_OR_WARNING,
        nl="De woonplek is verder weg dan het huishouden wil.",
        en="The place is farther away than the household wishes.",
        comparator=Comparator.NONE_OF,
        left=("pair.far_wishes",),
        right=(),
        points=2,
        measure="pair.kilometres",
    ),
    PairRule(
        code="E21_MUST",
        basis="recorded region decision (Wmo 2015, nationwide access)",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Volgens het besluit over de regio moet de woonplek in een andere regio liggen.",
        en="By the region decision the place must be in another region.",
        told_to=Audience.NOBODY,
        comparator=Comparator.SAME_IF_KNOWN,
        left=("request.required_region",),
        right=("place.region",),
    ),
    PairRule(
        code="E21_REGION",
        basis="the household's wish (Wmo 2015, nationwide access)",
        level=Level.SOFT,
        levels=SOFT_OR_WARNING,
        nl="De woonplek ligt niet in de regio van voorkeur.",
        en="The place is not in the preferred region.",
        comparator=Comparator.SAME_IF_KNOWN,
        left=("request.preferred_region",),
        right=("place.region",),
        points=40,
    ),
    PairRule(
        code="E22_ORIGIN",
        basis="Nationaal Actieplan Dakloosheid: near the municipality of origin",
        level=Level.SOFT,
        levels=SOFT_OR_WARNING,
        nl="De woonplek ligt niet in de gemeente waar het huishouden vandaan komt.",
        en="The place is not in the municipality the household comes from.",
        comparator=Comparator.SAME_IF_KNOWN,
        left=("request.origin_municipality",),
        right=("place.municipality",),
        points=20,
    ),
)
