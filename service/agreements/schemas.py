"""An agreement on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from matching.codes.contracts import ContractForm
from service.period import Period
from service.registry import Listing
from service.wire import Codes, Inbound, Outbound, ValidOn, changes_of


class AgreementIn(Inbound):
    """An owner agrees with a care provider on the contract forms in which it lets."""

    provider_id: UUID = Field(description="The care provider (zorgaanbieder)")
    contract_forms: Annotated[Codes[ContractForm], Field(min_length=1)] = Field(
        description="The forms they agree on (contractvormen)", examples=[["OMKLAP", "TRIPARTITE"]]
    )
    period: Period = Field(description="When this holds (geldigheid)")


AgreementChange = changes_of(
    AgreementIn,
    says="What of an agreement may change. It loses no form and no day while a place is offered "
    "under it.",
    leave_out={"provider_id"},
)


class AgreementOut(Outbound):
    """An agreement as registered."""

    id: UUID
    organisation_id: UUID = Field(description="The owner (verhuurder)")
    provider_id: UUID = Field(description="The care provider (zorgaanbieder)")
    contract_forms: list[ContractForm]
    period: Period
    withdrawn_at: datetime | None
    version: int


class AgreementListing(Listing):
    """Filters on agreements."""

    organisation_id: UUID | None = None
    provider_id: UUID | None = None
    valid_on: ValidOn = None
