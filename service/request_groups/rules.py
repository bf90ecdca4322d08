"""What is special about groups of requests."""

from sqlalchemy.orm import Session

from service.actor import Actor
from service.errors import Conflict
from service.models import RequestGroup
from service.registry import Rules
from service.request_groups import repository


class RequestGroupRules(Rules[RequestGroup]):
    """A group with open requests stays."""

    def withdraw(self, db: Session, actor: Actor, row: RequestGroup) -> None:
        """Only without open requests."""
        if repository.has_open_requests(db, row):
            raise Conflict("Open requests are in this group: take them out first.")
        super().withdraw(db, actor, row)
