"""The worker's side: one try of one delivery, and what follows from how it went.

At least once: whoever is killed between the receiver's answer and our commit leaves a delivery that
is tried again, with the same id. Nothing is held in the database while a receiver takes its time.
"""

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from service import jobs
from service.audit import service as audit
from service.clock import now
from service.codelists.webhooks import DeliveryFailure, DeliveryState, TurnedOff
from service.db import TAKES_PART_AS, transaction
from service.events.table import SUBJECT_OF
from service.jobs import GivenBack, Job, Lane, Work
from service.left_jobs import LEFT_FOR
from service.models import WebhookDelivery, WebhookEndpoint
from service.webhooks import repository
from service.webhooks.connecting import Interrupted
from service.webhooks.message import MEDIA_TYPE, body_of
from service.webhooks.schedule import TRIES_FOR, next_try, rest
from service.webhooks.secrets import told
from service.webhooks.sending import GONE, Message, Outcome, Sender
from service.webhooks.signature import signatures
from service.webhooks.workflow import move

log = logging.getLogger(__name__)


def run(work: Work) -> None:
    """Tries once, unless it was delivered already or its endpoint rests."""
    with transaction(work.sessions, work.actor) as db:
        sender: Sender = db.info["sender"]
        message = _begin(db, work, sender)
    if message is None:
        return
    try:
        outcome = sender.send(message, work.stopping)
    except Interrupted:
        raise GivenBack from None
    with transaction(work.sessions, work.actor) as db:
        _finish(db, work, outcome)


DELIVER = Job("webhooks.deliver", run, lane=Lane.OUTSIDE)
"""One try of one delivery."""


def _begin(db: Session, work: Work, sender: Sender) -> Message | None:
    delivery = repository.locked(db, work.subject_id)
    if delivery is None or delivery.state is not DeliveryState.PENDING:
        return None
    endpoint, at = repository.endpoint(db, delivery.endpoint_id), now()
    gone = db.info[TAKES_PART_AS] is None
    if gone or not endpoint.active or endpoint.withdrawn_at is not None:
        _give_up(db, delivery, DeliveryFailure.TURNED_OFF)
        return None
    if endpoint.rests_until is not None and endpoint.rests_until > at:
        _try_again(db, delivery, endpoint.rests_until)
        return None
    if delivery.event_type not in SUBJECT_OF:  # told by a newer worker, which can say it too
        _try_again(db, delivery, at + LEFT_FOR)
        return None
    delivery.attempts += 1
    delivery.last_attempt_at, delivery.next_attempt_at = at, None
    body = body_of(delivery, sender.source, sender.public_url)
    headers = _headers(delivery, at, body, _secrets(db, endpoint, at))
    return Message(endpoint.url, headers, body)


def _headers(
    delivery: WebhookDelivery, at: datetime, body: bytes, secrets: list[str]
) -> dict[str, str]:
    id, second = str(delivery.event_id), int(at.timestamp())
    return {
        "Content-Type": f"{MEDIA_TYPE}; charset=utf-8",
        "webhook-id": id,
        "webhook-timestamp": str(second),
        "webhook-signature": signatures(secrets, id, second, body),
    }


def _secrets(db: Session, endpoint: WebhookEndpoint, at: datetime) -> list[str]:
    before, until = endpoint.previous_kept_secret, endpoint.previous_until
    still = [before] if before and until and until > at else []
    return [told(db, endpoint.id, kept) for kept in (endpoint.kept_secret, *still)]


def _finish(db: Session, work: Work, outcome: Outcome) -> None:
    delivery = repository.locked(db, work.subject_id)
    if delivery is None or delivery.state is not DeliveryState.PENDING:
        return
    delivery.last_status, delivery.last_failure = outcome.status, outcome.failure
    # No address, no name: an address may hold a secret of the receiver's own.
    log.info(
        "webhook %s to endpoint %s, try %s: %s",
        delivery.event_id,
        delivery.endpoint_id,
        delivery.attempts,
        outcome.failure or "delivered",
    )
    if not outcome.silent:
        repository.end_rest(db, delivery.endpoint_id)
    if outcome.failure is None:
        delivery.delivered_at = now()
        move(db, delivery, DeliveryState.DELIVERED)
    elif outcome.status == GONE:
        _turn_off(db, delivery, TurnedOff.GONE)
        _give_up(db, delivery, outcome.failure)
    else:
        _later(db, delivery, outcome)


def _later(db: Session, delivery: WebhookDelivery, outcome: Outcome) -> None:
    at = now()
    if outcome.silent:
        tries = repository.count_silence(db, delivery.endpoint_id)
        repository.put_rest(db, delivery.endpoint_id, rest(tries, at))
    again = next_try(delivery.attempts, at)
    if again <= delivery.tries_until:
        _try_again(db, delivery, again)
        return
    since = delivery.tries_until - TRIES_FOR
    if not repository.has_delivered_since(db, delivery.endpoint_id, since):
        _turn_off(db, delivery, TurnedOff.SILENT)
    _give_up(db, delivery, delivery.last_failure)


def _try_again(db: Session, delivery: WebhookDelivery, at: datetime) -> None:
    delivery.next_attempt_at = at
    jobs.put(db, DELIVER, delivery.id, at)


def _give_up(db: Session, delivery: WebhookDelivery, why: DeliveryFailure | None) -> None:
    delivery.last_failure, delivery.next_attempt_at = why, None
    move(db, delivery, DeliveryState.GIVEN_UP)


def _turn_off(db: Session, delivery: WebhookDelivery, why: TurnedOff) -> None:
    endpoint = repository.locked_endpoint(db, delivery.endpoint_id)
    if endpoint.active and endpoint.withdrawn_at is None:
        endpoint.active, endpoint.turned_off = False, why
        audit.record(db, "turn off", "webhook-endpoints", endpoint.id, why.value)
        log.warning("webhook endpoint %s is turned off: %s", endpoint.id, why.value)
