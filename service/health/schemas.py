"""Health on the wire."""

from pydantic import Field

from service.settings import Mode
from service.wire import Outbound


class Health(Outbound):
    """What this installation runs and has loaded."""

    version: str = Field(description="The version of the API", examples=["1.0.0"])
    mode: Mode = Field(description="In production mode nothing of the demo is loaded")
    schema_revision: str | None = Field(description="The newest migration", examples=["0002"])
    boundaries: int = Field(
        description="Municipalities with a boundary: with 0, a point is checked by its distance "
        "from the municipality's centre (40 km at most), else it must lie inside"
    )


class Readiness(Outbound):
    """Whether this process takes requests."""

    ready: bool = Field(description="Always true: who is not ready answers 503")
