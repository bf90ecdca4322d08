"""Where a household wants to live near and where it cannot live, from the wire to the database."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from geo.crs import ReferenceSystem
from geo.errors import GeographyError
from service.errors import Fault, InvalidInput
from service.geometry import area_element
from service.models import RequestAnchor, RequestAvoidArea
from service.requests.schemas import AnchorIn

Sent = TypeVar("Sent")
Row = TypeVar("Row")


def located(values: dict[str, Any], system: ReferenceSystem) -> dict[str, Any]:
    """The rows of the geometry in a body, where there is any; InvalidInput lists all of it that
    is not in order."""
    faults: list[Fault] = []
    rows: dict[str, Any] = {}
    if "anchors" in values:
        rows["anchors"] = _each(values["anchors"], "anchors", _anchor(system), faults)
    if "avoid_areas" in values:
        rows["avoid_areas"] = _each(values["avoid_areas"], "avoidAreas", _area(system), faults)
    if faults:
        raise InvalidInput("What was sent does not lie right on the map.", faults)
    return rows


def _each(
    sent: Iterable[Sent],
    name: str,
    read: Callable[[Sent, int, str], Row],
    faults: list[Fault],
) -> list[Row]:
    rows = []
    for ordinal, one in enumerate(sent):
        try:
            rows.append(read(one, ordinal, f"body.{name}.{ordinal}"))
        except GeographyError as error:
            faults.append(Fault(error.where, error.code, error.en))
    return rows


def _anchor(system: ReferenceSystem) -> Callable[[AnchorIn, int, str], RequestAnchor]:
    def read(sent: AnchorIn, ordinal: int, where: str) -> RequestAnchor:
        point = sent.geometry.element(system, f"{where}.geometry")
        return RequestAnchor(
            ordinal=ordinal,
            kind=sent.kind,
            point=point,
            max_metres=sent.max_metres,
            must=sent.must,
        )

    return read


def _area(system: ReferenceSystem) -> Callable[[Any, int, str], RequestAvoidArea]:
    def read(sent: Any, ordinal: int, where: str) -> RequestAvoidArea:
        return RequestAvoidArea(ordinal=ordinal, area=area_element(sent, system, where))

    return read
