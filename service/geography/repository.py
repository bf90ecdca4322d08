"""Queries by place. Boxes go by `gx` and `gy`: under row-level security PostGIS's own index is not
used, as its functions may not run before a policy."""

from datetime import datetime
from typing import Any

from geoalchemy2.shape import from_shape, to_shape
from shapely.geometry import MultiPolygon
from sqlalchemy import ColumnElement, and_, false, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from geo.bbox import Window
from geo.boundaries import Boundary
from geo.bounds import Box
from geo.points import RdPoint
from geo.siting import BOUNDARY_TOLERANCE
from service.geography.search import Circle
from service.geometry import RD
from service.models import Geocoded, Municipality

Condition = ColumnElement[bool]


def in_window(table: Any, window: Window | None) -> Condition:
    """Rows of a located table in a bbox, edges included; none when it misses the Netherlands."""
    if window is None:
        return false()
    outline = from_shape(window.outline, srid=RD)
    return and_(_in_box(table, window.envelope), func.ST_Intersects(outline, table.point))


def in_circle(table: Any, circle: Circle) -> Condition:
    """Rows of a located table in a circle, its edge included."""
    (x, y), metres = circle
    box = Box(x - metres, y - metres, x + metres, y + metres)
    squared = func.power(table.gx - x, 2) + func.power(table.gy - y, 2)
    return and_(_in_box(table, box), squared <= metres**2)


def _in_box(table: Any, box: Box) -> Condition:
    return and_(table.gx.between(box.west, box.east), table.gy.between(box.south, box.north))


def metres_outside(db: Session, code: str, point: RdPoint) -> float | None:
    """How far outside the municipality the point lies, 0 inside; None without its boundary."""
    element = f"SRID={RD};POINT({point.x} {point.y})"
    distance = func.ST_Distance(Municipality.boundary, func.ST_GeomFromEWKT(element))
    return db.scalar(select(distance).where(Municipality.code == code))


def read_boundaries(db: Session) -> list[Boundary]:
    """All boundaries that are loaded."""
    rows = db.execute(
        select(Municipality.code, Municipality.name, Municipality.boundary).where(
            Municipality.boundary.is_not(None)
        )
    )
    return [Boundary(code, name, MultiPolygon(to_shape(shape))) for code, name, shape in rows]


def put_boundary(db: Session, boundary: Boundary) -> None:
    """Replaces the boundary of one municipality."""
    shape = from_shape(boundary.outline, srid=RD)
    db.execute(
        update(Municipality).where(Municipality.code == boundary.code).values(boundary=shape)
    )


def find_neighbours(db: Session) -> None:
    """Writes down for each municipality with a boundary which others lie within 50 m of it."""
    other = aliased(Municipality)
    near = func.array(
        select(other.code)
        .where(other.code != Municipality.code)
        .where(func.ST_DWithin(other.boundary, Municipality.boundary, BOUNDARY_TOLERANCE))
        .order_by(other.code)
        .scalar_subquery()
    )
    with_one = update(Municipality).where(Municipality.boundary.is_not(None))
    db.execute(with_one.values(neighbour_codes=near))


def count_boundaries(db: Session) -> tuple[int, int]:
    """How many municipalities have a boundary, and how many there are."""
    row = db.execute(select(func.count(Municipality.boundary), func.count())).one()
    return row[0], row[1]


def read_answer(db: Session, key: str, now: datetime) -> str | None:
    """What a geocoder answered, unless that has expired."""
    return db.scalar(select(Geocoded.answer).where(Geocoded.key == key, Geocoded.expires_at > now))


def put_answer(db: Session, key: str, answer: str, expires: datetime) -> None:
    """Keeps what a geocoder answered, in place of an older answer."""
    statement = insert(Geocoded).values(key=key, answer=answer, expires_at=expires)
    newer: dict[str, Any] = {name: statement.excluded[name] for name in ("answer", "expires_at")}
    db.execute(statement.on_conflict_do_update(index_elements=["key"], set_=newer))
