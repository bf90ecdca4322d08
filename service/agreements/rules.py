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
        """Not what an offer rests on that is still to be answered."""
        lock(db, row)
        before = _agreed_today(row)
        super().change(db, actor, row, values)
        _keep(db, row, before - _agreed_today(row))

    def withdraw(self, db: Session, actor: Actor, row: Agreement) -> None:
        """Not while an offer rests on it."""
        lock(db, row)
        _keep(db, row, _agreed_today(row))
        super().withdraw(db, actor, row)


def _agreed_today(row: Agreement) -> set[Code]:
    return set(row.contract_forms) if row.period.covers(today()) else set()


def _keep(db: Session, row: Agreement, lost: set[Code]) -> None:
    if lost & placements.forms_promised(db, row.provider_id, row.organisation_id):
        raise Conflict("A place is offered under this agreement: wait for the answers.")
