"""Queries on the requests that a round proposed nothing for."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    String,
    column,
    func,
    select,
)
from sqlalchemy.orm import Session, load_only, raiseload
from sqlalchemy.orm.attributes import set_committed_value

from service.database_roles import counting
from service.errors import NotFound
from service.models import (
    Round,
    RoundUnplaced,
)
from service.paging import Page, page
from service.rounds.conditions import among
from service.rounds.schemas import UnplacedInTurn, UnplacedListing


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
