"""How the OpenAPI describes an answer with a point: the header, and the GeoJSON form."""

from typing import Any

from geo.crs import CRS84
from service.geography.accept import Form
from service.wire import Outbound

Schema = dict[str, Any]

CONTENT_CRS = {
    "description": "The reference system of the geometry in this answer, by its URI",
    "schema": {"type": "string", "examples": [f"<{CRS84.uri}>"]},
}


def responses(geojson: Schema) -> dict[int | str, dict[str, Any]]:
    """What FastAPI is told beside the response model."""
    return {
        200: {
            "headers": {"Content-Crs": CONTENT_CRS},
            "content": {Form.GEOJSON.value: {"schema": geojson}},
        }
    }


def feature(out: type[Outbound]) -> Schema:
    """A GeoJSON Feature: `properties` are the fields of the JSON form but for id and geometry."""
    return _object(
        type={"const": "Feature"},
        id={"type": "string"},
        geometry={"$ref": "#/components/schemas/PointOut"},
        properties={
            "type": "object",
            "description": f"As {out.__name__}, without its id and geometry",
        },
    )


def feature_collection(out: type[Outbound], **more: Schema) -> Schema:
    """A GeoJSON FeatureCollection, with `more` as members of our own."""
    features = {"type": "array", "items": feature(out)}
    return _object(type={"const": "FeatureCollection"}, features=features, **more)


CURSOR: Schema = {"type": ["string", "null"], "description": "The cursor of the next page"}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}
