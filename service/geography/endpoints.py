"""The reference systems that are spoken here (geo module, /geo/crs-list)."""

from pydantic import Field

from geo.crs import CRS84, RD_NEW, REFERENCE_SYSTEMS
from service.routing import domain_router
from service.security import Caller
from service.wire import Outbound

router = domain_router("/crss", tag="crss")


class CrsList(Outbound):
    """The reference systems that geometry can be sent and asked in."""

    crs: list[str] = Field(
        description="URIs; the first is the default", examples=[[CRS84.uri, RD_NEW.uri]]
    )
    storage_crs: str = Field(
        description="The system in which points are kept", examples=[RD_NEW.uri]
    )


@router.get(
    "",
    response_model=CrsList,
    operation_id="listCrss",
    summary="List the reference systems",
    description="The coordinate reference systems (coördinatenstelsels) for the parameters `crs` "
    "and `bboxCrs` and the header Content-Crs.",
)
def listed(actor: Caller) -> CrsList:
    """CRS84 first, as it is the default."""
    return CrsList(crs=[system.uri for system in REFERENCE_SYSTEMS], storage_crs=RD_NEW.uri)
