"""Queries on rounds."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Row,
    String,
    Uuid,
    any_,
    cast,
    column,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, load_only, raiseload
from sqlalchemy.orm.attributes import set_committed_value

from matching.advice import Advice
from matching.policy import Policy
from service.codelists.decisions import ProposalState, RoundState
from service.codelists.places import PlaceState
from service.codelists.requests import RequestState
from service.database_roles import counting
from service.errors import NotFound
from service.models import (
    MatchingPolicy,
    Organisation,
    Place,
    Property,
    Proposal,
    Region,
    RegionMunicipality,
    Request,
    Round,
    RoundSnapshot,
    RoundUnplaced,
)
from service.paging import Page, page
from service.rounds.conditions import among
from service.rounds.schemas import AskedFor, UnplacedInTurn, UnplacedListing
from service.scope import is_decided

CHANNEL = "woonplek_round"
PROPOSED_ON = (
    Request.organisation_id,
    Request.household_id,
    Request.municipality_code,
    Request.needed_from_date,
    Request.waiting_since_date,
    Request.state,
)
"""What a proposal takes over of its request."""


def locked(db: Session, round_id: UUID) -> Round:
    """The round, which nobody else can change before this transaction ends."""
    statement = select(Round).where(Round.id == round_id).with_for_update()
    row = db.scalars(statement).one_or_none()
    if row is None:
        raise NotFound("There is no round with this id.")
    return row


def held_hash(db: Session, round_id: UUID) -> str | None:
    """The digest of its snapshot now, which stays so before this transaction ends."""
    asked = select(Round.snapshot_hash).where(Round.id == round_id)
    return db.scalar(asked.with_for_update(key_share=True))


def newest(db: Session, limit: int) -> Sequence[Round]:
    """The last rounds that the actor may see, the newest first."""
    return db.scalars(select(Round).order_by(Round.created_at.desc()).limit(limit)).all()


def newest_done(db: Session, limit: int) -> Sequence[Round]:
    """Those of them that are done."""
    done = select(Round).where(Round.state == RoundState.DONE)
    return db.scalars(done.order_by(Round.created_at.desc()).limit(limit)).all()


def regions_decided_in(db: Session) -> Sequence[Region]:
    """The regions in which the actor decides for a municipality today, by name."""
    decided = cast(select(func.deciding_regions()).scalar_subquery(), ARRAY(Uuid))
    return db.scalars(select(Region).where(Region.id == any_(decided)).order_by(Region.name)).all()


def policies_on(db: Session, day: date) -> Sequence[MatchingPolicy]:
    """The policies that the actor may use on the day, by name, the newest edition first."""
    statement = select(MatchingPolicy).where(
        MatchingPolicy.withdrawn_at.is_(None), MatchingPolicy.period.contains(day)
    )
    ordered = statement.order_by(MatchingPolicy.name, MatchingPolicy.edition.desc())
    return db.scalars(ordered).all()


def before(db: Session, round: Round) -> Round | None:
    """The last round of the same municipality in the same region that was done before this one."""
    statement = select(Round).where(
        Round.organisation_id == round.organisation_id,
        Round.region_id == round.region_id,
        Round.state == RoundState.DONE,
        Round.created_at < round.created_at,
    )
    return db.scalars(statement.order_by(Round.created_at.desc()).limit(1)).one_or_none()


def region_names(db: Session, region_ids: Collection[UUID]) -> dict[UUID, str]:
    """What regions are called, by id."""
    found = db.execute(select(Region.id, Region.name).where(Region.id.in_(region_ids)))
    return {row.id: row.name for row in found}


def region_name(db: Session, region_id: UUID) -> str:
    """What a region is called."""
    return db.get_one(Region, region_id).name


def asked_for(db: Session, request_ids: Collection[UUID]) -> dict[UUID, AskedFor]:
    """Of requests that the actor may see: their care provider's key, since when they wait, and who
    asks."""
    statement = (
        select(
            Request.id.label("request_id"),
            Request.provider_reference.label("reference"),
            Request.waiting_since_date,
            Organisation.name.label("provider"),
        )
        .join(Organisation, Organisation.id == Request.organisation_id)
        .where(among(Request.id, request_ids))
    )
    return {row.request_id: AskedFor.model_validate(row) for row in db.execute(statement)}


def often_in_the_way(db: Session, round_id: UUID, limit: int) -> Sequence[Row[str, int, int]]:
    """The rules that most requests without a proposal met: the code, for how many requests, and for
    how many of those no place fitted at all."""
    reason = func.jsonb_to_recordset(RoundUnplaced.reasons).table_valued(
        column("rule", String), joins_implicitly=True
    )
    reason = reason.render_derived(with_types=True)
    requests = func.count().label("requests")
    statement = (
        select(reason.c.rule, requests, func.count().filter(RoundUnplaced.eligible_units == 0))
        .where(RoundUnplaced.round_id == round_id)
        .group_by(reason.c.rule)
        .order_by(requests.desc(), reason.c.rule)
        .limit(limit)
    )
    return db.execute(statement).all()


def region_called(db: Session, code: str) -> UUID:
    """The region with this code."""
    found = db.scalar(select(Region.id).where(Region.code == code, Region.withdrawn_at.is_(None)))
    if found is None:
        raise NotFound(f"There is no region with the code {code}.")
    return found


def municipality_called(db: Session, code: str) -> Organisation:
    """The organisation of the municipality with this code."""
    statement = select(Organisation).where(
        Organisation.municipality_code == code, Organisation.withdrawn_at.is_(None)
    )
    found = db.scalars(statement).one_or_none()
    if found is None:
        raise NotFound(f"The municipality {code} does not take part.")
    return found


def decides_in(db: Session, region_id: UUID, day: date) -> bool:
    """Whether the actor decides for a municipality of the region on the day."""
    statement = (
        select(func.count())
        .select_from(RegionMunicipality)
        .join(Region, Region.id == RegionMunicipality.region_id)
        .where(
            Region.id == region_id,
            Region.withdrawn_at.is_(None),
            RegionMunicipality.period.contains(day),
            is_decided(RegionMunicipality.municipality_code),
        )
    )
    return bool(db.scalar(statement))


def policy(db: Session, policy_id: UUID, day: date) -> MatchingPolicy | None:
    """The policy, if the actor may use it on the day."""
    statement = select(MatchingPolicy).where(
        MatchingPolicy.id == policy_id,
        MatchingPolicy.withdrawn_at.is_(None),
        MatchingPolicy.period.contains(day),
    )
    return db.scalars(statement).one_or_none()


def policy_of(db: Session, round: Round) -> Policy:
    """By which policy the round is worked out: the one it names, or the engine's own."""
    if round.policy_id is None:
        return replace(Policy(), seed=round.seed)
    kept = db.get_one(MatchingPolicy, round.policy_id)
    return replace(Policy.from_json(json.dumps(kept.content)), seed=round.seed)


def put_progress(db: Session, round_id: UUID, progress: dict[str, Any]) -> bool:
    """Keeps how far a round is; whether somebody asked to cancel it."""
    statement = (
        update(Round)
        .where(Round.id == round_id, Round.state == RoundState.SOLVING)
        .values(progress=progress)
        .returning(Round.cancel_requested)
    )
    return bool(db.execute(statement).scalar_one_or_none())


def cancel_requested(db: Session, round_id: UUID) -> bool:
    """Whether somebody asked to cancel the round."""
    return bool(db.scalar(select(Round.cancel_requested).where(Round.id == round_id)))


def notify(db: Session, payload: str) -> None:
    """Tells every process that listens, once this transaction is committed."""
    db.execute(select(func.pg_notify(CHANNEL, payload)))


def snapshot_bytes(db: Session, round_id: UUID) -> bytes | None:
    """The snapshot of a round that the actor may see, as the engine's file, if it was made."""
    statement = (
        select(Round)
        .join(RoundSnapshot, RoundSnapshot.round_id == Round.id)
        .where(Round.id == round_id)
        .with_only_columns(RoundSnapshot.problem)
    )
    return db.scalar(statement)


def advice(db: Session, round_id: UUID) -> Advice:
    """What is scarce in a round that the actor may see, and who can choose."""
    statement = (
        select(Round)
        .join(RoundSnapshot, RoundSnapshot.round_id == Round.id)
        .where(Round.id == round_id)
        .with_only_columns(RoundSnapshot.advice)
    )
    kept: dict[str, Any] | None = db.scalar(statement)
    if kept is None:
        raise NotFound("There is no round with this id, or what is scarce in it is not worked out.")
    return Advice.from_json(json.dumps(kept))


def stay(db: Session) -> None:
    """Keeps the connection while something else is at work: a pause in a transaction is bounded."""
    db.execute(select(1))


def snapshot(db: Session, round_id: UUID) -> RoundSnapshot | None:
    """What the engine saw, if it was frozen already."""
    return db.get(RoundSnapshot, round_id)


def put_snapshot(db: Session, round: Round, problem: bytes, seals: dict[str, str]) -> RoundSnapshot:
    """Keeps the first snapshot of a round; a second worker gets that one."""
    statement = insert(RoundSnapshot).values(
        round_id=round.id,
        organisation_id=round.organisation_id,
        problem=problem,
        seals=seals,
    )
    db.execute(statement.on_conflict_do_nothing())
    return db.get_one(RoundSnapshot, round.id)


def open_proposals(db: Session, round: Round, request_ids: Collection[UUID]) -> Sequence[Proposal]:
    """Locks what earlier rounds in the region proposed for these requests, or for this
    municipality, and nobody decided on."""
    region = select(Round.id).where(Round.region_id == round.region_id)
    statement = select(Proposal).where(
        Proposal.state == ProposalState.PROPOSED,
        Proposal.round_id.in_(region),
        Proposal.round_id != round.id,
        or_(
            among(Proposal.request_id, request_ids),
            Proposal.organisation_id == round.organisation_id,
        ),
    )
    return db.scalars(statement.order_by(Proposal.id).with_for_update()).all()


def holder(db: Session, round: Round) -> Organisation:
    """Whose round it is."""
    return db.get_one(Organisation, round.organisation_id)


def requests_now(db: Session, request_ids: Collection[UUID]) -> dict[UUID, Request]:
    """The requests as they are now, by id."""
    statement = select(Request).options(load_only(*PROPOSED_ON), raiseload("*"))
    rows = db.scalars(statement.where(among(Request.id, request_ids)))
    return {row.id: row for row in rows}


def places_now(db: Session, place_ids: Collection[UUID]) -> dict[UUID, Row[Place, str]]:
    """The places as they are now and the municipality each is in, by id."""
    statement = select(Place, Property.municipality_code).join(
        Property, Property.id == Place.property_id
    )
    rows = db.execute(statement.where(among(Place.id, place_ids)))
    return {row[0].id: row for row in rows}


def no_longer_open(db: Session, request_ids: Collection[UUID], place_ids: Collection[UUID]) -> bool:
    """Whether one of these requests asks for nothing any more, or one of these places is not to be
    had."""
    asks_not = exists(Request.id).where(
        among(Request.id, request_ids), Request.state != RequestState.ACTIVE
    )
    is_gone = exists().where(among(Place.id, place_ids), Place.state != PlaceState.AVAILABLE)
    return bool(db.scalar(select(asks_not | is_gone)))


def unplaced(db: Session, round_id: UUID, query: UnplacedListing) -> Page[RoundUnplaced]:
    """The requests without a proposal: a municipality sees its round's, a provider its own; a round
    that is not theirs and has none of theirs is not there."""
    mine = select(Round).where(Round.id == round_id).exists()
    own = select(RoundUnplaced).where(RoundUnplaced.round_id == round_id).exists()
    if not db.scalar(select(mine | own)):
        raise NotFound("There is no round with this id.")
    statement = select(RoundUnplaced).where(RoundUnplaced.round_id == round_id)
    if query.request_id is not None:
        statement = statement.where(RoundUnplaced.request_id == query.request_id)
    found = page(db, statement, RoundUnplaced, query)
    tell_of_rounds(db, found.rows)
    return found


def unplaced_in_turn(db: Session, round_id: UUID, query: UnplacedInTurn) -> Page[RoundUnplaced]:
    """The same, of a round that the actor sees: who goes first before the others."""
    statement = select(RoundUnplaced).where(*_asked(round_id, query))
    found = page(db, statement, RoundUnplaced, query)
    tell_of_rounds(db, found.rows)
    return found


def unplaced_count(db: Session, round_id: UUID, query: UnplacedInTurn) -> int:
    """How many there are of those in all."""
    counted = select(func.count()).select_from(RoundUnplaced)
    return db.scalar(counted.where(*_asked(round_id, query))) or 0


def unplaced_counts(db: Session, round_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """The same of several rounds, of all that stand there. It is no difference of two numbers: a
    request whose proposal lapsed stands with the proposals, and one that was erased nowhere."""
    statement = select(RoundUnplaced.round_id, func.count()).where(
        among(RoundUnplaced.round_id, round_ids)
    )
    found = {id: count for id, count in db.execute(statement.group_by(RoundUnplaced.round_id))}
    return {id: found.get(id, 0) for id in round_ids}


def _asked(round_id: UUID, query: UnplacedInTurn) -> list[ColumnElement[bool]]:
    asked = [RoundUnplaced.round_id == round_id]
    if query.tier:
        asked.append(RoundUnplaced.tier == query.tier.value)
    if query.reason:
        asked.append(RoundUnplaced.reasons.contains([{"rule": query.reason}]))
    return asked


def last_unplaced(db: Session, request_id: UUID) -> RoundUnplaced:
    """Why a request got no proposal in the last round that it got none in."""
    mine = select(RoundUnplaced.round_id).where(RoundUnplaced.request_id == request_id)
    rounds = db.scalars(mine).all()
    if not rounds:
        raise NotFound("No round ended without a proposal for a request with this id.")
    ended = select(Round.id).where(Round.id.in_(rounds)).order_by(Round.finished_at.desc())
    with counting(db):
        last = db.scalars(ended.limit(1)).one()
    row = db.get_one(RoundUnplaced, (last, request_id))
    tell_of_rounds(db, [row])
    return row


def tell_of_rounds(db: Session, rows: Sequence[RoundUnplaced]) -> None:
    """Of a round that its reader does not see, when it was and whether there is advice."""
    ids = {row.round_id for row in rows}
    told = load_only(Round.day_date, Round.advice_state)
    with counting(db):
        rounds = db.scalars(select(Round).where(Round.id.in_(ids)).options(told, raiseload("*")))
        by_id = {round.id: round for round in rounds}
    for row in rows:
        set_committed_value(row, "round", by_id[row.round_id])
