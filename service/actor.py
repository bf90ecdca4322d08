"""On whose behalf something is done."""

from dataclasses import dataclass
from uuid import UUID

from service.codelists.organisations import OrganisationKind

PLATFORM_ID = UUID("00000000-0000-4000-8000-000000000001")
"""The platform's own organisation: made by `migrate`, so that somebody can register the others."""


@dataclass(frozen=True)
class Actor:
    """A person or system with one role in one organisation."""

    user: str
    organisation_id: UUID
    kind: OrganisationKind


SYSTEM = Actor("system", PLATFORM_ID, OrganisationKind.PLATFORM)
"""Work that nobody asked for by hand: rescue of stalled rounds, loading of reference data."""
