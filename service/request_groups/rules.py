"""What is special about groups of requests."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from service.actor import Actor
from service.errors import Conflict
from service.models import RequestGroup
from service.registry import Rules
from service.request_groups import repository


def hold_still(db: Session, actor: Actor, *group_ids: UUID | None) -> None:
    """Until this transaction ends nobody decides on these groups of the actor, joins or leaves.

    Who lives together is decided on together: raises `Conflict` while that is going on. A request
    is locked before its group, as in every decision.
    """
    groups = repository.locked(db, actor, {group for group in group_ids if group is not None})
    if repository.has_offer(db, groups):
        raise Conflict(
            "A place is on offer to somebody of this group: first the answers, or the municipality"
            " takes its approval back.",
            nl="Iemand van deze groep krijgt een woonplek aangeboden: eerst de antwoorden, of de "
            "gemeente trekt haar goedkeuring in.",
        )


class RequestGroupRules(Rules[RequestGroup]):
    """A group with open requests stays, and stands still while a place is offered to one of it."""

    def change(self, db: Session, actor: Actor, row: RequestGroup, values: dict[str, Any]) -> None:
        """What the group is for stays while somebody of it is answering."""
        if values.get("kind", row.kind) is not row.kind:
            hold_still(db, actor, row.id)
        super().change(db, actor, row, values)

    def withdraw(self, db: Session, actor: Actor, row: RequestGroup) -> None:
        """Only without open requests."""
        hold_still(db, actor, row.id)
        if repository.has_open_requests(db, row):
            raise Conflict(
                "Open requests are in this group: take them out first.",
                nl="Er horen nog open aanvragen bij deze groep: haal die er eerst uit.",
            )
        super().withdraw(db, actor, row)
