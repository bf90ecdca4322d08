"""Whether an organisation that a registration names can play the part it is named for."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from service.codelists.organisations import OrganisationKind
from service.errors import Fault, InvalidInput
from service.organisations import repository

CARE_PROVIDERS = frozenset({OrganisationKind.CARE_PROVIDER})


def require_party(
    db: Session, organisation_id: UUID | None, kinds: Collection[OrganisationKind], where: str
) -> None:
    """Raises InvalidInput unless the organisation takes part as one of these kinds; none named is
    none to check. `where` is the field as it stands in the body."""
    if organisation_id is None or repository.kind_of(db, organisation_id) in kinds:
        return
    allowed = ", ".join(sorted(kind.en for kind in kinds))
    fault = Fault(f"body.{where}", "wrong_kind", f"is not an organisation of this kind: {allowed}")
    raise InvalidInput("An organisation that is named cannot do this.", [fault])
