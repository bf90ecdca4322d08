"""The rules as data, each defined once: what it compares, how strong it is, on which basis.

Codes are those of the project's decision table (E01-E27). From one definition come the filter over
blocks of pairs, the sentence "why not" for one pair, and the row in the documentation. A rule
speaks about contract forms: where it fails, the pair loses those forms, and a pair without a form
left is out.
"""

from dataclasses import dataclass
from enum import StrEnum

from matching import tenure
from matching.codes import (
    Accessibility,
    AgeBand,
    CareLevel,
    CareType,
    Code,
    ContractForm,
    IncomeBand,
    Level,
    PairReason,
    TemporaryGround,
    Trait,
    mask,
)
from matching.comparators import Comparator

ALL_FORMS = ContractForm.all_bits()
GUEST = ContractForm.GUEST_AGREEMENT.bit
PAID = ALL_FORMS & ~ContractForm.CARE_STAY.bit
LEASES = ALL_FORMS & ~mask(tenure.WITHOUT_LEASE)
LEASED_BY_PROVIDER = mask(tenure.LEASED_BY_PROVIDER)
BY_AGREEMENT = LEASED_BY_PROVIDER | mask((ContractForm.TRIPARTITE, ContractForm.CARE_STAY))

ONLY_HARD = (Level.HARD,)
HARD_OR_WARNING = (Level.HARD, Level.WARNING)
SOFT_OR_WARNING = (Level.SOFT, Level.WARNING)
ONLY_WARNING = (Level.WARNING,)
PRACTICE = "practice of housing with support"
WITHOUT_SHELTER = "rent rules do not reach a care stay or a single shelter room"


class Unit(StrEnum):
    """How a rule's values are shown in its sentence."""

    NUMBER = "NUMBER"
    EURO = "EURO"
    DAY = "DAY"


@dataclass(frozen=True, slots=True)
class Rule:
    """What every rule has: a level of its own, the levels a policy may choose, and a reason."""

    code: str
    basis: str
    level: Level
    levels: tuple[Level, ...]
    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class PairRule(Rule):
    """A test on one request and one place.

    `left` and `right` name operands ("request.persons", "place.persons_max", "pair.kilometres");
    the reason may show the first of each as {left} and {right}, and an `estimate` as {least} and
    {most}. What a reason shows stands between brackets, after a colon or in a sentence of its own:
    without it the reason holds for every pair (`in_general`). At level SOFT a failure costs
    `points`, or `points` times `measure` whether it fails or not.
    """

    comparator: Comparator
    left: tuple[str, ...]
    right: tuple[str, ...]
    forms: int = ALL_FORMS
    shows: Unit | type[Code] = Unit.NUMBER
    estimate: tuple[str, ...] = ()
    points: int = 0
    measure: str = ""


@dataclass(frozen=True, slots=True)
class CapacityRule(Rule):
    """A test on what is used by a whole plan, or on whether a provider can be found at all."""


WHEN = (
    PairRule(
        code="E01_START",
        basis=PRACTICE,
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="De woonplek komt te laat vrij: op {right}, en uiterlijk {left} is nodig.",
        en="The place comes free too late: on {right}, and {left} is needed at the latest.",
        comparator=Comparator.AT_LEAST,
        left=("request.latest_start_day",),
        right=("place.available_from_day",),
        shows=Unit.DAY,
    ),
    PairRule(
        code="E01_STAY",
        basis=PRACTICE,
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="De woonplek is niet lang genoeg beschikbaar voor de tijd die nodig is.",
        en="The place is not available for as long as is needed.",
        comparator=Comparator.WINDOW_CONTAINS,
        left=("request.start_day", "request.minimum_stay_days"),
        right=("place.available_from_day", "place.end_day"),
    ),
    PairRule(
        code="E01_MINIMUM",
        basis=PRACTICE,
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Wie hier komt wonen, moet langer kunnen blijven dan de woonplek nog beschikbaar is.",
        en="A resident here must be able to stay longer than the place is still available.",
        comparator=Comparator.WINDOW_CONTAINS,
        left=("request.start_day", "place.minimum_stay_days"),
        right=("place.available_from_day", "place.end_day"),
    ),
    PairRule(
        code="E01_TERM",
        basis="the longest lease that the tenure title allows (BW 7:271, 7:274c; Stb. 2024, 152)",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Een huurcontract duurt hier niet zo lang als nodig is: hoogstens {right} dagen, en er "
        "zijn {left} nodig.",
        en="A lease does not last as long as is needed here: {right} days at most, and {left} are "
        "needed.",
        comparator=Comparator.AT_MOST,
        left=("request.minimum_stay_days",),
        right=("place.title_term_days",),
        forms=LEASES,
    ),
)

WHO = (
    PairRule(
        code="E02_TOO_FEW",
        basis="VERA EenheidVoorwaarden",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Het huishouden is te klein: {left} persoon of personen, de woonplek vraagt er {right}.",
        en="The household is too small: {left} person(s), the place asks for {right}.",
        comparator=Comparator.AT_LEAST,
        left=("request.persons",),
        right=("place.persons_min",),
    ),
    PairRule(
        code="E02_TOO_MANY",
        basis="VERA EenheidVoorwaarden",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Het huishouden is te groot: {left} personen, de woonplek is voor hoogstens {right}.",
        en="The household is too large: {left} people, the place is for {right} at most.",
        comparator=Comparator.AT_MOST,
        left=("request.persons",),
        right=("place.persons_max",),
    ),
    PairRule(
        code="E02_CHILDREN",
        basis="VERA EenheidVoorwaarden",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Er horen kinderen bij het huishouden; die mogen hier niet wonen.",
        en="There are children in the household; they may not live here.",
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
        comparator=Comparator.MASK_IS_COVERED,
        left=("request.adult_ages",),
        right=("place.adult_ages",),
        shows=AgeBand,
    ),
    PairRule(
        code="E05_PROGRAMME",
        basis="Housing First principle 1: no test of readiness, only the programme's own places",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Deze woonplek is voor mensen in het programma Housing First.",
        en="This place is for people in the Housing First programme.",
        comparator=Comparator.IMPLIES,
        left=("place.housing_first",),
        right=("request.housing_first",),
    ),
)

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
    ),
)

CARE = (
    PairRule(
        code="E10_CARE",
        basis=PRACTICE,
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="De begeleiding die nodig is ({left}) kan op deze woonplek niet.",
        en="The support that is needed ({left}) cannot be given at this place.",
        comparator=Comparator.MASK_IS_COVERED,
        left=("request.care_mask",),
        right=("place.care_types",),
        shows=CareType,
    ),
    PairRule(
        code="E10_LEVEL",
        basis=PRACTICE,
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Er is meer begeleiding nodig ({left}) dan hier kan ({right}).",
        en="More support is needed ({left}) than can be given here ({right}).",
        comparator=Comparator.AT_MOST,
        left=("request.care_level",),
        right=("place.max_care_level",),
        shows=CareLevel,
    ),
    PairRule(
        code="E13_ACCESS",
        basis="VERA TOEGANKELIJKHEIDSLABEL",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="De woonplek is niet toegankelijk genoeg. Nodig: {left}. Hier: {right}.",
        en="The place is not accessible enough. Needed: {left}. Here: {right}.",
        comparator=Comparator.AT_MOST,
        left=("request.accessibility",),
        right=("place.accessibility",),
        shows=Accessibility,
    ),
)

HOUSE = (
    PairRule(
        code="E14_FORBIDDEN",
        basis="rules of the house",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="De regels van het huis staan iets van dit huishouden niet toe. Verboden is: {right}.",
        en="The rules of the house forbid something of this household. Forbidden is: {right}.",
        comparator=Comparator.MASKS_ARE_DISJOINT,
        left=("request.traits",),
        right=("place.forbids",),
        shows=Trait,
    ),
    PairRule(
        code="E14_REQUIRED",
        basis="rules of the house",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="De woonplek is voor een andere groep: {left}.",
        en="The place is for another group: {left}.",
        comparator=Comparator.MASK_IS_COVERED,
        left=("place.requires",),
        right=("request.traits",),
        shows=Trait,
    ),
    PairRule(
        code="E14_WANTS_FORBIDDEN",
        basis="what the household must find",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Hier mag iets wat voor dit huishouden verboden moet zijn: {left}.",
        en="Something is allowed here that the household needs to be forbidden: {left}.",
        comparator=Comparator.MASK_IS_COVERED,
        left=("request.wants_forbidden",),
        right=("place.forbids",),
        shows=Trait,
    ),
    PairRule(
        code="E14_WANTS_REQUIRED",
        basis="what the household must find",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Het huishouden heeft een huis nodig voor een eigen groep: {left}.",
        en="The household needs a house for a group of its own: {left}.",
        comparator=Comparator.MASK_IS_COVERED,
        left=("request.wants_required",),
        right=("place.requires",),
        shows=Trait,
    ),
    PairRule(
        code="E14_AREA",
        basis="safety of the household",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="De woonplek ligt in een gebied dat voor dit huishouden niet veilig is.",
        en="The place lies in an area that is not safe for this household.",
        comparator=Comparator.NONE_OF,
        left=(f"forbidden.{PairReason.AREA_TO_AVOID}",),
        right=(),
    ),
    PairRule(
        code="E14_TOGETHER",
        basis="households who asked to live together",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Iemand met wie het huishouden samen wil wonen, heeft een plek in een ander pand.",
        en="Somebody the household wants to live together with has a place in another property.",
        comparator=Comparator.NONE_OF,
        left=(f"forbidden.{PairReason.GROUP_ELSEWHERE}",),
        right=(),
    ),
    PairRule(
        code="E14_ABSENT",
        basis="households who asked to live together",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Iemand met wie het huishouden samen wil wonen, doet niet mee aan deze ronde.",
        en="Somebody the household wants to live together with takes no part in this round.",
        comparator=Comparator.NONE_OF,
        left=(f"forbidden.{PairReason.GROUP_ABSENT}",),
        right=(),
    ),
    PairRule(
        code="E26_REFUSED",
        basis="the household's own choice; it never lowers its priority",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Het huishouden heeft deze woonplek eerder niet gewild.",
        en="The household did not want this place before.",
        comparator=Comparator.NONE_OF,
        left=(f"forbidden.{PairReason.REFUSED_BEFORE}",),
        right=(),
    ),
    PairRule(
        code="E26_OWNER",
        basis="the owner's answer; it never lowers the household's priority",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="De verhuurder heeft dit voorstel eerder niet aangenomen.",
        en="The owner did not accept this proposal before.",
        comparator=Comparator.NONE_OF,
        left=(f"forbidden.{PairReason.OWNER_REFUSED}",),
        right=(),
    ),
    PairRule(
        code="E26_REJECTED",
        basis="the municipality's decision",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="De gemeente heeft dit voorstel eerder afgekeurd.",
        en="The municipality rejected this proposal before.",
        comparator=Comparator.NONE_OF,
        left=(f"forbidden.{PairReason.REJECTED_BEFORE}",),
        right=(),
    ),
)

MONEY = (
    PairRule(
        code="E15_INCOME",
        basis="Woningwet, DAEB income limits; " + WITHOUT_SHELTER,
        level=Level.HARD,
        levels=HARD_OR_WARNING,
        nl="Het inkomen is te hoog voor deze sociale huurwoning: {left}.",
        en="The income is too high for this social rental home: {left}.",
        comparator=Comparator.AT_MOST,
        left=("request.income_band",),
        right=("place.income_limit",),
        forms=LEASES,
        shows=IncomeBand,
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
        nl="Voor deze woonplek is geen huurtoeslag mogelijk.",
        en="No rent allowance is possible for this place.",
        comparator=Comparator.IMPLIES,
        left=("request.may_get_allowance",),
        right=("place.allowance_open",),
        forms=PAID,
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

CAPACITY = (
    CapacityRule(
        code="E06_PROVIDER",
        basis="handreiking Wonen met begeleiding: a signed agreement with the owner",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Geen zorgaanbieder kan hier met deze contractvorm werken: een afspraak ontbreekt.",
        en="No care provider can work here with this contract form: an agreement is missing.",
    ),
    CapacityRule(
        code="E06_LEASES",
        basis="the care provider's own lease budget",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="De zorgaanbieder kan geen huurcontract meer op eigen naam nemen.",
        en="The care provider can take on no more leases in its own name.",
    ),
    CapacityRule(
        code="E11_CASELOAD",
        basis="caseload agreed with the care provider",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Geen zorgaanbieder heeft in deze regio ruimte voor deze begeleiding.",
        en="No care provider in this region has room for this support.",
    ),
    CapacityRule(
        code="E12_SHARE",
        basis="Housing First principle 2: at most about 20 % of a complex, choice comes first",
        level=Level.WARNING,
        levels=HARD_OR_WARNING,
        nl="In dit complex wonen al veel mensen via Housing First.",
        en="Many people in this complex already live there through Housing First.",
    ),
    CapacityRule(
        code="E27_NEIGHBOURHOOD",
        basis="agreement on the neighbourhood",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="In deze buurt kan deze ronde niemand meer bij.",
        en="This neighbourhood can take no more households in this round.",
    ),
    CapacityRule(
        code="E27_QUOTA",
        basis="agreement on numbers (prestatieafspraken, taakstelling)",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Het afgesproken aantal is bereikt.",
        en="The agreed number has been reached.",
    ),
    CapacityRule(
        code="E14_GROUP",
        basis="households who asked to live together or apart",
        level=Level.HARD,
        levels=ONLY_HARD,
        nl="Er is geen plek voor de hele groep bij elkaar.",
        en="There is no room for the whole group together.",
    ),
)

PAIR_RULES: tuple[PairRule, ...] = (*WHEN, *WHO, *CONTRACT, *CARE, *HOUSE, *MONEY, *WHERE)
RULES: dict[str, Rule] = {rule.code: rule for rule in (*PAIR_RULES, *CAPACITY)}
WAITING = "E23_WAITING"
FORM = "E04_FORM"
