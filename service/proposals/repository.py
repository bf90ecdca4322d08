"""Queries on proposals and decisions."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session, defer

from service.actor import Actor
from service.codelists.decisions import ProposalState
from service.database_roles import counting
from service.models import (
    Decision,
    HouseholdMember,
    Municipality,
    Offer,
    Organisation,
    Proposal,
    Request,
    Round,
    RoundSnapshot,
)
from service.paging import Page, PageQuery, page
from service.proposals.competence_repository import is_competent
from service.proposals.schemas import ProposalForPartyOut, ProposalListing, ProposalsInTurn
from service.rounds.conditions import among
from service.scope import acts_as, is_decided, proposal_in_full

IN_TURN = (Proposal.turn, Proposal.id)
"""The order in which a round's proposals are decided on."""
IN_BRIEF = (defer(Proposal.score_parts), defer(Proposal.alternatives))
"""What only the page of a single proposal shows stays where it is."""


def name_of(db: Session, municipality_code: str) -> str:
    """What a municipality is called."""
    return db.get_one(Municipality, municipality_code).name


def seals_of(db: Session, round_id: UUID) -> Mapping[UUID, str]:
    """The seals of what the round saw, by id."""
    kept = db.scalar(select(RoundSnapshot.seals).where(RoundSnapshot.round_id == round_id)) or {}
    return {UUID(id): seal for id, seal in kept.items()}


def made_by(db: Session, actor: Actor, round_id: UUID) -> tuple[Round, Actor]:
    """A round, and the municipality that made it, for whom the actor decides: the placement counts
    there, and so do its numbers."""
    statement = select(Round, Organisation.kind).join_from(
        Round, Organisation, Organisation.id == Round.organisation_id
    )
    round, kind = db.execute(statement.where(Round.id == round_id)).one()
    return round, Actor(actor.user, round.organisation_id, kind)


def round_of(db: Session, proposal: Proposal) -> Round | None:
    """The round that it is of; None for who does not hold it."""
    return db.get(Round, proposal.round_id)


def all_of(db: Session, proposal_ids: Collection[UUID]) -> Sequence[Proposal]:
    """Those of these proposals that the actor sees."""
    return db.scalars(select(Proposal).where(among(Proposal.id, proposal_ids))).all()


def decision_on(db: Session, proposal_id: UUID) -> Decision:
    """The decision on a proposal that was decided on."""
    return db.scalars(select(Decision).where(Decision.proposal_id == proposal_id)).one()


def counted_by_state(db: Session, round_id: UUID) -> Mapping[ProposalState, int]:
    """How many proposals of a round stand where."""
    statement = select(Proposal.state, func.count()).where(Proposal.round_id == round_id)
    return {state: count for state, count in db.execute(statement.group_by(Proposal.state))}


def replaced_elsewhere(
    db: Session, round_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[tuple[str, int]]]:
    """Of which of these rounds other municipalities' rounds took the place of proposals: whose, and
    of how many."""
    statement = (
        select(Proposal.round_id, Organisation.name, func.count())
        .join(Organisation, Organisation.id == Proposal.replaced_by_id)
        .where(
            among(Proposal.round_id, round_ids),
            Proposal.replaced_by_id != Proposal.organisation_id,
        )
        .group_by(Proposal.round_id, Organisation.name)
        .order_by(Organisation.name)
    )
    found: dict[UUID, list[tuple[str, int]]] = defaultdict(list)
    for round_id, name, count in db.execute(statement):
        found[round_id].append((name, count))
    return found


def waiting(db: Session) -> int:
    """How many proposals wait for a decision of the actor, of all rounds."""
    statement = select(func.count()).where(
        Proposal.state == ProposalState.PROPOSED, is_decided(Proposal.municipality_code)
    )
    with counting(db):
        return db.scalar(statement) or 0


def next_open(db: Session, actor: Actor, proposal: Proposal) -> UUID | None:
    """The proposal of the same round to decide on after this one, in the order of who goes first,
    and after the last the first."""
    open = _open(proposal.round_id).where(proposal_in_full(actor), Proposal.id != proposal.id)
    first = open.order_by(*IN_TURN).limit(1)
    after = first.where(tuple_(*IN_TURN) > tuple_(proposal.turn, proposal.id))
    found: UUID | None = db.scalar(
        select(func.coalesce(after.scalar_subquery(), first.scalar_subquery()))
    )
    return found


def in_turn(db: Session, actor: Actor, query: ProposalsInTurn) -> Page[Proposal]:
    """The asked page of a round's proposals that the actor sees whole: who goes first, and then who
    waits longest."""
    asked: tuple[tuple[Any, object], ...] = (
        *((Proposal.round_id, query.round_id), (Proposal.state, query.state)),
        (Proposal.tier, query.tier),
    )
    which = [column == value for column, value in asked if value is not None]
    statement = select(Proposal).where(*which, proposal_in_full(actor)).options(*IN_BRIEF)
    return page(db, statement, Proposal, query)


def _open(round_id: UUID) -> Select[UUID]:
    return select(Proposal.id).where(
        Proposal.round_id == round_id, Proposal.state == ProposalState.PROPOSED
    )


def waits_for_decision(db: Session, request_id: UUID) -> UUID | None:
    """The proposal for this request on which nobody has decided yet, if there is one."""
    waiting = select(Proposal.id).where(
        Proposal.request_id == request_id, Proposal.state == ProposalState.PROPOSED
    )
    return db.scalar(waiting.order_by(Proposal.created_at.desc()).limit(1))


def proposed_for(db: Session, request_ids: Collection[UUID]) -> set[UUID]:
    """Those of these requests for which a place is proposed on which nobody has decided yet."""
    statement = select(Proposal.request_id).where(
        among(Proposal.request_id, request_ids), Proposal.state == ProposalState.PROPOSED
    )
    return set(db.scalars(statement))


def decisions_on(db: Session, proposal_id: UUID) -> Sequence[Decision]:
    """What was decided on a proposal, if anything was."""
    return db.scalars(select(Decision).where(Decision.proposal_id == proposal_id)).all()


def agenda(db: Session, round_id: UUID, limit: int, after: int) -> Sequence[Proposal]:
    """What waits for a decision in a round that the actor sees, after so many: who goes first, and
    then who waits longest."""
    statement = select(Proposal).where(
        Proposal.round_id == round_id, Proposal.state == ProposalState.PROPOSED
    )
    parts = statement.order_by(*IN_TURN).limit(limit).offset(after)
    return db.scalars(parts.options(*IN_BRIEF)).all()


def decisions_in(db: Session, round_id: UUID, limit: int, after: int) -> Sequence[Decision]:
    """The decisions on proposals of a round, the newest first, after so many."""
    statement = (
        select(Decision)
        .join(Proposal, Proposal.id == Decision.proposal_id)
        .where(Proposal.round_id == round_id)
        .order_by(Decision.decided_at.desc(), Decision.id)
    )
    return db.scalars(statement.limit(limit).offset(after)).all()


def add(db: Session, decision: Decision) -> None:
    """Writes it now, so that the database's own checks speak."""
    db.add(decision)
    db.flush()


def known_to(db: Session, actor: Actor, proposal_ids: Collection[UUID]) -> Mapping[UUID, Any]:
    """Of those of these proposals that the actor sees `whole`: the request, and whether the actor
    `decides` on it, as nobody does whose municipality takes part no more."""
    decides = is_competent(Proposal.municipality_code).label("decides")
    statement = select(Proposal.id, Proposal.request_id, decides).where(
        among(Proposal.id, proposal_ids), proposal_in_full(actor)
    )
    return {row.id: row for row in db.execute(statement)}


def decided_of(db: Session, proposal_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Of those of these proposals that the actor decides on: the request."""
    statement = select(Proposal.id, Proposal.request_id).where(
        among(Proposal.id, proposal_ids), is_decided(Proposal.municipality_code)
    )
    return {row.id: row.request_id for row in db.execute(statement)}


def only_where_seen(actor: Actor, query: ProposalListing) -> list[ColumnElement[bool]]:
    """Asking by a field that a party does not see finds only what the actor sees whole: else the
    answer itself would tell."""
    asked = {name for name in query.model_fields_set if getattr(query, name) is not None}
    hidden = asked - PageQuery.model_fields.keys() - ProposalForPartyOut.model_fields.keys()
    return [proposal_in_full(actor)] if hidden else []


def offers_of(db: Session, proposal_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Any]]:
    """Where every party of each proposal stands."""
    return _by_proposal(db, proposal_ids)


def offers_to(
    db: Session, actor: Actor, proposal_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[Any]]:
    """Where the parties of each proposal stand for which the actor answers."""
    return _by_proposal(db, proposal_ids, acts_as(Offer.organisation_id, actor))


def _by_proposal(
    db: Session, proposal_ids: Collection[UUID], *which: ColumnElement[bool]
) -> Mapping[UUID, Sequence[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    statement = select(Offer.id, Offer.proposal_id, Offer.party, Offer.state, Offer.reason_code)
    statement = statement.where(among(Offer.proposal_id, proposal_ids), *which).order_by(
        Offer.party
    )
    for row in db.execute(statement):
        found[row.proposal_id].append(row)
    return found


def needs_of(db: Session, proposal_ids: Collection[UUID]) -> Mapping[UUID, Any]:
    """What an owner may know of who would come: how many, and the access they need."""
    persons = (
        select(func.count())
        .where(HouseholdMember.household_id == Proposal.household_id)
        .scalar_subquery()
    )
    statement = (
        select(Proposal.id, persons.label("persons"), Request.accessibility)
        .join(Request, Request.id == Proposal.request_id)
        .where(among(Proposal.id, proposal_ids))
    )
    return {row.id: row for row in db.execute(statement)}
