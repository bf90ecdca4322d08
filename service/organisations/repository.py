"""Queries on who takes part."""

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


def name_of(db: Session, organisation_id: UUID) -> str:
    """What an organisation is called."""
    return db.get_one(Organisation, organisation_id).name
