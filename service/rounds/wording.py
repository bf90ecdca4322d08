"""Rounds in plain words, Dutch first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import Field

from service.codelists.decisions import MoveOutcome, RoundFailure, RoundState
from service.wire import Outbound


class Words(Outbound):
    """A sentence for people."""

    nl: str = Field(description="In Dutch")
    en: str = Field(description="In English")


@dataclass(frozen=True)
class Counts:
    """How much took part in a round and came of it; None before that is known."""

    requests: int | None
    places: int | None
    places_left_out: int | None
    proposed: int | None


NOTHING_ASKED = Words(
    nl="Er waren geen actieve aanvragen in deze regio waarover u beslist. Er is niets voorgesteld.",
    en="There were no active requests in this region for you to decide on. Nothing was proposed.",
)
NOTHING_FREE = Words(
    nl="Er waren geen vrije woonplekken in deze regio. Er is niets voorgesteld; bij elke aanvraag "
    "staat waarom.",
    en="There were no free places in this region. Nothing was proposed; each request says why.",
)
NOTHING_FITS_THIS = Words(
    nl="Geen van de vrije woonplekken paste; hieronder staat wat in de weg stond.",
    en="None of the free places fitted; what stood in the way is listed.",
)
NOTHING_FITS = Words(
    nl="Geen van de vrije woonplekken past bij een aanvraag. Bij elke aanvraag staat waarom.",
    en="None of the free places fits a request. Each request says why.",
)


def of_round(state: RoundState, failure: RoundFailure | None, counts: Counts) -> Words:
    """Where a round stands, and what came of it."""
    if failure is not None:
        return Words(
            nl=f"De ronde is mislukt: {failure.nl}. Er is niets opgeslagen.",
            en=f"The round failed: {failure.en}. Nothing was stored.",
        )
    if state is RoundState.DONE:
        return _and_left_out(_of_result(counts), counts.places_left_out)
    return Words(nl=f"De ronde is {state.nl}.", en=f"The round is {state.en}.")


def _of_result(counts: Counts) -> Words:
    if not counts.requests:
        return NOTHING_ASKED
    if not counts.places:
        return NOTHING_FREE
    if not counts.proposed:
        return NOTHING_FITS
    return Words(
        nl=f"Aanvragen met een voorstel: {counts.proposed} van {counts.requests}. "
        f"Vrije woonplekken: {counts.places}.",
        en=f"Requests with a proposal: {counts.proposed} of {counts.requests}. "
        f"Free places: {counts.places}.",
    )


def _and_left_out(words: Words, places: int | None) -> Words:
    if not places:
        return words
    return Words(
        nl=f"{words.nl} Vrije woonplekken die niet meededen: {places}. Hun gemeente doet niet mee "
        "aan Woonplek en kan dus geen toestemming geven.",
        en=f"{words.en} Free places that were left out: {places}. Their municipality takes no part "
        "in Woonplek and so cannot consent.",
    )


def of_minimum(asked: int, reached: int, short: int) -> Words:
    """What was agreed at least, and whether the round reaches it."""
    nl = f"Nodig: minstens {asked}. Voorgesteld: {reached}."
    en = f"Needed: {asked} at least. Proposed: {reached}."
    if not short:
        return Words(nl=nl, en=en)
    return Words(
        nl=f"{nl} Tekort: {short}. De regels en wie voorgaat, gaan boven een minimum.",
        en=f"{en} Short: {short}. The rules and who goes first come before a minimum.",
    )


def of_shift(asked: int, before: int, after: int) -> Words:
    """What would become of what was agreed at least."""
    return Words(
        nl=f"Van de {asked} die minstens nodig zijn: nu {before}, dan {after}.",
        en=f"Of the {asked} needed at least: {before} now, {after} then.",
    )


PHASES = {
    "FLOW": Words(nl="wat hoogstens kan is berekend", en="what is possible at most is known"),
    "PLAN": Words(nl="er is een eerste plan", en="there is a first plan"),
    "TIERS": Words(nl="groep na groep is bewezen", en="group after group is proven"),
    "ADVICE": Words(
        nl="het plan is klaar; nu wat had geholpen",
        en="the plan is ready; now what would have helped",
    ),
}
"""What the engine tells while it works."""


def of_phase(phase: str) -> Words:
    """How far the engine is."""
    return PHASES.get(phase) or Words(nl=phase, en=phase)


def of_unplaced(eligible_units: int, reasons: int) -> Words:
    """Why there is no proposal, in one sentence; the rules follow as codes."""
    if eligible_units:
        return Words(
            nl=f"Woonplekken die pasten: {eligible_units}. Anderen gingen voor, of er was geen "
            "ruimte meer bij de begeleiding, de contracten of de buurt.",
            en=f"Places that fitted: {eligible_units}. Others went first, or there was no room "
            "left in support, contracts or the neighbourhood.",
        )
    return NOTHING_FITS_THIS if reasons else NOTHING_FREE


NOT_POSSIBLE = Words(
    nl="Dit kan niet; er verandert niets.", en="This is not possible; nothing changes."
)
NOTHING_MOVES = Words(nl="Er verandert niets.", en="Nothing changes.")


WHY_NOT_UNTOLD = Words(
    nl="De reden staat er nooit bij. Anders was te zien waar een huishouden niet veilig is.",
    en="The reason is never given. Otherwise it would show where a household is not safe.",
)
"""Said of every pair that cannot be: a reason told for some would single out the others."""


def of_trial(possible: bool, outcomes: Sequence[MoveOutcome]) -> Words:
    """What a pin, a veto or a hold would do."""
    if not outcomes:
        return NOTHING_MOVES if possible else NOT_POSSIBLE
    wins, loses, changes = (outcomes.count(each) for each in MoveOutcome)
    return Words(
        nl=f"Aanvragen die een woonplek krijgen: {wins}; die er een verliezen: {loses}; met "
        f"een ander voorstel: {changes}.",
        en=f"Requests that win a place: {wins}; that lose one: {loses}; with another "
        f"proposal: {changes}.",
    )


def of_trial_at_the_table(
    possible: bool, outcomes: Sequence[MoveOutcome], day: date | None
) -> Words:
    """The same without a reason; `day` where things changed since the snapshot's."""
    words = of_trial(possible, outcomes)
    if not possible:
        words = Words(
            nl=f"{words.nl} {WHY_NOT_UNTOLD.nl}",
            en=f"{words.en} {WHY_NOT_UNTOLD.en}",
        )
    return _of_its_day(words, day)


def of_repair(refused: int, again: int, in_turn: int, others: int, day: date | None) -> Words:
    """What comes after a no; `day` where things changed since the snapshot's."""
    words = Words(
        nl=f"Voorstellen die niet doorgaan: {refused}. Huishoudens met een volgend aanbod: "
        f"{again}. Woonplekken met een volgend huishouden: {in_turn}. Anderen van wie het "
        f"voorstel verandert of vervalt: {others}.",
        en=f"Proposals that will not be: {refused}. Households with a next offer: {again}. Places "
        f"with a next household: {in_turn}. Others whose proposal changes or falls: {others}.",
    )
    return _of_its_day(words, day)


def _of_its_day(words: Words, day: date | None) -> Words:
    if day is None:
        return words
    return Words(
        nl=f"{words.nl} Gerekend met de stand van {day:%d-%m-%Y}; daarna is er iets veranderd.",
        en=f"{words.en} Counted on the snapshot of {day.isoformat()}; something changed since.",
    )
