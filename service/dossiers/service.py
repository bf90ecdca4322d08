"""What a care provider does on behalf of somebody who asks what there is, or asks to be erased."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from service.actor import Actor
from service.audit import service as audit
from service.codelists.organisations import OrganisationKind
from service.database_roles import archiving
from service.dossiers import repository
from service.errors import Conflict, NotAllowed
from service.household_links import repository as links
from service.households.endpoints import HOUSEHOLDS
from service.leases import views as leases
from service.models import Decision, HandOver, Household, Lease, Offer, Placement
from service.permission import permit
from service.persons import repository as persons
from service.persons.endpoints import PERSONS
from service.placements import views as placements
from service.proposals import views as proposals
from service.registry import repository as registry
from service.requests.endpoints import REQUESTS
from service.rounds.advising import as_heard_by
from service.rounds.unlinking import unlink
from service.rounds.unplaced_repository import tell_of_rounds

WHO = frozenset({OrganisationKind.CARE_PROVIDER})
NOT_CLOSED = (
    "This household has an open request, lives in a place, or is in a round that runs: withdraw the"
    " request, end the placement (after its last day), or wait until the round is done."
)
NOT_CLOSED_NL = (
    "Dit huishouden heeft een open aanvraag, woont op een woonplek of doet mee in een ronde die nog"
    " loopt. Trek de aanvraag in, beëindig de plaatsing (na de laatste dag), of wacht tot de ronde"
    " klaar is."
)


def read(db: Session, actor: Actor, household_id: UUID) -> dict[str, Any]:
    """Everything about a household of the actor's own, and who looked."""
    household = _own(db, actor, household_id, "read the dossier of a household")
    asked = repository.requests(db, household_id)
    unplaced = repository.unplaced(db, [each.id for each in asked])
    tell_of_rounds(db, unplaced)
    proposed = repository.proposals(db, household_id)
    ids = [each.id for each in proposed]
    offered = repository.of_proposals(db, Offer, ids)
    placed = repository.of_proposals(db, Placement, ids)
    homes = [each.id for each in placed]
    known = persons.of_household(db, household_id)
    return {
        "household": HOUSEHOLDS.shown(db, actor, household),
        "persons": [PERSONS.shown(db, actor, each) for each in known],
        "requests": [REQUESTS.shown(db, actor, each) for each in asked],
        "unplaced": [as_heard_by(actor, each) for each in unplaced],
        "proposals": proposals.shown(db, actor, proposed),
        "decisions": proposals.decided(db, repository.of_proposals(db, Decision, ids)),
        "offers": offered,
        "household_links": links.of_offers(db, [each.id for each in offered]),
        "placements": placements.shown(db, actor, placed),
        "leases": leases.shown(db, actor, repository.of_placements(db, Lease, homes)),
        "hand_overs": repository.of_placements(db, HandOver, homes),
        "looks": repository.looks(db, household_id),
    }


def erase(db: Session, actor: Actor, household_id: UUID) -> None:
    """Destroys all about a household of the actor's own that is closed."""
    household = _own(db, actor, household_id, "have a household erased")
    if not destroy(db, [household.id]):
        raise Conflict(NOT_CLOSED, nl=NOT_CLOSED_NL)


def destroy(db: Session, household_ids: Collection[UUID]) -> int:
    """Destroys all about those of these households that may be; how many that were. What is left
    are lines of the audit, which hold random ids that lead to nothing any more."""
    with archiving(db, household_ids):
        repository.lock(db)
        found = repository.dossier(db)
        unlink(db, found.rounds, found.requests)
        repository.destroy(db, found)
    audit.record_each(db, "erase", "households", found.households)
    return len(found.households)


def _own(db: Session, actor: Actor, household_id: UUID, step: str) -> Household:
    household = registry.get(db, HOUSEHOLDS, household_id)
    permit(actor, WHO, step)
    if household.organisation_id != actor.organisation_id:
        raise NotAllowed("This household belongs to another organisation.")
    return household
