"""Who people are, over HTTP: for their care provider; and for who decides, whether others ask for
the same people."""

from uuid import UUID

from sqlalchemy.orm import Session

from service import reading
from service.actor import Actor
from service.codelists.organisations import DECIDERS, OrganisationKind
from service.db import Db
from service.models import Person, Request
from service.permission import permit
from service.persons import repository
from service.persons.identity import WHOSE, opened
from service.persons.schemas import (
    DoublesOut,
    PersonChange,
    PersonIn,
    PersonListing,
    PersonMade,
    PersonOut,
)
from service.persons.service import PersonRules
from service.registry import Resource, registry_router
from service.routing import domain_router
from service.security import Caller
from service.wire import Outbound


class SealedPersons(Resource[Person]):
    """Opened as they are shown."""

    def shown(self, db: Session, actor: Actor, row: Person) -> Outbound:
        """The identity, with whose it is."""
        whose = {name: getattr(row, name) for name in (*WHOSE, "version")}
        return PersonOut.model_validate(opened(db, row).model_dump() | whose)


PERSONS = SealedPersons(
    model=Person,
    path="persons",
    noun="person",
    dutch="persoon: naam, geboortedatum en hoe iemand te bereiken is",
    create=PersonIn,
    change=PersonChange,
    out=PersonOut,
    made=PersonMade,
    writers=frozenset({OrganisationKind.CARE_PROVIDER}),
    listing=PersonListing,
    rules=PersonRules(),
    kept="nothing of it is kept",
)

router = registry_router(PERSONS)
of_requests = domain_router("/requests", tag="requests")


@of_requests.get(
    "/{id}/doubles",
    operation_id="readDoubles",
    summary="Read whether others ask for the same people",
    response_model=DoublesOut,
)
def doubles(id: UUID, db: Db, actor: Caller) -> DoublesOut:
    """Whether somebody of the household is asked for elsewhere too, or has a home there (dubbele
    aanvraag), as far as care providers wrote down who they are. For the municipality that decides:
    it asks its care provider, and does not say that there is another."""
    row = reading.one(db, Request, id)
    permit(actor, DECIDERS, "read whether others ask for the same people")
    found = repository.doubles(db, [row.id])
    return DoublesOut.model_validate({"request_id": row.id, "doubles": found.get(row.id, [])})
