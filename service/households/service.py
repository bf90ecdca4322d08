"""What is special about registering households."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from service.actor import Actor
from service.errors import Conflict
from service.households import repository
from service.households.requirements import REQUIREMENTS
from service.households.schemas import HouseholdMemberIn
from service.models import Household, HouseholdMember
from service.persons.agreeing import REQUIREMENTS as OF_PERSONS
from service.persons.agreeing import Peopled, people_of
from service.registry import Rules, differing
from service.registry.repository import lock
from service.requests.workflow import OPEN
from service.requirements import require

STANDS_STILL = (
    "A place is offered to this household, or to its group: who they are stays as it is until the"
    " answer."
)
STANDS_STILL_NL = (
    "Dit huishouden, of zijn groep, krijgt een woonplek aangeboden: wie zij zijn blijft zoals het"
    " is tot het antwoord."
)
LIVES_SOMEWHERE = (
    "This household lives in a place: end that placement first; it can be withdrawn after its last"
    " day there."
)
LIVES_SOMEWHERE_NL = (
    "Dit huishouden woont op een woonplek: beëindig eerst die plaatsing. Na de laatste dag daar kan"
    " het worden ingetrokken."
)
AGES = frozenset({"members", "ages_recorded_date"})
"""What those who are written down agree with."""
NOT_IN_THE_OFFER = frozenset({"provider_reference"})


class HouseholdRules(Rules[Household]):
    """Members are kept as rows; a household that asks for a home or has one stays, and stays as it
    is while a place is offered to it."""

    def prepare(self, db: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """Checks the new household as a whole."""
        values |= _members(values)
        require(REQUIREMENTS, Household(**values))
        return values

    def change(self, db: Session, actor: Actor, row: Household, values: dict[str, Any]) -> None:
        """Checks what the household becomes as a whole."""
        lock(db, row)
        changed = differing(row, values | _members(values))
        if changed.keys() - NOT_IN_THE_OFFER and repository.has_offer(db, row):
            raise Conflict(STANDS_STILL, nl=STANDS_STILL_NL)
        super().change(db, actor, row, changed)
        require(REQUIREMENTS, row)
        if changed.keys() & AGES:
            require(OF_PERSONS, Peopled(row, people_of(db, [row.id]).get(row.id, ())))

    def withdraw(self, db: Session, actor: Actor, row: Household) -> None:
        """Only without an open request, and not while it lives in a place."""
        lock(db, row)
        if repository.has_request(db, row, OPEN):
            raise Conflict(
                "This household has an open request: withdraw that first.",
                nl="Dit huishouden heeft een open aanvraag: trek die eerst in.",
            )
        if repository.has_home(db, row):
            raise Conflict(LIVES_SOMEWHERE, nl=LIVES_SOMEWHERE_NL)
        super().withdraw(db, actor, row)


def _members(values: dict[str, Any]) -> dict[str, Any]:
    members: Sequence[HouseholdMemberIn] | None = values.get("members")
    if members is None:
        return {}
    return {
        "members": [
            HouseholdMember(ordinal=ordinal, age_band=member.age_band)
            for ordinal, member in enumerate(members)
        ]
    }
