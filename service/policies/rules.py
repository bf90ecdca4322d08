"""What is special about policies."""

import json
from datetime import date
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from matching.policy import Policy
from service.actor import Actor
from service.errors import Fault, InvalidInput
from service.models import MatchingPolicy
from service.period import Period
from service.policies import repository
from service.registry import Rules


class PolicyRules(Rules[MatchingPolicy]):
    """The content never changes: a change is a new edition."""

    def prepare(self, db: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """Keeps the content as the engine writes it, with its digest."""
        content: Policy = values["content"]
        return values | {
            "content": json.loads(content.to_json()),
            "content_hash": content.sha256(),
            "edition": repository.next_edition(db, actor, values["name"]),
        }

    def change(
        self, db: Session, actor: Actor, row: MatchingPolicy, values: dict[str, Any]
    ) -> None:
        """Renames it or moves its end."""
        if "end_date" in values:
            values["period"] = _ending(row.period, values.pop("end_date"))
        if values.get("name", row.name) != row.name:
            values["edition"] = repository.next_edition(db, actor, values["name"])
        super().change(db, actor, row, values)


def _ending(period: Period, end: date | None) -> Period:
    try:
        return Period.of(period.start_date, end)
    except ValidationError as error:
        fault = Fault("body.endDate", "ends_before_start", "lies before the first day")
        raise InvalidInput("The policy cannot end then.", [fault]) from error
