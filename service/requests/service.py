"""What is special about registering requests."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from service.actor import Actor
from service.clock import today
from service.codelists.organisations import OrganisationKind
from service.codelists.requests import RequestState
from service.errors import Conflict, Fault, InvalidInput
from service.geometry import sent_system
from service.households import repository as households
from service.models import Household, Request
from service.organisations import repository as organisations
from service.registry import Rules
from service.registry.repository import lock
from service.request_groups.rules import hold_still
from service.requests import repository
from service.requests.locations import located
from service.requests.requirements import REQUIREMENTS, Asking
from service.requests.workflow import CHANGEABLE, Mover, move
from service.requirements import require
from service.rounds.group_repository import waiting

RELATED = frozenset({"anchors", "avoid_areas"})


class RequestRules(Rules[Request]):
    """A request is judged together with its household, and moves by the table only."""

    def prepare(self, db: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """Checks the new request as a whole."""
        household = households.to_ask_for(db, actor, values["household_id"])
        if household is None:
            fault = Fault("body.householdId", "household_unknown", "is not a household of yours")
            raise InvalidInput("The household cannot have a request.", [fault])
        hold_still(db, actor, values.get("group_id"))
        _check_references(db, actor, values)
        columns = {name: value for name, value in values.items() if name not in RELATED}
        require(REQUIREMENTS, Asking(Request(**columns), household))
        return values | located(values, sent_system(db))

    def change(self, db: Session, actor: Actor, row: Request, values: dict[str, Any]) -> None:
        """Moves it, or changes what is needed, or both; checks what it becomes as a whole."""
        to = values.pop("state", row.state)
        if not (row.state in CHANGEABLE or _asks_again(db, row, to)):
            raise Conflict(
                f"This request is {row.state.en}: it cannot be changed.",
                nl=f"De aanvraag staat op '{row.state.nl}': zij kan nu niet veranderen.",
            )
        household = _still_there(db, actor, row)
        joined = values.get("group_id", row.group_id)
        lock(db, row)
        if to is not row.state or joined != row.group_id or waiting(db, [row.id]):
            hold_still(db, actor, row.group_id, joined)
        _check_references(db, actor, values)
        places = located(values, sent_system(db))
        if to is not row.state:
            move(db, row, to, Mover.PROVIDER)
        super().change(db, actor, row, values | places)
        require(REQUIREMENTS, Asking(row, household))

    def withdraw(self, db: Session, actor: Actor, row: Request) -> None:
        """Only while nothing is offered, to it or to its group."""
        lock(db, row)
        hold_still(db, actor, row.group_id)
        move(db, row, RequestState.WITHDRAWN, Mover.PROVIDER)


def _still_there(db: Session, actor: Actor, row: Request) -> Household:
    """The household that asks, which stays until the end of this transaction."""
    household = households.to_ask_for(db, actor, row.household_id)
    if household is None:
        raise Conflict(
            "The household of this request was withdrawn: it cannot ask again.",
            nl="Het huishouden van deze aanvraag is ingetrokken: het kan niet opnieuw vragen.",
        )
    return household


def _asks_again(db: Session, row: Request, to: RequestState) -> bool:
    """Whether a household that was housed lost that home and takes its request up again."""
    housed = row.state is RequestState.HOUSED and to is RequestState.ACTIVE
    return housed and repository.lost_its_home(db, row)


def _check_references(db: Session, actor: Actor, values: dict[str, Any]) -> None:
    faults = [*_wrong_references(db, actor, values)]
    if faults:
        raise InvalidInput("The request refers to what cannot be.", faults)


def _wrong_references(db: Session, actor: Actor, values: dict[str, Any]) -> Iterator[Fault]:
    """What a foreign key cannot see: withdrawn groups, and organisations that give no support."""
    group, supporter = values.get("group_id"), values.get("support_provider_id")
    if group is not None and not repository.has_group(db, actor, group):
        yield Fault("body.groupId", "group_unknown", "is not a group of yours")
    if supporter is not None:
        kind = organisations.kind_of(db, supporter)
        if kind is not OrganisationKind.CARE_PROVIDER:
            yield Fault("body.supportProviderId", "not_a_care_provider", "is not a care provider")
    parked_until = values.get("parked_until_date")
    if parked_until is not None and parked_until <= today():
        yield Fault(
            "body.parkedUntilDate",
            "parked_until_past",
            "must lie in the future",
            "Deze dag moet in de toekomst liggen.",
        )
