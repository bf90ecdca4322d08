"""What is special about capacities."""

from typing import Any

from sqlalchemy.orm import Session

from matching.codes import CareType
from service.actor import Actor
from service.errors import Fault, InvalidInput
from service.models import SupportCapacity
from service.registry import Rules


class SupportCapacityRules(Rules[SupportCapacity]):
    """Slots are of some kind of support."""

    def prepare(self, db: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """Refuses slots for no support."""
        if values["care_type"] is CareType.NONE:
            fault = Fault("body.careType", "care_type_none", "must be a kind of support")
            raise InvalidInput("There is no capacity for no support.", [fault])
        return values
