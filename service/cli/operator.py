"""Who is at the command line, as the audit names them."""

from getpass import getuser
from uuid import UUID

from service.actor import SYSTEM, Actor
from service.codelists.organisations import OrganisationKind


def operator(
    organisation: UUID = SYSTEM.organisation_id, kind: OrganisationKind = SYSTEM.kind
) -> Actor:
    """The user of this machine, on behalf of an organisation; of the platform unless it says."""
    return Actor(f"{getuser()} on the command line", organisation, kind)
