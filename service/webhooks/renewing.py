"""Once a night: secrets that are kept under a key of before come under the present one. After it
the key of before can be taken away."""

import logging

from sqlalchemy.orm import Session

from service.actor import SYSTEM, Actor
from service.audit import service as audit
from service.db import Sessions, transaction
from service.encryption.cipher import Unreadable
from service.encryption.keys import Keys
from service.jobs import Chore
from service.models import WebhookEndpoint
from service.webhooks import repository
from service.webhooks.secrets import kept, told

log = logging.getLogger(__name__)


def renew(sessions: Sessions) -> int:
    """On behalf of each organisation, as nobody else may read it; how many endpoints it were."""
    with transaction(sessions, SYSTEM) as db:
        organisations = repository.organisations(db)
    renewed = 0
    for id, kind in organisations:
        with transaction(sessions, Actor(SYSTEM.user, id, kind)) as db:
            renewed += sum(_renewed(db, row) for row in repository.locked_endpoints(db))
    return renewed


def _renewed(db: Session, row: WebhookEndpoint) -> bool:
    keys: Keys = db.info["keys"]
    before = {"kept_secret": row.kept_secret, "previous_kept_secret": row.previous_kept_secret}
    old = {name: was for name, was in before.items() if was and not keys.is_newest(was)}
    try:
        anew = {name: kept(db, row.id, told(db, row.id, was)) for name, was in old.items()}
    except Unreadable:
        log.error("a secret cannot be read: its key is not among the settings any more")
        return False
    if anew:
        repository.put_kept(db, row.id, anew)
        audit.record(db, "renew", "webhook-endpoints", row.id)
    return bool(anew)


def run(sessions: Sessions) -> None:
    """What the clock asks for, once a day."""
    log.info("webhooks: the secrets of %d endpoints were encrypted anew", renew(sessions))


RENEW = Chore("webhooks.renew", "27 3 * * *", run)
