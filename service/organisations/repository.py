"""Queries on who takes part."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.codelists.organisations import OrganisationKind
from service.models import Organisation


def kind_of(db: Session, organisation_id: UUID) -> OrganisationKind | None:
    """What kind of organisation takes part under this id; None when none does (any more)."""
    return db.scalar(
        select(Organisation.kind).where(
            Organisation.id == organisation_id, Organisation.withdrawn_at.is_(None)
        )
    )


def called(db: Session, *kinds: OrganisationKind) -> dict[UUID, str]:
    """What those of these kinds that take part are called, by id, in the order of their names."""
    statement = select(Organisation.id, Organisation.name).where(
        Organisation.kind.in_(kinds), Organisation.withdrawn_at.is_(None)
    )
    found = db.execute(statement.order_by(Organisation.name, Organisation.id))
    return {row.id: row.name for row in found}


def names_of(db: Session, organisation_ids: Collection[UUID]) -> dict[UUID, str]:
    """What organisations are called, by id."""
    found = db.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(organisation_ids))
    )
    return {row.id: row.name for row in found}
