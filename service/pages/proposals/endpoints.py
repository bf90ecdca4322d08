"""Proposals: a list beside the map, and one with all that a decision rests on."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from matching.codes.rounds import TierCode
from service import reading
from service.actor import Actor
from service.codelists.decisions import DecisionOutcome, ProposalState, RejectionReason
from service.models import Proposal, Round
from service.municipalities import repository as municipalities
from service.organisations import repository as organisations
from service.pages.asked import Chosen, PartAsked
from service.pages.forms import Form, Wrong, parsed
from service.pages.kept import Kept
from service.pages.map import drawing
from service.pages.proposals.cards import (
    WholeCard,
    alternatives,
    cards_of,
    next_best,
    spot_of,
    whole_card,
)
from service.pages.refusals import Refused, at_fields
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.proposals import competence_repository, repository, service
from service.proposals.schemas import DecisionIn, ProposalsInTurn
from service.proposals.views import decided
from service.rounds.repairs import REFUSED
from service.rounds.schemas import RoundOut
from service.security import be_sure_enough, is_sure_enough

AT_ONCE = 25

router = page_router("proposals")


class ProposalsAsked(PartAsked):
    """Which proposals of a round."""

    state: Annotated[ProposalState | None, Chosen] = None
    tier: Annotated[TierCode | None, Chosen] = None
    nothing_chosen: bool = False


@router.get("/rounds/{id}/proposals")
def listed(
    id: UUID, asked: Annotated[ProposalsAsked, Query()], visitor: SignedInVisitor, db: Db
) -> Response:
    """The proposals of a round, who goes first before the others, beside a map of their places."""
    actor = visitor.actor
    row = reading.one(db, Round, id)
    query = ProposalsInTurn(
        roundId=id, state=asked.state, tier=asked.tier, cursor=asked.cursor, limit=AT_ONCE
    )
    found = repository.in_turn(db, actor, query)
    cards = list(cards_of(db, actor, found.rows).values())
    spots = [spot for card in cards if (spot := spot_of(card, visitor.language))]
    return visitor.shows(
        db,
        "proposals/list.html",
        round=RoundOut.model_validate(row),
        cards=cards,
        counts=repository.counted_by_state(db, id),
        map=drawing(municipalities.outlines(db, row.region_id), spots),
        asked=asked,
        states=list(ProposalState),
        next_cursor=found.next_cursor,
    )


@router.get("/proposals/{id}")
def read(id: UUID, visitor: SignedInVisitor, db: Db) -> Response:
    """One proposal, and the form to decide on it."""
    return _shown(visitor, db, id, visitor.sent_before())


@router.post("/proposals/{id}/decision", name="decideOnProposal")
def decide(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Approves or rejects exactly what was shown; nothing is done where it changed meanwhile."""
    be_sure_enough(visitor.settings, visitor.signed_in.assurance)
    try:
        with at_fields(whole="reasonCode"), visitor.working() as db:
            service.decide(db, visitor.actor, id, parsed(DecisionIn, _body(form)))
    except Refused as refused:
        refused.wrong = {**_lacking(form), **refused.wrong}
        return visitor.again(
            f"/proposals/{id}", refused.of(form), lambda db, sent: _shown(visitor, db, id, sent)
        )
    if not visitor.in_place:
        return visitor.to(f"/proposals/{id}?decided=1")
    with visitor.working() as db:
        return _shown(visitor, db, id, Kept(Form()), decided=True)


def _body(form: Form) -> dict[str, Any]:
    """The reason goes with a rejection alone, whatever was chosen before."""
    outcome = form.one("outcome")
    rejected = outcome == DecisionOutcome.REJECTED
    reason = {"reasonCode": form.one("reasonCode")} if rejected and form.one("reasonCode") else {}
    given = {name: form.one(name) for name in ("outcome", "motivation") if form.one(name)}
    found = {name: True for name in ("anotherPerson", "leavesOtherHome") if form.one(name)}
    return given | reason | found | {"digest": form.one("digest")}


def _lacking(form: Form) -> Mapping[str, Wrong]:
    """That a rejection lacks its reason is said with the rest, and not only once that is right."""
    lacks = form.one("outcome") == DecisionOutcome.REJECTED and not form.one("reasonCode")
    return {"reasonCode": "reason_code_fits_outcome"} if lacks else {}


def _shown(
    visitor: Visitor, db: Session, id: UUID, sent: Kept, *, decided: bool = False
) -> Response:
    row = reading.one(db, Proposal, id)
    card = whole_card(db, visitor.actor, row)
    if card is None:
        return visitor.page("proposals/not_whole.html", 403)
    return visitor.shows(
        db,
        "proposals/one.html",
        sent.status,
        card=card,
        form=sent.form,
        decided=decided or visitor.request.query_params.get("decided") == "1",
        **_around(visitor, db, row, card),
    )


def _replaced_by(db: Session, reader: Actor, row: Proposal) -> str | None:
    """Whose round took its place, unless the reader's did of what its own had proposed."""
    by = row.replaced_by_id
    if by is None or by == row.organisation_id == reader.organisation_id:
        return None
    return organisations.names_of(db, [by])[by]


def _around(visitor: Visitor, db: Session, row: Proposal, card: WholeCard) -> dict[str, Any]:
    open_still = row.state is ProposalState.PROPOSED
    counts = repository.counted_by_state(db, row.round_id)
    round = repository.round_of(db, row)
    others = alternatives(db, visitor.actor, card.proposal)
    spots = [*next_best(others), *filter(None, (spot_of(card, visitor.language),))]
    decides = competence_repository.decides_for(db, visitor.actor, row.municipality_code)
    return {
        "surely": is_sure_enough(visitor.settings, visitor.signed_in.assurance),
        "may_decide": open_still and decides,
        "refused": row.state in REFUSED and decides,
        "decisions": decided(db, repository.decisions_on(db, row.id)),
        "replaced_by": _replaced_by(db, visitor.actor, row),
        "next_open": repository.next_open(db, visitor.actor, row),
        "left": counts.get(ProposalState.PROPOSED, 0),
        "alternatives": others,
        "reasons": visitor.options(RejectionReason),
        "sees_round": round is not None,
        "map": drawing(municipalities.outlines(db, round.region_id) if round else [], spots),
    }
