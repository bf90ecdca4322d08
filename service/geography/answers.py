"""Located rows as an answer: JSON with `geometry` in each, or GeoJSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Response
from pydantic_core import to_json

from geo.crs import ReferenceSystem
from service.geography.accept import Form

Shown = dict[str, Any]


def one(row: Shown, key: str, form: Form, system: ReferenceSystem) -> Response:
    """One row; `key` is the name of its identifier."""
    body = row if form is Form.JSON else _feature(row, key)
    version = row.get("version")
    tag = {} if version is None else {"ETag": f'"{version}"'}
    return _answer(body, form, system, tag)


def many(
    name: str,
    rows: Sequence[Shown],
    key: str,
    form: Form,
    system: ReferenceSystem,
    more: Mapping[str, Any] | None = None,
) -> Response:
    """Rows under the plural's name, or as a FeatureCollection; `more` stands beside them."""
    beside = dict(more or {})
    if form is Form.JSON:
        return _answer({name: rows} | beside, form, system)
    features = [_feature(row, key) for row in rows]
    return _answer({"type": "FeatureCollection", "features": features} | beside, form, system)


def _feature(row: Shown, key: str) -> Shown:
    properties = {name: value for name, value in row.items() if name not in {key, "geometry"}}
    geometry = row["geometry"]
    return {"type": "Feature", "id": row[key], "geometry": geometry, "properties": properties}


def _answer(
    body: Shown, form: Form, system: ReferenceSystem, more: Mapping[str, str] | None = None
) -> Response:
    headers = {"Content-Crs": f"<{system.uri}>", "Vary": "Accept"} | dict(more or {})
    return Response(to_json(body), media_type=form.value, headers=headers)
