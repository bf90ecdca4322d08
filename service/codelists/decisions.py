"""Words about rounds, proposals, decisions, offers and what follows."""

from matching.codes.code import Code


class RoundState(Code):
    """Where a round stands; the moves stand in `service/rounds/workflow.py`."""

    QUEUED = "QUEUED", "in de wachtrij", "queued"
    SOLVING = "SOLVING", "bezig", "solving"
    DONE = "DONE", "klaar", "done"
    FAILED = "FAILED", "mislukt", "failed"
    CANCELLED = "CANCELLED", "gestopt", "cancelled"


class RoundFailure(Code):
    """Why a round brought nothing; nothing of it was written."""

    INPUT_REFUSED = (
        "INPUT_REFUSED",
        "de gegevens van de ronde kloppen niet",
        "the round's data are not right",
    )
    ENGINE_FAILED = (
        "ENGINE_FAILED",
        "het rekenprogramma is gestopt zonder uitkomst",
        "the engine ended without a result",
    )
    CHECK_FAILED = (
        "CHECK_FAILED",
        "de uitkomst is afgekeurd door de controle",
        "the result did not pass the check",
    )
    GAVE_UP = (
        "GAVE_UP",
        "de ronde is te vaak afgebroken",
        "the round was broken off too often",
    )
    UNEXPECTED = "UNEXPECTED", "er ging bij ons iets mis", "something went wrong on our side"


class MoveOutcome(Code):
    """What another plan would bring somebody."""

    WINS = "WINS", "krijgt een woonplek", "gets a place"
    LOSES = "LOSES", "verliest de woonplek", "loses its place"
    CHANGES = "CHANGES", "krijgt een ander voorstel", "gets another proposal"


class ProposalState(Code):
    """Where a proposal stands; the moves stand in `service/proposals/workflow.py`."""

    PROPOSED = "PROPOSED", "ter beoordeling", "proposed"
    APPROVED = "APPROVED", "goedgekeurd", "approved"
    REJECTED = "REJECTED", "afgekeurd", "rejected"
    PLACED = "PLACED", "gehuisvest", "placed"
    DECLINED = "DECLINED", "geweigerd", "declined"
    WITHDRAWN = "WITHDRAWN", "ingetrokken", "withdrawn"
    EXPIRED = "EXPIRED", "vervallen", "expired"


class DecisionOutcome(Code):
    """What a municipality decides on a proposal."""

    APPROVED = "APPROVED", "goedgekeurd", "approved"
    REJECTED = "REJECTED", "afgekeurd", "rejected"


class RejectionReason(Code):
    """Why a municipality does not follow a proposal."""

    INSUFFICIENT_REASONS = "INSUFFICIENT_REASONS", "onvoldoende gemotiveerd", "insufficient reasons"
    OTHER_PRIORITY = "OTHER_PRIORITY", "iemand anders gaat voor", "somebody else has priority"
    REGION_DECISION = "REGION_DECISION", "besluit over de regio", "decision on the region"
    SUPPORT_CAPACITY = "SUPPORT_CAPACITY", "te weinig begeleiding", "too little support"
    AFFORDABILITY = "AFFORDABILITY", "niet betaalbaar", "not affordable"
    SAFETY = "SAFETY", "veiligheid", "safety"
    DATA_INCORRECT = "DATA_INCORRECT", "gegevens kloppen niet", "data incorrect"
    OTHER = "OTHER", "anders", "other"


class OfferParty(Code):
    """Whose yes is needed after an approval."""

    OWNER = "OWNER", "verhuurder", "owner"
    HOUSEHOLD = "HOUSEHOLD", "huishouden", "household"
    RECEIVING_MUNICIPALITY = (
        "RECEIVING_MUNICIPALITY",
        "ontvangende gemeente",
        "receiving municipality",
    )


class OfferState(Code):
    """Where an offer stands (VERA: AANBIEDINGSTATUS)."""

    OPEN = "OPEN", "wacht op antwoord", "waiting for an answer", "AANBIEDINGSTATUS.AAN"
    ACCEPTED = "ACCEPTED", "ja", "yes", "AANBIEDINGSTATUS.TOE"
    DECLINED = "DECLINED", "nee", "no", "AANBIEDINGSTATUS.GEW"
    WITHDRAWN = "WITHDRAWN", "ingetrokken", "withdrawn", "AANBIEDINGSTATUS.ING"


class DeclineReason(Code):
    """Why an offer is declined. There is no 'unsuitable as a tenant' (VERA's ONG) on purpose."""

    RENT_TOO_HIGH = "RENT_TOO_HIGH", "huur te hoog", "rent too high", "AANBIEDINGDETAILSTATUS.HUU"
    DWELLING = "DWELLING", "de woning bevalt niet", "dwelling", "AANBIEDINGDETAILSTATUS.WBN"
    QUALITY = "QUALITY", "kwaliteit van de woning", "quality", "AANBIEDINGDETAILSTATUS.WKN"
    SURROUNDINGS = "SURROUNDINGS", "woonomgeving", "surroundings", "AANBIEDINGDETAILSTATUS.WOB"
    PERSONAL = "PERSONAL", "persoonlijke reden", "personal", "AANBIEDINGDETAILSTATUS.PER"
    NO_LONGER_INTERESTED = (
        "NO_LONGER_INTERESTED",
        "niet meer nodig",
        "no longer interested",
        "AANBIEDINGDETAILSTATUS.GEE",
    )
    TOO_FAR_FROM_NETWORK = "TOO_FAR_FROM_NETWORK", "te ver van mijn netwerk", "too far from network"
    CONTRACT_FORM = "CONTRACT_FORM", "soort contract", "contract form"
    SUPPORT_DOES_NOT_FIT = "SUPPORT_DOES_NOT_FIT", "begeleiding past niet", "support does not fit"
    SAFETY = "SAFETY", "veiligheid", "safety"
    HOUSEMATES = "HOUSEMATES", "huisgenoten", "housemates"
    PETS = "PETS", "huisdier", "pets"
    TOO_TEMPORARY = "TOO_TEMPORARY", "te tijdelijk", "too temporary"
    PLACE_NO_LONGER_AVAILABLE = (
        "PLACE_NO_LONGER_AVAILABLE",
        "woonplek niet meer beschikbaar",
        "place no longer available",
    )
    AGREEMENT_FULL = "AGREEMENT_FULL", "afgesproken aantal is bereikt", "agreed number reached"
    NO_CONSENT = "NO_CONSENT", "geen toestemming van de gemeente", "no consent of the municipality"


class PlacementState(Code):
    """Where a placement stands; held from the approval on, so that nobody else gets the place."""

    HELD = "HELD", "vastgehouden", "held"
    CONFIRMED = "CONFIRMED", "bevestigd", "confirmed"
    CANCELLED = "CANCELLED", "gaat niet door", "cancelled"
    ENDED = "ENDED", "beëindigd", "ended"


class EndingReason(Code):
    """Why a placement ends; who may record which stands in `service/placements/workflow.py`."""

    MOVED_ON = "MOVED_ON", "doorgestroomd naar een andere woonplek", "moved on to another home"
    RESIDENT_NOTICE = "RESIDENT_NOTICE", "opgezegd door de bewoner", "notice by the resident"
    LANDLORD_NOTICE = "LANDLORD_NOTICE", "opgezegd door de verhuurder", "notice by the landlord"
    IN_CONSULTATION = "IN_CONSULTATION", "in overleg beëindigd", "ended by agreement"
    TERM_OVER = "TERM_OVER", "de afgesproken tijd is om", "the agreed term is over"
    COURT_ORDER = "COURT_ORDER", "uitspraak van de rechter", "court order"
    BACK_TO_SHELTER = "BACK_TO_SHELTER", "terug naar de opvang", "back to a shelter"
    DECEASED = "DECEASED", "overlijden", "deceased"


class LeaseParty(Code):
    """Who signs a lease as tenant."""

    HOUSEHOLD = "HOUSEHOLD", "het huishouden", "the household"
    CARE_PROVIDER = "CARE_PROVIDER", "de zorgaanbieder", "the care provider"


class MilestoneKind(Code):
    """A day in the life of a lease on which something must be done."""

    REVIEW = "REVIEW", "evaluatie", "review"
    FLIP_DECISION = "FLIP_DECISION", "besluit over omklappen", "decision on the flip"
    TRIAL_DECISION = "TRIAL_DECISION", "besluit voor het einde van de proeftijd", "trial decision"
    NOTICE_OPENS = "NOTICE_OPENS", "aanzeggen kan vanaf", "notice may be given from"
    NOTICE_CLOSES = "NOTICE_CLOSES", "aanzeggen kan tot en met", "notice may be given until"
    END = "END", "einde van het contract", "end of the lease"


class ImportState(Code):
    """Where an import stands."""

    QUEUED = "QUEUED", "in de wachtrij", "queued"
    DONE = "DONE", "verwerkt", "done"
    REFUSED = "REFUSED", "geweigerd", "refused"
