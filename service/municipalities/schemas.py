"""A municipality on the wire."""

from uuid import UUID

from pydantic import Field

from service.geometry import PointOut
from service.wire import Outbound


class MunicipalityOut(Outbound):
    """A municipality of the Netherlands (gemeente)."""

    code: str = Field(description="CBS code (gemeentecode)", examples=["0344"])
    name: str = Field(description="Name (naam)", examples=["Utrecht"])
    region_ids: list[UUID] = Field(description="The regions it is in today (regio's)")
    neighbour_codes: list[str] | None = Field(
        description="CBS codes of the municipalities around it (buurgemeenten); null while its "
        "boundary is not loaded",
        examples=[["0310", "0356"]],
    )
    geometry: PointOut = Field(description="Its centre, to 100 metres (midden)")


class MunicipalityList(Outbound):
    """All municipalities."""

    municipalities: list[MunicipalityOut]
