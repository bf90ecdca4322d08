"""Sending events off, changing a secret, and sending again."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from service import jobs, reading
from service.audit import service as audit
from service.clock import now
from service.codelists.webhooks import DeliveryState
from service.errors import Conflict
from service.models import Event, WebhookDelivery, WebhookEndpoint
from service.webhooks import repository
from service.webhooks.delivering import DELIVER
from service.webhooks.schedule import TRIES_FOR
from service.webhooks.secrets import kept
from service.webhooks.signature import new_secret
from service.webhooks.workflow import move

BOTH_SIGN_FOR = timedelta(hours=24)
listening = repository.listening


def send_off(db: Session, event: Event, endpoint_ids: Sequence[UUID]) -> None:
    """Puts the event on its way to these endpoints of the organisation; once, however often."""
    until = now() + TRIES_FOR
    for endpoint_id in endpoint_ids:
        made = repository.add_delivery(db, db.info["actor"], event, endpoint_id, until)
        if made is not None:
            jobs.put(db, DELIVER, made)


def change_secret(db: Session, endpoint_id: UUID) -> WebhookEndpoint:
    """Gives it a new secret; the one before signs too for a day, so that nothing is missed."""
    reading.one(db, WebhookEndpoint, endpoint_id)
    row = repository.locked_endpoint(db, endpoint_id)
    if row.withdrawn_at is not None:
        raise Conflict("This webhook endpoint was withdrawn.", nl="Dit adres is ingetrokken.")
    row.previous_kept_secret, row.previous_until = row.kept_secret, now() + BOTH_SIGN_FOR
    row.kept_secret = kept(db, row.id, new_secret())
    db.flush()
    audit.record(db, "change secret", "webhook-endpoints", row.id)
    return row


def send_again(db: Session, delivery_id: UUID) -> WebhookDelivery:
    """Sends what was delivered or given up once more, under the same id, by the whole schedule."""
    reading.one(db, WebhookDelivery, delivery_id)
    delivery = repository.locked(db, delivery_id)
    assert delivery is not None
    endpoint = repository.locked_endpoint(db, delivery.endpoint_id)
    if not endpoint.active or endpoint.withdrawn_at is not None:
        raise Conflict(
            "The webhook endpoint is turned off or withdrawn: turn it on first.",
            nl="Dit adres staat uit of is ingetrokken: zet het eerst aan.",
        )
    move(db, delivery, DeliveryState.PENDING)
    delivery.attempts, delivery.tries_until = 0, now() + TRIES_FOR
    delivery.delivered_at = delivery.last_status = delivery.last_failure = None
    db.flush()
    jobs.put(db, DELIVER, delivery.id)
    return delivery
