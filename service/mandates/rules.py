"""Who can be given a mandate."""

from typing import Any

from sqlalchemy.orm import Session

from service.actor import Actor
from service.codelists.organisations import DECIDERS
from service.errors import Fault, InvalidInput
from service.models import Mandate
from service.organisations import repository as organisations
from service.registry import Rules


class MandateRules(Rules[Mandate]):
    """Only another municipality can decide for a municipality."""

    def prepare(self, db: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """Checks who is to decide."""
        mandated = values["mandated_id"]
        if mandated == actor.organisation_id:
            raise _refused("mandate_to_self", "names your own municipality")
        if organisations.kind_of(db, mandated) not in DECIDERS:
            raise _refused("not_a_municipality", "is not a municipality that takes part")
        return values


def _refused(code: str, detail: str) -> InvalidInput:
    return InvalidInput("The mandate cannot be given.", [Fault("body.mandatedId", code, detail)])
