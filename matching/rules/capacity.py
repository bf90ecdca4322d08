"""What a whole plan may use, and whether a care provider can be found at all."""

from matching.codes.rounds import Level
from matching.rules.declaration import (
    HARD_OR_WARNING,
    ONLY_HARD,
    Audience,
    CapacityRule,
)

CAPACITY = (
    CapacityRule(
        code="E06_PROVIDER",
        basis="handreiking Wonen met begeleiding: a signed agreement with the owner",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Geen zorgaanbieder kan hier met deze contractvorm werken: een afspraak ontbreekt.",
        en="No care provider can work here with this contract form: an agreement is missing.",
        one_short=(
            "Er ontbreekt één afspraak tussen de verhuurder en een zorgaanbieder.",
            "One agreement between the owner and a care provider is missing.",
        ),
    ),
    CapacityRule(
        code="E06_LEASES",
        basis="the care provider's own lease budget",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="De zorgaanbieder kan geen huurcontract meer op eigen naam nemen.",
        en="The care provider can take on no more leases in its own name.",
        one_short=(
            "De zorgaanbieder kan één huurcontract te weinig op eigen naam nemen.",
            "The care provider can take on one lease too few in its own name.",
        ),
        you_one_short=(
            "U kunt één huurcontract te weinig op eigen naam nemen.",
            "You can take on one lease too few in your own name.",
        ),
    ),
    CapacityRule(
        code="E11_CASELOAD",
        basis="caseload agreed with the care provider",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Geen zorgaanbieder heeft in deze regio ruimte voor deze begeleiding.",
        en="No care provider in this region has room for this support.",
        one_short=(
            "De zorgaanbieder kan in deze regio één huishouden te weinig begeleiden.",
            "The care provider can support one household too few in this region.",
        ),
        you_one_short=(
            "U kunt in deze regio één huishouden te weinig begeleiden.",
            "You can support one household too few in this region.",
        ),
    ),
    CapacityRule(
        code="E12_SHARE",
        basis="Housing First principle 2: at most about 20 % of a complex, choice comes first",
        level=Level.WARNING,
        levels=HARD_OR_WARNING,
        nl="In dit complex wonen al veel mensen via Housing First.",
        en="Many people in this complex already live there through Housing First.",
        told_to=Audience.MUNICIPALITY,
        one_short=(
            "In dit complex is één plek te weinig voor mensen in Housing First.",
            "This complex has room for one Housing First household too few.",
        ),
    ),
    CapacityRule(
        code="E27_NEIGHBOURHOOD",
        basis="agreement on the neighbourhood",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="In deze buurt kan deze ronde niemand meer bij.",
        en="This neighbourhood can take no more households in this round.",
        one_short=(
            "Deze buurt kan deze ronde één huishouden te weinig hebben.",
            "This neighbourhood can take one household too few in this round.",
        ),
    ),
    CapacityRule(
        code="E27_QUOTA",
        basis="agreement on numbers (prestatieafspraken, taakstelling)",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Het afgesproken aantal is bereikt.",
        en="The agreed number has been reached.",
        one_short=(
            "Het afgesproken aantal is één te laag.",
            "The agreed number is one too low.",
        ),
    ),
    CapacityRule(
        code="E14_GROUP",
        basis="households who asked to live together or apart",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Er is geen plek voor de hele groep bij elkaar.",
        en="There is no room for the whole group together.",
        told_to=Audience.NOBODY,
        one_short=(
            "In dit complex woont al iemand van wie het huishouden gescheiden moet wonen.",
            "Somebody the household must live apart from has a place in this complex.",
        ),
    ),
)
