"""Queries on endpoints and deliveries."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import any_, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, defer

from service.actor import Actor
from service.codelists.organisations import OrganisationKind
from service.codelists.webhooks import DeliveryState
from service.models import Event, Organisation, WebhookDelivery, WebhookEndpoint

SENT_TO = (defer(WebhookEndpoint.event_types),)
"""What an endpoint hears of is asked where it is shown: a worker must be able to send to one that
also hears of what only newer programs know."""


def count(db: Session) -> int:
    """How many endpoints the organisation has."""
    mine = select(WebhookEndpoint).where(WebhookEndpoint.withdrawn_at.is_(None))
    return db.scalar(select(func.count()).select_from(mine.subquery())) or 0


def listening(db: Session, type: str) -> Sequence[UUID]:
    """The organisation's endpoints that want events of this type."""
    statement = select(WebhookEndpoint).where(
        WebhookEndpoint.withdrawn_at.is_(None),
        WebhookEndpoint.active,
        literal(type) == any_(WebhookEndpoint.event_types),
    )
    return db.scalars(statement.with_only_columns(WebhookEndpoint.id)).all()


def endpoint(db: Session, endpoint_id: UUID) -> WebhookEndpoint:
    """An endpoint that somebody may be changing."""
    return db.get_one(WebhookEndpoint, endpoint_id, options=SENT_TO)


def locked_endpoint(db: Session, endpoint_id: UUID) -> WebhookEndpoint:
    """An endpoint, which nobody else changes before this transaction ends."""
    return db.get_one(
        WebhookEndpoint,
        endpoint_id,
        options=SENT_TO,
        with_for_update={"key_share": True},
        populate_existing=True,
    )


def add_delivery(
    db: Session, actor: Actor, event: Event, endpoint_id: UUID, tries_until: datetime
) -> UUID | None:
    """The id of a new delivery; None when this event was on its way there already."""
    statement = insert(WebhookDelivery).values(
        organisation_id=actor.organisation_id,
        endpoint_id=endpoint_id,
        event_id=event.id,
        event_type=event.type,
        data=event.data,
        occurred_at=event.at,
        state=DeliveryState.PENDING,
        tries_until=tries_until,
    )
    return db.scalar(statement.on_conflict_do_nothing().returning(WebhookDelivery.id))


def locked(db: Session, delivery_id: UUID) -> WebhookDelivery | None:
    """A delivery that nobody else changes before this transaction ends."""
    statement = select(WebhookDelivery).where(WebhookDelivery.id == delivery_id)
    return db.scalars(statement.with_for_update()).one_or_none()


def has_delivered_since(db: Session, endpoint_id: UUID, moment: datetime) -> bool:
    """Whether the endpoint took anything after this moment."""
    taken = select(WebhookDelivery.id).where(
        WebhookDelivery.endpoint_id == endpoint_id, WebhookDelivery.delivered_at > moment
    )
    return bool(db.scalar(select(taken.exists())))


def organisations(db: Session) -> Sequence[tuple[UUID, OrganisationKind]]:
    """Everybody that takes part, or did."""
    statement = select(Organisation.id, Organisation.kind).order_by(Organisation.id)
    return [(id, kind) for id, kind in db.execute(statement)]


def locked_endpoints(db: Session) -> Sequence[WebhookEndpoint]:
    """The actor's own, kept from others until the transaction ends."""
    statement = select(WebhookEndpoint).options(*SENT_TO).order_by(WebhookEndpoint.id)
    return db.scalars(statement.with_for_update(key_share=True)).all()


def put_kept(db: Session, endpoint_id: UUID, kept: Mapping[str, bytes]) -> None:
    """Its secrets, encrypted anew."""
    _put(db, endpoint_id, kept)


def count_silence(db: Session, endpoint_id: UUID) -> int:
    """One more try without an answer; how many in a row that makes. These columns are no new
    version: a user's change must not fail for them."""
    statement = (
        update(WebhookEndpoint)
        .where(WebhookEndpoint.id == endpoint_id)
        .values(
            silent_tries=WebhookEndpoint.silent_tries + 1, changed_at=WebhookEndpoint.changed_at
        )
        .returning(WebhookEndpoint.silent_tries)
    )
    return db.execute(statement).scalar_one()


def put_rest(db: Session, endpoint_id: UUID, until: datetime) -> None:
    """Leaves the endpoint alone until then."""
    _put(db, endpoint_id, {"rests_until": until})


def end_rest(db: Session, endpoint_id: UUID) -> None:
    """It answered."""
    _put(db, endpoint_id, {"rests_until": None, "silent_tries": 0})


def _put(db: Session, endpoint_id: UUID, values: Mapping[str, object]) -> None:
    unchanged = {"changed_at": WebhookEndpoint.changed_at}
    statement = update(WebhookEndpoint).where(WebhookEndpoint.id == endpoint_id)
    db.execute(statement.values({**values, **unchanged}))
