"""What limits must meet beyond the form of their fields."""

from typing import Any

from sqlalchemy.orm import Session

from service.actor import Actor
from service.codelists.organisations import OWNERS
from service.errors import Fault, InvalidInput
from service.limits import repository
from service.models import HousingFirstRule, NeighbourhoodCapacity, Quota
from service.organisations.parties import require_party
from service.properties.address_rules import municipality_of
from service.registry import Rules
from service.requirements import Requirement, require

QUOTA_REQUIREMENTS: tuple[Requirement[Quota], ...] = (
    Requirement(
        code="number_needed",
        where="minimum",
        nl="Geef een minimum, een maximum of allebei.",
        en="Give a minimum, a maximum or both.",
        basis="a quota without a number asks for nothing",
        met=lambda quota: {quota.minimum, quota.minimum_percent, quota.maximum} != {None},
    ),
    Requirement(
        code="two_minimums",
        where="minimumPercent",
        nl="Geef het minimum als aantal of als aandeel, niet allebei.",
        en="Give the minimum as a number or as a share, not both.",
        basis="nobody could say which of the two holds",
        met=lambda quota: quota.minimum is None or quota.minimum_percent is None,
    ),
    Requirement(
        code="numbers_out_of_order",
        where="maximum",
        nl="Het maximum is lager dan het minimum.",
        en="The maximum is lower than the minimum.",
        basis="no plan could meet both",
        met=lambda quota: (
            quota.maximum is None
            or (
                (quota.minimum or 0) <= quota.maximum
                and not (quota.minimum_percent and quota.maximum == 0)
            )
        ),
    ),
)


class NeighbourhoodCapacityRules(Rules[NeighbourhoodCapacity]):
    """A municipality speaks for its own neighbourhoods."""

    def prepare(self, db: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """Refuses a neighbourhood of another municipality."""
        if not repository.decides_for(db, municipality_of(values["neighbourhood_code"])):
            says = "is not a neighbourhood for which you decide"
            fault = Fault("body.neighbourhoodCode", "neighbourhood_elsewhere", says)
            raise InvalidInput("The neighbourhood lies elsewhere.", [fault])
        return values


class HousingFirstRuleRules(Rules[HousingFirstRule]):
    """The complex belongs to somebody who lets."""

    def prepare(self, db: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """Checks the owner."""
        require_party(db, values["owner_id"], OWNERS, "ownerId")
        return values


class QuotaRules(Rules[Quota]):
    """A quota has a number, and the numbers are in order."""

    def prepare(self, db: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """Checks the new quota as a whole."""
        require_party(db, values["owner_id"], OWNERS, "ownerId")
        require(QUOTA_REQUIREMENTS, Quota(**values))
        return values

    def change(self, db: Session, actor: Actor, row: Quota, values: dict[str, Any]) -> None:
        """Checks what the quota becomes as a whole."""
        require_party(db, values.get("owner_id"), OWNERS, "ownerId")
        super().change(db, actor, row, values)
        require(QUOTA_REQUIREMENTS, row)
