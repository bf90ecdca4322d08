"""Income, rent and rent allowance."""

from matching.codes.households import IncomeBand
from matching.codes.rounds import Level
from matching.rules.comparators import Comparator
from matching.rules.declaration import (
    HARD_OR_WARNING,
    LEASES,
    ONLY_WARNING,
    PAID,
    SOFT_OR_WARNING,
    WITHOUT_SHELTER,
    Audience,
    Noun,
    PairRule,
    Unit,
)

MONEY = (
    PairRule(
        code="E15_INCOME",
        basis="Woningwet, DAEB income limits; " + WITHOUT_SHELTER,
        level=Level.HARD,
        levels=HARD_OR_WARNING,
        nl="Het inkomen is te hoog voor de sociale huurwoning: {left}.",
        en="The income is too high for the social rental home: {left}.",
        told_to=Audience.MUNICIPALITY,
        comparator=Comparator.AT_MOST,
        left=("request.income_band",),
        right=("place.income_limit",),
        forms=LEASES,
        shows=IncomeBand,
        counts=Noun(nl=("inkomensgroep", "inkomensgroepen"), en=("income group", "income groups")),
    ),
    PairRule(
        code="E16_SUITABLE",
        basis="Woningwet, passend toewijzen (95 %); " + WITHOUT_SHELTER,
        level=Level.SOFT,
        levels=(Level.HARD, Level.SOFT, Level.WARNING),
        nl="De huur ({left}) is hoger dan past bij dit inkomen: hoogstens {right}.",
        en="The rent ({left}) is higher than suits this income: {right} at most.",
        comparator=Comparator.AT_MOST,
        left=("place.social_rent_cents",),
        right=("request.suitable_rent_cents",),
        forms=LEASES,
        shows=Unit.EURO,
        points=30,
    ),
    PairRule(
        code="E17_NET_RENT",
        basis="affordability after rent allowance (indicatie); " + WITHOUT_SHELTER,
        level=Level.SOFT,
        levels=SOFT_OR_WARNING,
        nl="De huur na huurtoeslag kan hoger zijn dan het huishouden kan betalen: "
        "{least} tot {most} (indicatie), en het kan hoogstens {right} betalen.",
        en="The rent after allowance may be more than the household can pay: "
        "{least} to {most} (indication), and it can pay {right} at most.",
        comparator=Comparator.AT_MOST,
        left=("pair.net_rent_cents",),
        right=("request.net_rent_limit_cents",),
        forms=PAID,
        shows=Unit.EURO,
        estimate=("pair.least_net_rent_cents", "pair.most_net_rent_cents"),
        points=2,
        measure="pair.tens_of_euros_short",
    ),
    PairRule(
        code="E17_POINTS",
        basis="Wet betaalbare huur (points system)",
        level=Level.WARNING,
        levels=HARD_OR_WARNING,
        nl="De huur ({left}) is hoger dan volgens de punten mag ({right}).",
        en="The rent ({left}) is higher than the points allow ({right}).",
        comparator=Comparator.AT_MOST,
        left=("place.paid_rent_cents",),
        right=("place.rent_ceiling_cents",),
        forms=PAID,
        shows=Unit.EURO,
    ),
    PairRule(
        code="E18_ALLOWANCE",
        basis="Wet op de huurtoeslag: self-contained or designated homes only; " + WITHOUT_SHELTER,
        level=Level.WARNING,
        levels=ONLY_WARNING,
        nl="Voor de woonplek is geen huurtoeslag mogelijk.",
        en="No rent allowance is possible for the place.",
        comparator=Comparator.IMPLIES,
        left=("request.may_get_allowance",),
        right=("place.allowance_open",),
        forms=PAID,
    ),
    PairRule(
        code="E25_COST_SHARING",
        basis="Participatiewet, kostendelersnorm: residents of 27 or older without a commercial "
        "rent count; a guest agreement has the municipality's exception",
        level=Level.WARNING,
        levels=ONLY_WARNING,
        nl="Wie hier al woont of komt wonen en bijstand heeft, kan minder bijstand krijgen: wie 27 "
        "of ouder is en geen commerciële huur betaalt, telt mee als kostendeler.",
        en="Social assistance of who lives here or moves in may become lower: somebody of 27 or "
        "older without a commercial rent counts as sharing the costs.",
        comparator=Comparator.IMPLIES,
        left=("request.shares_costs",),
        right=("place.costs_stay_apart",),
        forms=LEASES,
    ),
    PairRule(
        code="E19_UNDER_21",
        basis="Wet op de huurtoeslag: counted rent of residents of 18 to 20",
        level=Level.WARNING,
        levels=ONLY_WARNING,
        nl="Voor jongeren onder 21 telt niet de hele huur mee voor de huurtoeslag: "
        "hoogstens {right}, en de huur is {left}.",
        en="Under 21, not all of the rent counts for rent allowance: "
        "{right} at most, and the rent is {left}.",
        comparator=Comparator.AT_MOST,
        left=("place.paid_rent_cents",),
        right=("request.youth_rent_cents",),
        forms=PAID,
        shows=Unit.EURO,
    ),
)
