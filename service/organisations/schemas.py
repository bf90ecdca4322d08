"""An organisation on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, validate_email
from pydantic_core import PydanticCustomError

from matching.codes.contracts import ContractForm
from service.codelists.organisations import OrganisationKind
from service.registry import Listing
from service.wire import Codes, Inbound, MunicipalityCode, Outbound, Word, changes_of


def _address(text: str) -> str:
    """Pydantic's own message repeats what was sent."""
    try:
        return validate_email(text)[1]
    except PydanticCustomError:
        raise ValueError("is not an e-mail address") from None


Email = Annotated[Word, AfterValidator(_address), Field(json_schema_extra={"format": "email"})]
KvkNumber = Annotated[str, Field(pattern=r"^[0-9]{8}$")]


class OrganisationIn(Inbound):
    """Somebody who takes part (deelnemende organisatie)."""

    kind: OrganisationKind = Field(
        description="What it is here (soort organisatie); a token's role is one of these",
        examples=["CARE_PROVIDER"],
    )
    name: Word = Field(description="Name (naam)", examples=["Stichting Onderdak"])
    kvk_number: KvkNumber | None = Field(
        default=None,
        description="Number in the trade register (KvK-nummer)",
        examples=["12345678"],
    )
    email: Email | None = Field(
        default=None,
        description="Address of a function, not of a person (e-mailadres)",
        examples=["wonen@onderdak.example"],
    )
    municipality_code: MunicipalityCode | None = Field(
        default=None,
        description="CBS code (gemeentecode); for municipalities and centre municipalities only, "
        "and needed there",
    )
    contract_forms: Codes[ContractForm] = Field(
        default=[],
        description="Contract forms a care provider works with (contractvormen)",
        examples=[["OMKLAP", "TRIPARTITE"]],
    )


OrganisationChange = changes_of(
    OrganisationIn,
    says="What of an organisation may change; its kind is part of every token and stays.",
    leave_out={"kind", "municipality_code"},
)


class OrganisationOut(Outbound):
    """An organisation as registered."""

    id: UUID
    kind: OrganisationKind = Field(description="What it is here (soort organisatie)")
    name: str = Field(description="Name (naam)")
    kvk_number: str | None = Field(description="Number in the trade register (KvK-nummer)")
    email: str | None = Field(description="E-mail address of a function")
    municipality_code: str | None = Field(description="CBS code (gemeentecode)")
    contract_forms: list[ContractForm] = Field(
        description="Contract forms a care provider works with (contractvormen)"
    )
    withdrawn_at: datetime | None = Field(description="When it was withdrawn (ingetrokken op)")
    version: int


class OrganisationListing(Listing):
    """Filters on organisations."""

    kind: OrganisationKind | None = None
    municipality_code: MunicipalityCode | None = None
