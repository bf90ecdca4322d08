"""With whom an owner can agree, and what stays agreed while an offer rests on it."""

from typing import Any

from sqlalchemy.orm import Session

from matching.codes.code import Code
from service.actor import Actor
from service.clock import today
from service.errors import Conflict
from service.models import Agreement
from service.organisations.parties import CARE_PROVIDERS, require_party
from service.placements import repository as placements
from service.registry import Rules
from service.registry.repository import lock


class AgreementRules(Rules[Agreement]):
    """An agreement on contract forms is made with a care provider."""

    def prepare(self, db: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """Checks the other party."""
        require_party(db, values["provider_id"], CARE_PROVIDERS, "providerId")
        return values

    def change(self, db: Session, actor: Actor, row: Agreement, values: dict[str, Any]) -> None:
        """Of what an offer rests on that is still to be answered, no form and no day is lost."""
        lock(db, row)
        forms, left = set(row.contract_forms), row.period.since(today())
        super().change(db, actor, row, values)
        if left is not None:
            stays = set(row.contract_forms) if row.period.contains(left) else set()
            _keep(db, row, forms - stays)

    def withdraw(self, db: Session, actor: Actor, row: Agreement) -> None:
        """Not while an offer rests on it."""
        lock(db, row)
        if row.period.since(today()) is not None:
            _keep(db, row, set(row.contract_forms))
        super().withdraw(db, actor, row)


def _keep(db: Session, row: Agreement, lost: set[Code]) -> None:
    if lost & placements.forms_promised(db, row.provider_id, row.organisation_id):
        raise Conflict(
            "A place is offered under this agreement: wait for the answers.",
            nl="Onder deze afspraak wordt een woonplek aangeboden: wacht op de antwoorden.",
        )
