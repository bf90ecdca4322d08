"""How the OpenAPI describes the GeoJSON form of an answer."""

from typing import Any

from service.geography.accept import Form
from service.wire import Outbound

Schema = dict[str, Any]

COMPONENT = "#/components/schemas/{model}"
CURSOR: Schema = {"type": ["string", "null"], "description": "The cursor of the next page"}


def responses(geojson: Schema) -> dict[int | str, dict[str, Any]]:
    """What FastAPI is told beside the response model."""
    return {200: {"content": {Form.GEOJSON.value: {"schema": geojson}}}}


def feature(out: type[Outbound], key: str = "id") -> Schema:
    """A GeoJSON Feature: its properties are the JSON form without key and geometry."""
    known = out.model_json_schema(mode="serialization", ref_template=COMPONENT)["properties"]
    fields = {name: known[name] for name in known if name not in {key, "geometry"}}
    return _object(
        type={"const": "Feature"},
        id=known[key],
        geometry=known["geometry"],
        properties=_object(**fields),
    )


def feature_collection(out: type[Outbound], key: str = "id", **more: Schema) -> Schema:
    """A GeoJSON FeatureCollection, with `more` as members of our own."""
    features = {"type": "array", "items": feature(out, key)}
    return _object(type={"const": "FeatureCollection"}, features=features, **more)


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}
