"""With whom an owner can agree."""

from typing import Any

from sqlalchemy.orm import Session

from service.actor import Actor
from service.models import Agreement
from service.organisations.parties import CARE_PROVIDERS, require_party
from service.registry import Rules


class AgreementRules(Rules[Agreement]):
    """An agreement on contract forms is made with a care provider."""

    def prepare(self, db: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """Checks the other party."""
        require_party(db, values["provider_id"], CARE_PROVIDERS, "providerId")
        return values
