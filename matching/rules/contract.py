"""Which contract forms are possible, by what the law says of each."""

from matching.codes.contracts import ContractForm, TemporaryGround
from matching.codes.rounds import Level
from matching.rules.comparators import Comparator
from matching.rules.declaration import DAYS, GUEST, LEASES, ONLY_HARD, Audience, PairRule

CONTRACT = (
    PairRule(
        code="E04_FORM",
        basis="handreiking Wonen met begeleiding",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Geen contractvorm past bij allebei. Het huishouden: {left}. De woonplek: {right}.",
        en="No contract form fits both. The household: {left}. The place: {right}.",
        comparator=Comparator.SHARED_FORMS,
        left=("request.contract_forms",),
        right=("place.contract_forms",),
        shows=ContractForm,
    ),
    PairRule(
        code="E07_GROUND",
        basis="Besluit specifieke groepen tijdelijke huurovereenkomst, Stb. 2024, 152, article 1",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Een tijdelijk contract mag alleen voor groepen uit de wet; daar hoort dit niet bij.",
        en="A fixed term is only lawful for groups named in the decree; this is none of them.",
        told_to=Audience.NOBODY,
        comparator=Comparator.MASKS_MEET_IF_ASKED,
        left=("request.lawful_grounds",),
        right=("place.grounds_asked",),
        forms=LEASES,
        shows=TemporaryGround,
    ),
    PairRule(
        code="E08_PERMIT",
        basis="Leegstandwet, articles 15 and 16",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="De vergunning volgens de Leegstandwet ontbreekt of loopt nog geen zes maanden.",
        en="The Vacancy Act permit is missing or has less than six months left.",
        told_to=Audience.MUNICIPALITY,
        comparator=Comparator.WINDOW_CONTAINS,
        left=("request.start_day", "request.vacancy_term_days"),
        right=("place.available_from_day", "place.permit_limit_day"),
        forms=LEASES,
    ),
    PairRule(
        code="E09_HOSPITA",
        basis="BW 7:232 lid 3",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Een hospitacontract kan alleen als de verhuurder zelf in het huis woont.",
        en="A hospita contract is only possible where the landlord lives in the house.",
        told_to=Audience.NOBODY,
        comparator=Comparator.IMPLIES,
        left=("place.is_hospita",),
        right=("place.landlord_lives_in",),
        forms=LEASES,
    ),
    PairRule(
        code="E09_GUEST_YEAR",
        basis="guest agreement as Onder de Pannen uses it: a year at most",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Logeren mag niet zo lang als nodig is: hoogstens {right} dagen, en {left} zijn nodig.",
        en="A guest may not stay as long as is needed: {right} days at most, {left} are needed.",
        comparator=Comparator.AT_MOST,
        left=("request.minimum_stay_days",),
        right=("request.guest_term_days",),
        forms=GUEST,
        counts=DAYS,
    ),
)
