"""Whether a proposal still stands today: its seal, the states, and the engine's hard rules."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from matching.codes.contracts import ContractForm
from matching.pairs.block import Block
from matching.pairs.columns import columns_of
from matching.pairs.eligibility import kills
from matching.pairs.sheet import Sheet, sheet_of
from matching.reasons.explain import reasons
from service.actor import Actor
from service.clock import today
from service.codelists.decisions import ProposalState
from service.codelists.places import PlaceState
from service.codelists.requests import RequestState
from service.database_roles import counting
from service.errors import Conflict, Fault
from service.models import Proposal
from service.placements import repository as placements
from service.proposals import repository
from service.proposals.competence_repository import FirstLook
from service.proposals.digest import SEALED, digest_of
from service.proposals.lock_repository import Held
from service.proposals.settlement import placement_of
from service.rounds import scope_repository as rounds
from service.rounds.input_repository import Area
from service.rounds.seals import Seals
from service.rounds.snapshot import freeze_pair

STALE = "This proposal is out of date; nothing was decided."
STALE_NL = "Dit voorstel klopt niet meer. Er is niets besloten."
CHANGED = {
    "request_id": Fault(
        "request",
        "changed",
        "The request or its household was changed after the round.",
        "De aanvraag of het huishouden is na de ronde veranderd.",
    ),
    "place_id": Fault(
        "place",
        "changed",
        "The place or its property was changed after the round.",
        "De woonplek of het pand is na de ronde veranderd.",
    ),
}
"""By what a proposal is sealed over."""
BROKEN = Fault(
    "proposal",
    "changed",
    "The proposal itself is not as the round made it.",
    "Het voorstel zelf is niet meer zoals de ronde het maakte.",
)
SPLIT = Fault(
    "proposal",
    "E14_GROUP",
    "A household that this one must live together with has no proposal here that still stands.",
    "Een huishouden met wie dit samen moet wonen, heeft hier geen voorstel dat nog kan.",
)
NOT_POSSIBLE = Fault(
    "proposal",
    "not_possible",
    "This contract form or care provider is no longer possible here.",
    "Deze contractvorm of zorgaanbieder kan hier niet meer.",
)


def refuse_gone(look: FirstLook) -> None:
    """Raises Conflict for what the rows say already that are still to be locked, so that a crowd
    does not queue for a place that is taken."""
    if look.states and (faults := [*_wrong_states(*look.states)]):
        raise Conflict(STALE, faults, nl=STALE_NL)


def refuse_taken(held: Held) -> None:
    """The same of the locked rows."""
    if faults := [*_held_wrong(held)]:
        raise Conflict(STALE, faults, nl=STALE_NL)


def recheck(db: Session, actor: Actor, held: Held) -> None:
    """Raises Conflict with everything that is no longer so; the rows must be locked."""
    faults = _out_of_date(db, actor, held) or [*_apart(db, actor, held)]
    if faults:
        raise Conflict(STALE, faults, nl=STALE_NL)


def _out_of_date(db: Session, actor: Actor, held: Held) -> list[Fault]:
    if faults := [*_held_wrong(held)]:
        return faults
    with counting(db):
        return [*_wrong_pair(db, actor, held)]


def _apart(db: Session, actor: Actor, held: Held) -> Iterator[Fault]:
    """Who lives together is approved together: each of the others must still have its place."""
    proposed = [each for each in held.others if each.proposal.state is ProposalState.PROPOSED]
    approved = [each for each in held.others if each.proposal.state is ProposalState.APPROVED]
    standing = [*approved, *(_possible_after(db, actor, held, proposed) if proposed else ())]
    there = {each.request.id for each in standing if each.property.id == held.property.id}
    if held.together - there - {held.request.id}:
        yield SPLIT


def _possible_after(db: Session, actor: Actor, held: Held, proposed: Sequence[Held]) -> list[Held]:
    """Those that could be approved after it, one after the other: each takes its part of what is
    left of every limit. They are placed in a savepoint that is rolled back.

    What another round left over is looked at last; a household and a place are taken once.
    """
    found, taken = [], {held.request.id, held.place.id}
    with db.begin_nested() as supposed:
        placements.add(db, placement_of(held))
        for each in sorted(
            proposed, key=lambda one: one.proposal.round_id != held.proposal.round_id
        ):
            its = {each.request.id, each.place.id}
            if its.isdisjoint(taken) and _can_follow(db, actor, held, each):
                taken |= its
                found.append(each)
        supposed.rollback()
    return found


def _can_follow(db: Session, actor: Actor, held: Held, each: Held) -> bool:
    """Whether it could be approved too, at the same property; then it is placed."""
    if each.property.id != held.property.id or _out_of_date(db, actor, each):
        return False
    try:
        placements.add(db, placement_of(each))
    except Conflict:  # the place has no days left for it
        return False
    return True


def _held_wrong(held: Held) -> Iterator[Fault]:
    withdrawn = held.household.withdrawn_at is not None
    yield from _wrong_states(held.request.state, held.place.state, withdrawn)


def _wrong_states(
    request: RequestState, place: PlaceState, household_withdrawn: bool
) -> Iterator[Fault]:
    if request is not RequestState.ACTIVE:
        words = f"The request is no longer active: it is {request.en}."
        nl = f"De aanvraag staat niet meer open: zij is {request.nl}."
        yield Fault("request.state", "not_active", words, nl)
    if place is not PlaceState.AVAILABLE:
        words = f"The place is no longer available: it is {place.en}."
        nl = f"De woonplek is niet meer beschikbaar: zij is {place.nl}."
        yield Fault("place.state", "not_available", words, nl)
    if household_withdrawn:
        said = "The household was withdrawn."
        yield Fault("household", "withdrawn", said, "Het huishouden is ingetrokken.")


def _wrong_pair(db: Session, actor: Actor, held: Held) -> Iterator[Fault]:
    proposal = held.proposal
    round, maker = repository.made_by(db, actor, proposal.round_id)
    policy = rounds.policy_of(db, round)
    area = Area(maker, round.region_id, max(today(), round.day_date))
    seen = freeze_pair(db, area, policy, proposal.request_id, proposal.place_id)
    if digest_of(proposal, seen.seals) != proposal.digest:
        yield from [*_changed(db, proposal, seen.seals)] or [BROKEN]
    sheet = sheet_of(seen.problem, seen.policy)
    if not _possible(sheet, proposal):
        yield from _hard_reasons(sheet, proposal.contract_form)


def _changed(db: Session, proposal: Proposal, seals: Seals) -> Iterator[Fault]:
    """Which of the two it is about is not as the round saw it."""
    before = repository.seals_of(db, proposal.round_id)
    for name in SEALED:
        sealed = getattr(proposal, name)
        if before.get(sealed) != seals[sealed]:
            yield CHANGED[name]


def _possible(sheet: Sheet, proposal: Proposal) -> bool:
    """Whether the engine could still choose this contract form with this care provider."""
    columns = columns_of(sheet)
    providers = [UUID(bytes=row.tobytes()) for row in sheet.problem.providers.id]
    wanted = proposal.contract_form.position, proposal.support_provider_id
    return wanted in {
        (int(form), providers[provider] if provider >= 0 else None)
        for form, provider in zip(columns.form, columns.provider, strict=True)
    }


def _hard_reasons(sheet: Sheet, form: ContractForm) -> Iterator[Fault]:
    """The rules that take this contract form from the pair, as sentences."""
    pair = Block(sheet, np.array([0]), np.array([0]))
    in_the_way = {code for code, forms in kills(pair) if forms[0] & form.bit}
    if not in_the_way:
        yield NOT_POSSIBLE
    for reason in reasons(sheet, 0, 0):
        if reason.rule in in_the_way:
            yield Fault("proposal", reason.rule, reason.en, reason.nl)
