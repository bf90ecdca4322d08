"""What is special about groups of requests."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from service.actor import Actor
from service.errors import Conflict
from service.models import RequestGroup
from service.registry import Rules
from service.request_groups import repository


def refuse_while_offered(db: Session, group_id: UUID | None) -> None:
    """Who lives together is decided on together: raises `Conflict` while that is going on."""
    if group_id is not None and repository.has_offer(db, group_id):
        raise Conflict(
            "A place is on offer to somebody of this group: first the answers, or the municipality"
            " takes its approval back."
        )


class RequestGroupRules(Rules[RequestGroup]):
    """A group with open requests stays, and stands still while a place is offered to one of it."""

    def change(self, db: Session, actor: Actor, row: RequestGroup, values: dict[str, Any]) -> None:
        """What the group is for stays while somebody of it is answering."""
        if values.get("kind", row.kind) is not row.kind:
            refuse_while_offered(db, row.id)
        super().change(db, actor, row, values)

    def withdraw(self, db: Session, actor: Actor, row: RequestGroup) -> None:
        """Only without open requests."""
        if repository.has_open_requests(db, row):
            raise Conflict("Open requests are in this group: take them out first.")
        super().withdraw(db, actor, row)
