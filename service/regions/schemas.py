"""A region on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from service.period import Period
from service.registry import Listing
from service.wire import Inbound, MunicipalityCode, Outbound, Word, changes_of

RegionCode = Annotated[Word, Field(max_length=20)]
RegionName = Annotated[Word, Field(max_length=60)]


class MemberIn(Inbound):
    """A municipality in a region."""

    municipality_code: MunicipalityCode = Field(
        description="CBS code (gemeentecode)", examples=["0344"]
    )
    period: Period = Field(description="When it belongs to the region")


class RegionIn(Inbound):
    """Municipalities that work together (regio)."""

    code: RegionCode = Field(description="Your own code (code)", examples=["OPVANG-UTRECHT"])
    name: RegionName = Field(description="Name (naam)", examples=["Opvangregio Utrecht"])
    source: Word = Field(
        description="Whose division this is (bron)", examples=["VNG, lijst van opvangregio's 2026"]
    )
    municipalities: Annotated[list[MemberIn], Field(min_length=1, max_length=400)] = Field(
        description="Which municipalities, and when (gemeenten)"
    )


RegionChange = changes_of(
    RegionIn, says="What of a region may change; `municipalities` replaces them all."
)


class MemberOut(Outbound):
    """A municipality in a region."""

    municipality_code: str = Field(description="CBS code (gemeentecode)", examples=["0344"])
    name: str = Field(description="Name (naam)", examples=["Utrecht"])
    period: Period = Field(description="When it belongs to the region")


class RegionOut(Outbound):
    """A region as registered."""

    id: UUID
    code: str = Field(description="Code")
    name: str = Field(description="Name (naam)")
    source: str = Field(description="Whose division this is (bron)")
    municipalities: list[MemberOut] = Field(description="Its municipalities (gemeenten)")
    withdrawn_at: datetime | None = Field(description="When it was withdrawn (ingetrokken op)")
    version: int


class RegionListing(Listing):
    """Filters on regions."""

    code: Annotated[RegionCode | None, Field(examples=["OPVANG-UTRECHT"])] = None
    municipality_code: Annotated[
        MunicipalityCode | None,
        Field(description="Regions that this municipality is in today (gemeentecode)"),
    ] = None
