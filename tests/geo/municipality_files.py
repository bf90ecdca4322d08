"""The real files of boundaries and postcodes where the environment names them, else small ones
made by hand around three real centres."""

import json
import os
from pathlib import Path

from geo.crs import from_rd
from geo.municipalities import Municipality, dutch_municipalities
from geo.points import RdPoint

NEIGHBOURS = ("0310", "0344", "0356")  # De Bilt, Utrecht, Nieuwegein


def boundaries_file(folder: Path) -> Path:
    named = os.environ.get("WOONPLEK_BOUNDARIES")
    if named:
        return Path(named)
    path = folder / "boundaries.geojson"
    path.write_text(
        json.dumps(collection([dutch_municipalities().with_code(c) for c in NEIGHBOURS]))
    )
    return path


def postcodes_file(folder: Path) -> Path:
    named = os.environ.get("WOONPLEK_POSTCODES")
    if named:
        return Path(named)
    path = folder / "postcodes.csv"
    path.write_text(
        "pc4,woonplaats,lon,lat\n"
        "1861,Bergen,4.7014,52.6693\n"
        "2513,Den Haag,4.3040,52.0777\n"
        "3511,Utrecht,5.1180,52.0917\n"
        "3526,Utrecht,5.1021,52.0677\n"
        "5854,Bergen,6.0396,51.6004\n"
    )
    return path


def square(centre: RdPoint, half: float = 2_000) -> list[list[float]]:
    """A closed ring in CRS84 around a point, `half` metres to each side."""
    corners = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)]
    return [list(from_rd(RdPoint(centre.x + dx, centre.y + dy))) for dx, dy in corners]


def feature(row: Municipality) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": {"code": row.code, "naam": row.name},
        "geometry": {"type": "MultiPolygon", "coordinates": [[square(row.centre)]]},
    }


def collection(rows: list[Municipality]) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": [feature(row) for row in rows]}
