"""What is special about capacities."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from matching.codes.care import CareType
from matching.tenure import LEASED_BY_PROVIDER
from service.actor import Actor
from service.clock import today
from service.database_roles import counting
from service.errors import Conflict, Fault, InvalidInput
from service.models import LeaseBudget, SupportCapacity
from service.placements import repository as placements
from service.registry import Rules
from service.registry.repository import lock
from service.rounds import capacity_repository as capacities


class SupportCapacityRules(Rules[SupportCapacity]):
    """Slots are of some kind of support."""

    def prepare(self, db: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """Refuses slots for no support."""
        if values["care_type"] is CareType.NONE:
            fault = Fault("body.careType", "care_type_none", "must be a kind of support")
            raise InvalidInput("There is no capacity for no support.", [fault])
        return values


class LeaseBudgetRules(Rules[LeaseBudget]):
    """A lease that was offered is still there when the answers come."""

    def change(self, db: Session, actor: Actor, row: LeaseBudget, values: dict[str, Any]) -> None:
        """On no day below the leases that are held, while one of them is an offer."""
        lock(db, row)
        before, left = row.leases, row.period.since(today())
        super().change(db, actor, row, values)
        if left is not None:
            _keep(db, row, before, row.leases if row.period.contains(left) else 0)

    def withdraw(self, db: Session, actor: Actor, row: LeaseBudget) -> None:
        """Not while an offer rests on it."""
        lock(db, row)
        if row.period.since(today()) is not None:
            _keep(db, row, row.leases, 0)
        super().withdraw(db, actor, row)


def leases_held(db: Session, provider: UUID) -> int:
    """The leases that a provider holds today, and those it will if an offer is accepted."""
    with counting(db):
        return capacities.leases_held(db, today()).get(provider, 0)


def _keep(db: Session, row: LeaseBudget, before: int, after: int) -> None:
    provider = row.organisation_id
    held = leases_held(db, provider)
    offered = placements.forms_promised(db, provider).intersection(LEASED_BY_PROVIDER)
    if offered and after < min(before, held):
        raise Conflict(
            "A place is offered under a lease of this budget: wait for the answers.",
            nl="Er is een woonplek aangeboden met zo'n contract: wacht op de antwoorden.",
        )
