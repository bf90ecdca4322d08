"""The one place where all that a decision touches is locked.

A municipality may not lock a corporation's place or a provider's household by itself: the rest of
the transaction works as the decider, for whom the policies open what this decision touches.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, lazyload

from service.actor import Actor
from service.clock import today
from service.codelists.decisions import ProposalState
from service.database_roles import decide_on
from service.db import NO_PART
from service.errors import Conflict, NotAllowed
from service.models import (
    Agreement,
    Household,
    HousingFirstRule,
    Identified,
    LeaseBudget,
    Mandate,
    NeighbourhoodCapacity,
    Organisation,
    Place,
    Property,
    Proposal,
    Request,
    RequestGroup,
)
from service.rounds.group_repository import LIVES_TOGETHER, looking_together

WAITED_TOO_LONG = frozenset({"55P03", "57014"})
"""For one lock, or for several rows of a statement after each other: longer than it may take."""
AT_WORK = "Somebody else is deciding on this place or household now: read it again."
AT_WORK_NL = "Iemand anders besluit nu over deze woonplek of dit huishouden. Kijk het opnieuw na."
OPEN = (ProposalState.PROPOSED, ProposalState.APPROVED)

HANGS_ON = (Household.members, Request.anchors, Request.avoid_areas)
"""Of what is locked; read by who needs it, behind the lock."""

M = TypeVar("M", bound=Identified)
R = TypeVar("R")


class Held(NamedTuple):
    """Rows that nobody else can change until this transaction ends."""

    proposal: Proposal
    property: Property
    place: Place
    household: Household
    request: Request
    together: frozenset[UUID] = frozenset()
    """The requests of its group that must get a place together, whether one is proposed or not; it
    is among them as long as it must get one itself."""
    others: tuple["Held", ...] = ()
    """What is open for those, one by one."""
    elsewhere: tuple["Held", ...] = ()
    """What else is open for the same request, by other rounds."""


def _nothing(held: Held) -> None:
    """Is in the way."""


def lock_for_decision(
    db: Session, actor: Actor, proposal_id: UUID, refuse: Callable[[Held], None] = _nothing
) -> Held:
    """Locks a proposal and all that its decision rests on, as they stand now.

    What gives the actor a say is among it, and may be gone by now: whoever asked for that before
    asks again behind the locks. Raises NotAllowed where the actor takes part no more.

    Always in this order, so that no two can wait for each other: proposals, properties, places,
    households, requests, their group, then the organisations and after them the limits that count,
    each table by id, and at last who they are, wherever they are asked for, and by which mandates
    the actor speaks. Who is still waiting when the time is up is told so with 409: somebody else is
    at work on the same.

    `refuse` raises for what is in the way on the rows themselves, before the limits are waited for:
    who came too late for a place does not hold up all who come after it.
    """
    decide_on(db, proposal_id)
    together = _decided_together(db, proposal_id)
    with _not_for_ever():
        held = _held(db, together)
        refuse(held[proposal_id])
        for tables in zip(*(_counted(each, actor) for each in held.values()), strict=True):
            (model, *_), conditions = zip(*tables, strict=True)
            if there := [each for each in conditions if each is not None]:
                _locked(db, model, or_(*there))
        _hold_say(db, actor)
    first = held.pop(proposal_id)
    # A request that is in no group, and cannot come into one now, is decided on by itself.
    alone = first.request.group_id is None
    if ({proposal_id} if alone else _decided_together(db, proposal_id)) != together:
        raise Conflict(AT_WORK, nl=AT_WORK_NL)
    mates = _looking_together(db, first.request)
    own = first.request.id
    return first._replace(
        together=mates,
        others=tuple(each for each in held.values() if each.request.id in mates - {own}),
        elsewhere=tuple(each for each in held.values() if each.request.id == own),
    )


def _decided_together(db: Session, proposal_id: UUID) -> set[UUID]:
    """The proposal, with all that is open for those of its group that live together."""
    group = (
        select(RequestGroup.id)
        .join(Request, Request.group_id == RequestGroup.id)
        .join(Proposal, Proposal.request_id == Request.id)
        .where(Proposal.id == proposal_id, *LIVES_TOGETHER)
    )
    group_id = db.scalar(group)
    if group_id is None:
        return {proposal_id}
    others = select(Proposal.id).join(Request, Request.id == Proposal.request_id)
    others = others.where(Request.group_id == group_id, Proposal.state.in_(OPEN))
    return {proposal_id, *db.scalars(others)}


def _looking_together(db: Session, request: Request) -> frozenset[UUID]:
    """All of its group that must get a place now; behind the lock on the group nobody joins it."""
    if request.group_id is None:
        return frozenset()
    return frozenset(db.scalars(looking_together([request.group_id], today())))


def _held(db: Session, proposal_ids: Collection[UUID]) -> dict[UUID, Held]:
    proposals = _by_id(db, Proposal, proposal_ids)
    place_ids = [each.place_id for each in proposals.values()]
    found = _properties_of(db, place_ids)
    places = _by_id(db, Place, place_ids)
    at = {id: found[row.property_id] for id, row in places.items() if row.property_id in found}
    properties = _all(at, place_ids)
    households = _by_id(db, Household, [each.household_id for each in proposals.values()])
    requests = _by_id(db, Request, [each.request_id for each in proposals.values()])
    return {
        each.id: Held(
            each,
            properties[each.place_id],
            places[each.place_id],
            households[each.household_id],
            requests[each.request_id],
        )
        for each in proposals.values()
    }


def _counted(held: Held, actor: Actor) -> Iterator[tuple[Any, ColumnElement[bool] | None]]:
    """Whose numbers and words decide what is possible, and what is possible for others next; None
    where there are none: it is in no group, the property in no known neighbourhood or complex."""
    proposal, at = held.proposal, held.property
    supporting = proposal.support_provider_id or proposal.provider_id
    group = held.request.group_id
    yield RequestGroup, None if group is None else RequestGroup.id == group
    yield (
        Organisation,
        or_(
            Organisation.id.in_({proposal.organisation_id, supporting, actor.organisation_id}),
            Organisation.municipality_code.in_({proposal.municipality_code, at.municipality_code}),
        ),
    )
    yield (
        Agreement,
        (Agreement.organisation_id == proposal.owner_id) & (Agreement.provider_id == supporting),
    )
    yield LeaseBudget, LeaseBudget.organisation_id == supporting
    near, inside = at.neighbourhood_code, at.complex_reference
    code = NeighbourhoodCapacity.neighbourhood_code
    yield NeighbourhoodCapacity, None if near is None else code == near
    owned = HousingFirstRule.owner_id == proposal.owner_id
    its = HousingFirstRule.complex_reference == inside
    yield HousingFirstRule, None if inside is None else owned & its


def _hold_say(db: Session, actor: Actor) -> None:
    """Who they are, and its mandates, which others decide by too; its own row is locked already."""
    given = select(Mandate.id).where(Mandate.mandated_id == actor.organisation_id)
    mandates = given.with_for_update(read=True).subquery()
    takes_part = exists(Organisation.id).where(
        Organisation.id == actor.organisation_id,
        Organisation.kind == actor.kind,
        Organisation.withdrawn_at.is_(None),
    )
    held = select(func.count()).select_from(mandates).scalar_subquery()
    *_, there = db.execute(select(func.lock_persons(), held, takes_part)).one()
    if not there:
        raise NotAllowed(NO_PART)


@contextmanager
def _not_for_ever() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) not in WAITED_TOO_LONG:
            raise
        raise Conflict(AT_WORK, nl=AT_WORK_NL) from error


def _properties_of(db: Session, place_ids: Collection[UUID]) -> dict[UUID, Property]:
    """Of these places: one never moves to another property. Shared, as those who change a place in
    it do it."""
    of_places = select(Place.property_id).where(Place.id.in_(place_ids))
    return {row.id: row for row in _locked(db, Property, Property.id.in_(of_places), read=True)}


def _by_id(db: Session, model: type[M], ids: Collection[UUID]) -> dict[UUID, M]:
    return _all({row.id: row for row in _locked(db, model, model.id.in_(ids))}, ids)


def _all(found: dict[UUID, R], ids: Collection[UUID]) -> dict[UUID, R]:
    """Who left the group meanwhile is no part of this decision any more, and so not to be seen."""
    if found.keys() < set(ids):
        raise Conflict(AT_WORK, nl=AT_WORK_NL)
    return found


def _locked(
    db: Session, model: type[M], which: ColumnElement[bool], *, read: bool = False
) -> Sequence[M]:
    """FOR NO KEY UPDATE, so that rows that refer to it can still be written.

    Not by `Session.get`: that takes a row changed since an earlier look for a lost update."""
    statement = select(model).where(which).order_by(model.id)
    statement = statement.options(*(lazyload(each) for each in HANGS_ON if each.class_ is model))
    statement = statement.with_for_update(read=read, key_share=not read)
    return db.scalars(statement.execution_options(populate_existing=True)).all()
