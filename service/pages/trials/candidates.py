"""The places that somebody at the table may try for a request."""

from uuid import UUID

from sqlalchemy.orm import Session

from service import reading
from service.errors import NotFound
from service.models import Proposal, Round
from service.proposals.beside import PlaceFacts, places, places_called
from service.proposals.schemas import ProposalListing
from service.rounds import unplaced_repository
from service.rounds.schemas import UnplacedListing

FOUND_AT_ONCE = 20


def candidates(
    db: Session, round: Round, request_id: UUID, search: str, chosen: str
) -> list[PlaceFacts]:
    """What was proposed or fitted next best, or would have helped; the one chosen before; and what
    is found by street or town."""
    ids = [*_told(db, round, request_id), *_chosen(chosen)]
    known = {each: facts for each in ids if (facts := places(db, ids).get(each))}
    found = places_called(db, search, FOUND_AT_ONCE) if search else []
    return list((known | {each.place_id: each for each in found}).values())


def _told(db: Session, round: Round, request_id: UUID) -> list[UUID]:
    query = ProposalListing(roundId=round.id, requestId=request_id)
    for proposal in reading.many(db, Proposal, query).rows:
        others = [UUID(each["place"]) for each in proposal.alternatives]
        return [proposal.place_id, *others]
    return _would_have_helped(db, round, request_id)


def _would_have_helped(db: Session, round: Round, request_id: UUID) -> list[UUID]:
    try:
        found = unplaced_repository.unplaced(db, round.id, UnplacedListing(requestId=request_id))
    except NotFound:
        return []
    return [UUID(change["place_id"]) for row in found.rows for change in row.changes]


def _chosen(text: str) -> list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        return []
