"""Dossiers over HTTP."""

from typing import Any
from uuid import UUID

from service.db import Db
from service.dossiers import service
from service.dossiers.schemas import DossierOut
from service.routing import Once, domain_router
from service.security import Caller

router = domain_router("/households", tag="households")


@router.get(
    "/{id}/dossier",
    operation_id="readDossier",
    summary="Read all about a household, and who looked",
    response_model=DossierOut,
)
def read(id: UUID, db: Db, actor: Caller) -> dict[str, Any]:
    """Everything about a household (inzage, AVG article 15), for its care provider: to be handed to
    the people it is about. What others answered for themselves is theirs to show."""
    return service.read(db, actor, id)


@router.post(
    "/{id}/erasures",
    status_code=204,
    dependencies=[Once],
    operation_id="eraseHousehold",
    summary="Erase a household",
)
def erase(id: UUID, db: Db, actor: Caller) -> None:
    """Destroys everything about a household (wissen, AVG article 17), for its care provider:
    requests, proposals, decisions, placements, leases, and all that was told of them. It cannot be
    undone. 409 while it has an open request, lives in a place or is in a round that runs. The audit
    keeps its lines, with ids that lead to nothing any more."""
    service.erase(db, actor, id)
