"""Words about events and how they are told."""

from matching.codes.code import Code


class EventType(Code):
    """What is told to other systems (CloudEvents `type`); of whom to whom stands in
    `service/events/table.py`."""

    ROUND_DONE = "nl.woonplek.round.done", "ronde klaar", "round done"
    ROUND_FAILED = "nl.woonplek.round.failed", "ronde mislukt", "round failed"
    ROUND_CANCELLED = "nl.woonplek.round.cancelled", "ronde gestopt", "round cancelled"
    PROPOSAL_APPROVED = (
        "nl.woonplek.proposal.approved",
        "voorstel goedgekeurd",
        "proposal approved",
    )
    PROPOSAL_REJECTED = (
        "nl.woonplek.proposal.rejected",
        "voorstel afgekeurd",
        "proposal rejected",
    )
    PROPOSAL_PLACED = "nl.woonplek.proposal.placed", "huishouden gehuisvest", "household placed"
    PROPOSAL_DECLINED = "nl.woonplek.proposal.declined", "voorstel geweigerd", "proposal declined"
    PROPOSAL_WITHDRAWN = (
        "nl.woonplek.proposal.withdrawn",
        "goedkeuring ingetrokken",
        "approval withdrawn",
    )
    PROPOSAL_EXPIRED = (
        "nl.woonplek.proposal.expired",
        "voorstel vervallen door een ronde van een andere gemeente",
        "proposal expired by a round of another municipality",
    )
    OFFER_MADE = "nl.woonplek.offer.made", "aanbieding gedaan", "offer made"
    OFFER_ACCEPTED = "nl.woonplek.offer.accepted", "ja op een aanbieding", "offer accepted"
    OFFER_DECLINED = "nl.woonplek.offer.declined", "nee op een aanbieding", "offer declined"
    OFFER_WITHDRAWN = "nl.woonplek.offer.withdrawn", "aanbieding ingetrokken", "offer withdrawn"
    PLACEMENT_CONFIRMED = (
        "nl.woonplek.placement.confirmed",
        "plaatsing bevestigd",
        "placement confirmed",
    )
    PLACEMENT_CANCELLED = (
        "nl.woonplek.placement.cancelled",
        "plaatsing gaat niet door",
        "placement cancelled",
    )
    PLACEMENT_ENDED = "nl.woonplek.placement.ended", "plaatsing beëindigd", "placement ended"
    IDENTITY_OPENED = (
        "nl.woonplek.identity.opened",
        "persoonsgegevens geopend door de verhuurder",
        "identity opened by the landlord",
    )
    IMPORT_DONE = "nl.woonplek.import.done", "bestand verwerkt", "file taken in"
    IMPORT_REFUSED = "nl.woonplek.import.refused", "bestand geweigerd", "file refused"


class DeliveryState(Code):
    """How far the telling of an event is; the moves stand in `service/webhooks/workflow.py`."""

    PENDING = "PENDING", "onderweg", "on its way"
    DELIVERED = "DELIVERED", "bezorgd", "delivered"
    GIVEN_UP = "GIVEN_UP", "opgegeven", "given up"


class DeliveryFailure(Code):
    """Why an event could not be delivered at the last try."""

    NOT_TAKEN = "NOT_TAKEN", "de ontvanger nam het niet aan", "the receiver did not take it"
    NO_SUCH_NAME = (
        "NO_SUCH_NAME",
        "de naam leidt nergens heen op het open internet",
        "the name leads nowhere on the open internet",
    )
    NOT_OUTSIDE = (
        "NOT_OUTSIDE",
        "het adres ligt niet op het open internet",
        "the address is not on the open internet",
    )
    NOT_SECURE = (
        "NOT_SECURE",
        "geen vertrouwde beveiligde verbinding",
        "no trusted secure connection",
    )
    NO_CONNECTION = "NO_CONNECTION", "geen verbinding", "no connection"
    TOO_SLOW = "TOO_SLOW", "geen antwoord op tijd", "no answer in time"
    BROKEN_ANSWER = "BROKEN_ANSWER", "het antwoord is geen HTTP", "the answer is no HTTP"
    TURNED_OFF = "TURNED_OFF", "het afleveradres staat uit", "the endpoint is turned off"


class TurnedOff(Code):
    """Why we turned an endpoint off."""

    GONE = "GONE", "de ontvanger antwoordde 410", "the receiver answered 410"
    SILENT = "SILENT", "dagenlang niets bezorgd", "nothing delivered for days"
