"""How a round goes first things first, and how it ends."""

from matching.codes.code import Code


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
        "De plek is niet veilig voor dit huishouden, of ligt bij wie het gescheiden moet wonen",
        "The place is not safe for this household, or with somebody it must live apart from",
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


class EarlierEvent(Code):
    """What happened between a household and an owner before; none of it counts against anybody."""

    REFUSED = (
        "REFUSED",
        "Het huishouden koos niet voor een woonplek",
        "The household did not choose a place",
    )
    OWNER_REFUSED = (
        "OWNER_REFUSED",
        "De verhuurder nam een voorstel niet aan",
        "The owner did not accept a proposal",
    )
    ENDED = (
        "ENDED",
        "Het huishouden had een woonplek, die is geëindigd",
        "The household had a place, which ended",
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


class LimitKind(Code):
    """What a limit is on that a proof names: who has one place at most, or what can run out."""

    REQUEST = ("REQUEST", "Een plek per aanvraag", "One place a request")
    PLACE = ("PLACE", "Woonplekken van een soort", "Units of a place")
    NEIGHBOURHOOD = ("NEIGHBOURHOOD", "Buurt", "Neighbourhood")
    CASELOAD = ("CASELOAD", "Begeleiding die vrij is", "Free caseload")
    LEASES = ("LEASES", "Huurcontracten van een zorgaanbieder", "Leases of a care provider")
    QUOTA = ("QUOTA", "Afspraak over aantallen", "Agreement on numbers")
    MINIMUM = ("MINIMUM", "Afgesproken minimum", "Agreed minimum")
