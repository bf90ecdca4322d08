"""A group of requests on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from matching.codes.households import GroupKind
from service.registry import Listing
from service.wire import Inbound, Outbound, Word, changes_of


class RequestGroupIn(Inbound):
    """Households that live together, all or none, or never in one complex."""

    kind: GroupKind = Field(
        description="What they ask of each other (samen of apart)", examples=["TOGETHER"]
    )
    name: Annotated[Word, Field(max_length=60)] = Field(
        description="Your own name for it (naam); put no name of a person in it",
        examples=["Vriendengroep 3"],
    )


RequestGroupChange = changes_of(RequestGroupIn, says="What of a group of requests may change.")


class RequestGroupOut(Outbound):
    """A group of requests as registered; the requests name their group."""

    id: UUID
    organisation_id: UUID = Field(description="The care provider (zorgaanbieder)")
    kind: GroupKind
    name: str
    withdrawn_at: datetime | None
    version: int


class RequestGroupListing(Listing):
    """Filters on groups of requests."""

    kind: GroupKind | None = None
