"""Where an endpoint may be, and how many there may be."""

from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from service.actor import Actor
from service.errors import Conflict, Fault, InvalidInput
from service.models import WebhookEndpoint
from service.registry import Rules, differing
from service.registry.repository import lock, wait_for_turn
from service.webhooks import repository
from service.webhooks.addresses import target
from service.webhooks.secrets import kept
from service.webhooks.sending import Sender
from service.webhooks.signature import new_secret

MOST = 20
NOT_OUTSIDE = "is no address on the open internet that is reached by https"


class WebhookEndpointRules(Rules[WebhookEndpoint]):
    """Each organisation has its own, on the open internet."""

    def prepare(self, db: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """Checks the address, and gives it a secret."""
        _check(db, values)
        wait_for_turn(db, "webhook endpoints of", actor.organisation_id)
        if repository.count(db) >= MOST:
            raise Conflict(
                f"Your organisation has {MOST} webhook endpoints: withdraw one first.",
                nl=f"Uw organisatie heeft al {MOST} webhook-adressen: trek er eerst een in.",
            )
        id = uuid4()
        return values | {"id": id, "kept_secret": kept(db, id, new_secret())}

    def change(
        self, db: Session, actor: Actor, row: WebhookEndpoint, values: dict[str, Any]
    ) -> None:
        """Who turns it on, or moves it, begins anew: what we thought of it counts no more."""
        _check(db, values)
        lock(db, row)
        anew = differing(row, values).keys() & {"url", "active"}
        super().change(db, actor, row, values)
        if row.active and row.turned_off is not None:
            row.turned_off = None
        if anew:
            repository.end_rest(db, row.id)


def _check(db: Session, values: dict[str, Any]) -> None:
    sender: Sender = db.info["sender"]
    if "url" in values and not sender.may_send_to(target(values["url"])):
        fault = Fault("body.url", "url_not_outside", NOT_OUTSIDE)
        raise InvalidInput("Nothing can be sent to this address.", [fault])
