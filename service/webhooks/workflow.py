"""The life of a delivery."""

from sqlalchemy.orm import Session

from service.audit import service as audit
from service.codelists.webhooks import DeliveryState
from service.errors import Conflict
from service.models import WebhookDelivery

MOVES = {
    (DeliveryState.PENDING, DeliveryState.DELIVERED): "deliver",
    (DeliveryState.PENDING, DeliveryState.GIVEN_UP): "give up",
    (DeliveryState.DELIVERED, DeliveryState.PENDING): "send again",
    (DeliveryState.GIVEN_UP, DeliveryState.PENDING): "send again",
}


def move(db: Session, delivery: WebhookDelivery, to: DeliveryState) -> None:
    """One step, with its audit line; any other than those in `MOVES` is a conflict.

    No event comes of it, or each would be told with two more."""
    name = MOVES.get((delivery.state, to))
    if name is None:
        raise Conflict(
            f"This delivery is {delivery.state.en} already.",
            nl=f"Dit bericht is al {delivery.state.nl}.",
        )
    delivery.state = to
    audit.record(db, name, "webhook-deliveries", delivery.id)
