"""What happens when something is registered, changed or withdrawn."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Session

from service.actor import Actor
from service.audit import service as audit
from service.conditional import expect
from service.errors import Conflict, NotAllowed
from service.models import Identified
from service.permission import permit
from service.registry import repository
from service.registry.resource import Resource
from service.wire import Inbound

M = TypeVar("M", bound=Identified)


def create(db: Session, actor: Actor, resource: Resource[M], body: Inbound) -> M:
    """Registers it in the actor's organisation."""
    permit(actor, resource.writers, f"register {resource.one}")
    values = resource.rules.prepare(db, actor, columns(body))
    if hasattr(resource.model, "organisation_id"):
        values.setdefault("organisation_id", actor.organisation_id)
    row = repository.add(db, resource.model(**values))
    audit.record(db, "create", resource.path, row.id)
    return row


def change(
    db: Session,
    actor: Actor,
    resource: Resource[M],
    row_id: UUID,
    body: Inbound,
    if_match: str | None,
) -> M:
    """Changes the fields that were sent and no others; where nothing differs, nothing happens."""
    row = _mine(db, actor, resource, row_id, "change")
    expect(row, if_match)
    with db.no_autoflush:  # what differs is still to be seen afterwards
        resource.rules.change(db, actor, row, columns(body))
    if _differs(db):
        # A change of related rows alone is a new version too.
        row.changed_at = func.now()
        db.flush()
        audit.record(db, "change", resource.path, row.id)
    return row


def withdraw(
    db: Session, actor: Actor, resource: Resource[M], row_id: UUID, if_match: str | None
) -> None:
    """Withdraws it; it can still be read."""
    row: Any = _mine(db, actor, resource, row_id, "withdraw")
    expect(row, if_match)
    resource.rules.withdraw(db, actor, row)
    db.flush()
    audit.record(db, "withdraw", resource.path, row.id)


def columns(body: Inbound) -> dict[str, Any]:
    """The fields that were sent, under our own names; those left out keep their default."""
    sent = body.model_fields_set
    required = {n for n, f in type(body).model_fields.items() if not f.is_required()} - sent
    defaults = {} if _is_change(body) else {name: getattr(body, name) for name in required}
    return defaults | {name: getattr(body, name) for name in sent}


def _differs(db: Session) -> bool:
    return bool(db.new or db.deleted) or any(db.is_modified(row) for row in db.dirty)


def _is_change(body: Inbound) -> bool:
    return all(not field.is_required() for field in type(body).model_fields.values())


def _mine(db: Session, actor: Actor, resource: Resource[M], row_id: UUID, verb: str) -> M:
    row: Any = repository.get(db, resource, row_id)
    permit(actor, resource.writers, f"{verb} {resource.one}")
    if getattr(row, "organisation_id", actor.organisation_id) != actor.organisation_id:
        raise NotAllowed(f"This {resource.noun} belongs to another organisation.")
    if getattr(row, "withdrawn_at", None) is not None:
        raise Conflict(f"This {resource.noun} was withdrawn.", nl="Dit is ingetrokken.")
    result: M = row
    return result
