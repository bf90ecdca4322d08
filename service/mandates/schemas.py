"""A mandate on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from service.period import Period
from service.registry import Listing
from service.wire import Inbound, Outbound, changes_of


class MandateIn(Inbound):
    """A municipality lets another decide for it (mandaat)."""

    mandated_id: UUID = Field(
        description="The municipality that decides (gemandateerde), such as a centrumgemeente"
    )
    period: Period = Field(description="When it holds (geldig van en tot)")


MandateChange = changes_of(
    MandateIn, says="What of a mandate may change.", leave_out={"mandated_id"}
)


class MandateOut(Outbound):
    """A mandate as registered."""

    id: UUID
    organisation_id: UUID = Field(description="The municipality that gives it (mandaatgever)")
    mandated_id: UUID = Field(description="The municipality that decides (gemandateerde)")
    period: Period = Field(description="When it holds")
    withdrawn_at: datetime | None = Field(description="When it was withdrawn (ingetrokken op)")
    version: int


class MandateListing(Listing):
    """Filters on mandates."""

    organisation_id: UUID | None = None
    mandated_id: UUID | None = None
