"""The code lists that the engine reads; the service builds its own lists on the same base.

A code is stored in a column by its position and in a set of codes by its bit, so the order of
the members is part of the snapshot's format: add new members at the end.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Self


class Code(StrEnum):
    """A code with its plain label in Dutch and English and its VERA code ("LIST.CODE") or None.

    `position` is its place in the list, from 0: what a column stores. `bit` is the code as a set
    of one: what a mask column stores.
    """

    nl: str
    en: str
    vera: str | None
    position: int
    bit: int

    def __new__(cls, value: str, nl: str, en: str, vera: str | None = None) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.nl, member.en, member.vera = nl, en, vera
        member.position = len(cls.__members__)
        member.bit = 1 << member.position
        return member

    @classmethod
    def at(cls, position: int) -> Self:
        """The code at a position; the inverse of `position`."""
        return list(cls)[position]

    @classmethod
    def from_mask(cls, bits: int) -> tuple[Self, ...]:
        """The codes in a mask, in the list's order; the inverse of `mask`."""
        if not 0 <= bits <= cls.all_bits():
            raise ValueError(f"{bits} is not a mask of {cls.__name__}")
        return tuple(code for code in cls if bits & code.bit)

    @classmethod
    def all_bits(cls) -> int:
        """The mask with every code of the list in it."""
        return (1 << len(cls)) - 1


def mask(codes: Iterable[Code]) -> int:
    """The codes as one whole number, a bit for each; 0 for no codes."""
    bits = 0
    for code in codes:
        bits |= code.bit
    return bits


class ContractForm(Code):
    """Who signs with whom (handreiking Wonen met begeleiding; omklap as VERA defines it)."""

    OWN_NAME = (
        "OWN_NAME",
        "Huurcontract op eigen naam",
        "Lease in the resident's own name",
        "OVEREENKOMSTDETAILSOORT.ONB",
    )
    OWN_NAME_ADDENDUM = (
        "OWN_NAME_ADDENDUM",
        "Huurcontract op eigen naam met afspraken over begeleiding",
        "Lease in own name with an addendum on support",
    )
    TRIPARTITE = (
        "TRIPARTITE",
        "Driepartijenovereenkomst",
        "Three-party agreement",
    )
    OMKLAP = (
        "OMKLAP",
        "Omklapcontract: eerst op naam van de zorgaanbieder, later op eigen naam",
        "Omklap contract: first in the care provider's name, later in the resident's",
        "PUBLICATIEDETAILMODEL.OMK",
    )
    INTERMEDIARY = (
        "INTERMEDIARY",
        "Huren van de zorgaanbieder (intermediaire verhuur)",
        "Letting through the care provider (intermediary)",
    )
    CARE_STAY = (
        "CARE_STAY",
        "Verblijf met zorg, zonder huur",
        "Stay with care, without rent",
    )
    GUEST_AGREEMENT = (
        "GUEST_AGREEMENT",
        "Logeerovereenkomst, hoogstens een jaar",
        "Guest agreement, one year at most",
    )


class TenureTitle(Code):
    """The legal ground and length of the stay."""

    INDEFINITE = (
        "INDEFINITE",
        "Onbepaalde tijd",
        "Open-ended",
        "OVEREENKOMSTDETAILSOORT.ONB",
    )
    TEMP_2Y = (
        "TEMP_2Y",
        "Tijdelijk, hoogstens twee jaar",
        "Fixed term, two years at most",
        "OVEREENKOMSTDETAILSOORT.TIJ",
    )
    YOUTH_5Y = (
        "YOUTH_5Y",
        "Jongerencontract, vijf jaar",
        "Youth contract, five years",
        "OVEREENKOMSTDETAILSOORT.JON",
    )
    CAMPUS = ("CAMPUS", "Campuscontract", "Campus contract", "OVEREENKOMSTDETAILSOORT.CAM")
    FLEX = (
        "FLEX",
        "Flexcontract, tot het einde van de vergunning",
        "Flex contract, until the permit ends",
        "OVEREENKOMSTDETAILSOORT.FLE",
    )
    ROOMWISE = (
        "ROOMWISE",
        "Kamergewijze verhuur",
        "Letting by the room",
        "OVEREENKOMSTDETAILSOORT.KAM",
    )
    MIDSTAY = (
        "MIDSTAY",
        "Midstay, enkele maanden tot een jaar",
        "Midstay, some months to a year",
        "OVEREENKOMSTDETAILSOORT.MID",
    )
    VACANCY_ACT = (
        "VACANCY_ACT",
        "Tijdelijk volgens de Leegstandwet",
        "Temporary under the Vacancy Act",
    )
    HOSPITA = (
        "HOSPITA",
        "Kamer bij iemand thuis (hospita)",
        "Room in the landlord's home (hospita)",
    )
    LOAN_FOR_USE = (
        "LOAN_FOR_USE",
        "Bruikleen: geen huur, weinig bescherming",
        "Loan for use: no rent, little protection",
        "EENHEIDDETAILSTATUS.BRU",
    )
    ANTI_SQUAT = (
        "ANTI_SQUAT",
        "Antikraak: weinig bescherming",
        "Property guardianship: little protection",
        "EENHEIDDETAILSTATUS.ANT",
    )


class PlaceKind(Code):
    """What kind of bookable place it is. Housing First is a programme, not a kind of place."""

    SELF_CONTAINED = ("SELF_CONTAINED", "Zelfstandige woning", "Self-contained home")
    ROOM_SHARED = (
        "ROOM_SHARED",
        "Kamer in een gedeeld huis",
        "Room in a shared house",
        "EENHEIDDETAILSOORT.KAM",
    )
    PRIVATE_ROOM = ("PRIVATE_ROOM", "Kamer bij iemand thuis", "Room in someone's home")
    STUDIO_CLUSTERED = (
        "STUDIO_CLUSTERED",
        "Studio in een gebouw met gedeelde ruimtes",
        "Studio in a clustered building",
        "WOONVORM.GEC",
    )
    GROUP = ("GROUP", "Woongroep", "Group home", "WOONVORM.GRO")
    SUPPORTED = ("SUPPORTED", "Begeleid wonen", "Supported housing", "WOONVORM.BEG")
    SHELTER_SINGLE = (
        "SHELTER_SINGLE",
        "Eenpersoonskamer in de opvang",
        "Single room in a shelter",
        "EENHEIDDETAILSOORT.OPV",
    )
    FLEX_HOME = ("FLEX_HOME", "Flexwoning", "Flex home", "EENHEIDDETAILSOORT.TIJ")


class CareType(Code):
    """The support that comes with a request, and that a place and a provider can give."""

    NONE = ("NONE", "Geen begeleiding", "No support")
    AMBULANT = ("AMBULANT", "Begeleiding aan huis", "Support at home")
    HOUSING_FIRST_ACT = (
        "HOUSING_FIRST_ACT",
        "Housing First-begeleiding",
        "Housing First support",
    )
    BESCHERMD_THUIS = ("BESCHERMD_THUIS", "Beschermd thuis", "Sheltered support at home")
    BESCHERMD_WONEN = ("BESCHERMD_WONEN", "Beschermd wonen", "Sheltered housing")
    OPVANG_MET_BEGELEIDING = (
        "OPVANG_MET_BEGELEIDING",
        "Opvang met begeleiding",
        "Shelter with support",
    )
    JONGEREN_COACHING = ("JONGEREN_COACHING", "Coaching voor jongeren", "Coaching for young people")
    NAZORG = ("NAZORG", "Nazorg", "Aftercare")


class CareLevel(Code):
    """How much support, from none to day and night (own scale, in rising order)."""

    NONE = ("NONE", "Geen", "None")
    LIGHT = ("LIGHT", "Licht: tot 2 uur in de week", "Light: up to 2 hours a week")
    REGULAR = ("REGULAR", "Gewoon", "Regular")
    INTENSIVE = ("INTENSIVE", "Veel", "Intensive")
    ON_CALL = ("ON_CALL", "Dag en nacht bereikbaar", "On call day and night")
    PRESENT = ("PRESENT", "Dag en nacht aanwezig", "Present day and night")


class Accessibility(Code):
    """How easy it is to get in and around, in rising order: each label includes those before it.

    VERA's ROG (rollator, but not step-free) stands beside this order; it comes in as SINGLE_FLOOR.
    """

    NONE = (
        "NONE",
        "Geen bijzondere toegankelijkheid",
        "No special access",
        "TOEGANKELIJKHEIDSLABEL.ZON",
    )
    SINGLE_FLOOR = (
        "SINGLE_FLOOR",
        "Gelijkvloers: binnen geen trap",
        "Single floor: no stairs inside",
        "TOEGANKELIJKHEIDSLABEL.GNV",
    )
    STEP_FREE = (
        "STEP_FREE",
        "Nultreden: binnen en buiten geen trap",
        "Step-free inside and outside",
        "TOEGANKELIJKHEIDSLABEL.NUL",
    )
    ROLLATOR = (
        "ROLLATOR",
        "Geschikt voor een rollator",
        "Fit for a walker",
        "TOEGANKELIJKHEIDSLABEL.ROA",
    )
    WHEELCHAIR = (
        "WHEELCHAIR",
        "Geschikt voor een rolstoel",
        "Fit for a wheelchair",
        "TOEGANKELIJKHEIDSLABEL.ROL",
    )
    LARGE_WHEELCHAIR = (
        "LARGE_WHEELCHAIR",
        "Geschikt voor een grote of elektrische rolstoel",
        "Fit for a large or electric wheelchair",
        "TOEGANKELIJKHEIDSLABEL.RUI",
    )


class AgeBand(Code):
    """An adult's age on the start day, known only by the flags 18, 21, 23 and 27."""

    UNDER_18 = ("UNDER_18", "Jonger dan 18", "Under 18")
    AGE_18_20 = ("AGE_18_20", "18 tot en met 20", "18 to 20")
    AGE_21_22 = ("AGE_21_22", "21 en 22", "21 and 22")
    AGE_23_26 = ("AGE_23_26", "23 tot en met 26", "23 to 26")
    AGE_27_PLUS = ("AGE_27_PLUS", "27 of ouder", "27 or older")


class IncomeBand(Code):
    """The household's income as a band, in rising order: the engine never sees the amount."""

    MINIMUM = (
        "MINIMUM",
        "Laag: de volle huurtoeslag is mogelijk",
        "Low: full rent allowance possible",
    )
    ALLOCATION = (
        "ALLOCATION",
        "Onder de grens voor passend toewijzen",
        "Under the limit for suitable allocation",
    )
    DAEB = (
        "DAEB",
        "Onder de grens voor sociale huur",
        "Under the limit for social rent",
    )
    ABOVE = (
        "ABOVE",
        "Boven de grens voor sociale huur",
        "Above the limit for social rent",
    )


class TemporaryGround(Code):
    """Who may get a fixed term of at most two years (Stb. 2024, 152, article 1)."""

    STUDY = ("STUDY", "Studie in een andere plaats", "Study in another town")
    URGENT_WORKS = (
        "URGENT_WORKS",
        "Huis uit door dringend werk of renovatie",
        "Out of the home for urgent works",
    )
    SHELTER_OR_EMERGENCY = (
        "SHELTER_OR_EMERGENCY",
        "Uit de opvang of in een sociale noodsituatie",
        "From a shelter or in a social emergency",
    )
    SECOND_CHANCE = ("SECOND_CHANCE", "Tweede kans", "Second chance")
    SURVIVING_MEMBER = (
        "SURVIVING_MEMBER",
        "Achtergebleven bewoner die niet kan blijven",
        "Surviving resident who cannot stay on",
    )
    PARENT_NEAR_CHILD = (
        "PARENT_NEAR_CHILD",
        "Ouder na scheiding, dicht bij het kind",
        "Parent after a separation, near the child",
    )
    ISLAND_WORK = (
        "ISLAND_WORK",
        "Tijdelijk werk op een Waddeneiland",
        "Temporary work on a Wadden island",
    )
    FROM_RECEPTION = (
        "FROM_RECEPTION",
        "Rechtstreeks uit de opvang van het COA",
        "Straight from COA reception",
    )


class Trait(Code):
    """What a household brings that a house rule may forbid or require (E14)."""

    PETS = ("PETS", "Huisdieren", "Pets")
    SMOKING = ("SMOKING", "Roken in huis", "Smoking indoors")
    PARTNER = ("PARTNER", "Partner die vaak blijft slapen", "Partner who often stays over")
    WOMEN_ONLY = ("WOMEN_ONLY", "Alle volwassenen zijn vrouw", "All adults are women")
    MEN_ONLY = ("MEN_ONLY", "Alle volwassenen zijn man", "All adults are men")


class ShelterAccess(Code):
    """Whether a household may have a place that the Wmo pays as shelter (E24).

    Only what the municipality found: whoever was never asked about stands with those who may.
    """

    OPEN = ("OPEN", "Opvang volgens de Wmo kan", "Shelter under the Wmo is possible")
    UNDER_INVESTIGATION = (
        "UNDER_INVESTIGATION",
        "De gemeente onderzoekt nog of opvang volgens de Wmo kan",
        "The municipality still looks into shelter under the Wmo",
    )
    CLOSED = ("CLOSED", "Opvang volgens de Wmo kan niet", "No shelter under the Wmo")


class GroupKind(Code):
    """What a group of requests asks of each other."""

    TOGETHER = (
        "TOGETHER",
        "Samen: in hetzelfde pand, allemaal of niemand",
        "Together: in the same property, all or none",
    )
    APART = ("APART", "Apart: nooit in hetzelfde complex", "Apart: never in the same complex")


class PairReason(Code):
    """Why a pair is fixed or forbidden before the round starts."""

    PINNED = ("PINNED", "Vastgezet door de gemeente", "Pinned by the municipality")
    ACCEPTED_OFFER = ("ACCEPTED_OFFER", "Aanbod is al aangenomen", "Offer already accepted")
    REFUSED_BEFORE = (
        "REFUSED_BEFORE",
        "Deze plek is eerder geweigerd",
        "This place was refused before",
    )
    AREA_TO_AVOID = (
        "AREA_TO_AVOID",
        "De plek ligt in een gebied dat niet veilig is voor dit huishouden",
        "The place lies in an area that is not safe for this household",
    )
    REJECTED_BEFORE = (
        "REJECTED_BEFORE",
        "De gemeente heeft dit voorstel eerder afgekeurd",
        "The municipality rejected this proposal before",
    )
    OWNER_REFUSED = (
        "OWNER_REFUSED",
        "De verhuurder heeft dit voorstel eerder niet aangenomen",
        "The owner did not accept this proposal before",
    )
    GROUP_ELSEWHERE = (
        "GROUP_ELSEWHERE",
        "Iemand met wie het huishouden samen wil wonen, heeft een plek in een ander pand",
        "Somebody the household wants to live together with has a place in another property",
    )
    GROUP_ABSENT = (
        "GROUP_ABSENT",
        "Iemand met wie het huishouden samen wil wonen, doet niet mee",
        "Somebody the household wants to live together with takes no part",
    )


class TierCode(Code):
    """Groups of requests that a policy may put first."""

    URGENT = ("URGENT", "Urgentie", "Urgent")
    YOUTH = ("YOUTH", "Jongeren die al lang geen thuis hebben", "Young people long without a home")
    FAMILY = ("FAMILY", "Gezinnen met kinderen", "Families with children")
    LONG_WAITING = ("LONG_WAITING", "Mensen die lang wachten", "People waiting long")
    REST = ("REST", "Alle anderen", "Everyone else")


class Level(Code):
    """How strong a rule is in a policy."""

    HARD = ("HARD", "Moet", "Must")
    SOFT = ("SOFT", "Telt mee", "Counts")
    WARNING = ("WARNING", "Waarschuwing", "Warning")


class Status(Code):
    """How a run of the engine ended; every ending is a result, none is an exception."""

    OPTIMAL = ("OPTIMAL", "Bewezen het beste", "Proven best")
    STOPPED = ("STOPPED", "Gestopt door de tijd", "Stopped by the clock")
    CANCELLED = ("CANCELLED", "Afgebroken", "Cancelled")
    INFEASIBLE = (
        "INFEASIBLE",
        "Kan niet: de vaste paren passen niet",
        "Not possible: the fixed pairs do not fit",
    )


class AdviceState(Code):
    """Whether it is told beside a plan what would have helped, and else why not."""

    GIVEN = ("GIVEN", "Er is verteld wat had geholpen", "It is told what would have helped")
    NOT_PROVEN = (
        "NOT_PROVEN",
        "Niet te zeggen: het plan is niet bewezen het beste",
        "Cannot be told: the plan is not proven best",
    )
    TOO_LARGE = (
        "TOO_LARGE",
        "Niet uitgerekend: de ronde is te groot",
        "Not worked out: the round is too large",
    )
    FAILED = (
        "FAILED",
        "Niet uitgerekend: dat mislukte of duurde te lang",
        "Not worked out: that failed or took too long",
    )


class Proof(Code):
    """What a bound in the certificate rests on."""

    FLOW = ("FLOW", "Stroming in een netwerk", "Network flow")
    LINEAR = ("LINEAR", "Lineair model", "Linear model")
    INTEGER = ("INTEGER", "Geheeltallig model", "Integer model")
    COUNT = ("COUNT", "Alleen geteld, niet bewezen", "Counted only, not proven")
