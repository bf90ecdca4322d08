"""What a vector tile of a municipality's places would take under row-level security, out of
30,000 in all: the figures behind "no tiles" in docs/decisions/0014-pages.md.

Run it as `.venv/bin/python tests/benchmarks/map_tiles.py`. It makes a database of its own on the
private PostgreSQL. The milliseconds are this machine's.
"""

from __future__ import annotations

import statistics
import time
from math import asinh, pi, radians, tan

import typer
from own_keys import set_own_keys
from places_by_bbox import seeded
from sqlalchemy import text

from geo.crs import CRS84, from_rd
from geo.municipalities import dutch_municipalities
from service.db import make_engine, make_sessions, transaction

RUNS = 15
ZOOMS = range(5, 15)
TILE = text("""
with bounds as materialized (
  select ST_TileEnvelope(:z, :x, :y) as mercator,
    ST_Transform(ST_TileEnvelope(:z, :x, :y), 28992) as metres)
select ST_AsMVT(spots, 'places'), count(*) from (
  select ST_AsMVTGeom(ST_Transform(x.point, 3857), b.mercator) as at, p.kind, p.state
  from bounds b join property x on x.point && b.metres join place p on p.property_id = x.id
) spots""")


def tile_at(longitude: float, latitude: float, zoom: int) -> tuple[int, int]:
    """Column and row of the tile (Web Mercator) in which a point lies."""
    across = (longitude + 180) / 360
    down = (1 - asinh(tan(radians(latitude))) / pi) / 2
    return int(across * 2**zoom), int(down * 2**zoom)


def main() -> None:
    """A line for each zoom."""
    centre = from_rd(dutch_municipalities().with_code("0344").centre, CRS84)
    with seeded() as (cluster, name, (_, town)):
        engine = make_engine(cluster.app_dsn(name))
        for zoom in ZOOMS:
            x, y = tile_at(*centre, zoom)
            took = []
            with transaction(make_sessions(engine), town) as db:
                for _ in range(RUNS):
                    began = time.perf_counter()
                    tile, spots = db.execute(TILE, {"z": zoom, "x": x, "y": y}).one()
                    took.append((time.perf_counter() - began) * 1000)
            typer.echo(
                f"zoom {zoom:2}: median {statistics.median(took):6.1f} ms, {spots:5} places, "
                f"{len(tile):7,} bytes"
            )
        engine.dispose()


if __name__ == "__main__":
    set_own_keys()
    typer.run(main)
