"""Geocoder without a network: by postcode or town from a file, else by municipality."""

from collections.abc import Iterable, Sequence

from geo.geocoder import AddressQuery, Located, MunicipalityAt, Precision, nowhere
from geo.municipalities import Municipalities, dutch_municipalities, name_key
from geo.points import RdPoint
from geo.postcodes import PostcodePoint

_ONE_TOWN = 10_000  # metres between postcodes of one town; namesakes lie farther apart


class OfflineGeocoder:
    """Finds the middle of a postcode, a town or a municipality, and says which; never a door.

    The municipality is the one around the point where boundaries are loaded, else the one that
    the query states, else unknown.
    """

    source = "offline"

    def __init__(
        self,
        postcodes: Iterable[PostcodePoint] = (),
        municipality_at: MunicipalityAt = nowhere,
        municipalities: Municipalities | None = None,
    ) -> None:
        self._postcodes: dict[str, PostcodePoint] = {}
        self._towns: dict[str, list[PostcodePoint]] = {}
        for row in postcodes:
            self._postcodes[row.pc4] = row
            self._towns.setdefault(name_key(row.town), []).append(row)
        self._municipality_at = municipality_at
        self._municipalities = municipalities or dutch_municipalities()

    def find(self, query: AddressQuery) -> list[Located]:
        """The most precise of postcode, town and municipality that is known; towns of the same
        name one by one, nearest to the stated municipality first, else the biggest first."""
        postcode = self._postcodes.get(query.postcode[:4])
        if postcode is not None:
            label = f"{postcode.pc4} {postcode.town}"
            return [self._located(postcode.point, Precision.POSTCODE, label, query)]
        towns = self._towns.get(name_key(query.town)) if query.town else None
        if towns:
            return self._in_towns(_clusters(towns), query)
        return self._in_municipality(query)

    def _in_towns(self, towns: list[list[PostcodePoint]], query: AddressQuery) -> list[Located]:
        places = [
            self._located(_middle(town), Precision.TOWN, town[0].town, query) for town in towns
        ]
        if query.municipality_code:
            centre = self._municipalities.with_code(query.municipality_code).centre
            places.sort(key=lambda place: place.point.metres_to(centre))
        return places

    def _in_municipality(self, query: AddressQuery) -> list[Located]:
        if not query.municipality_code:
            return []
        found = self._municipalities.with_code(query.municipality_code, "municipality_code")
        return [Located(found.centre, Precision.MUNICIPALITY, found.name, self.source, found.code)]

    def _located(
        self, point: RdPoint, precision: Precision, label: str, query: AddressQuery
    ) -> Located:
        code = self._municipality_at(point) or query.municipality_code or None
        return Located(point, precision, label, self.source, code)


def _clusters(rows: Sequence[PostcodePoint]) -> list[list[PostcodePoint]]:
    """Postcodes of one name as towns: each within reach of another of its own; biggest first."""
    towns: list[list[PostcodePoint]] = []
    for row in rows:
        near = [t for t in towns if any(row.point.metres_to(o.point) < _ONE_TOWN for o in t)]
        merged = [row, *(other for town in near for other in town)]
        towns = [town for town in towns if town not in near]
        towns.append(sorted(merged))
    return sorted(towns, key=lambda town: (-len(town), town[0]))


def _middle(rows: Sequence[PostcodePoint]) -> RdPoint:
    x = sum(row.point.x for row in rows) / len(rows)
    y = sum(row.point.y for row in rows) / len(rows)
    return RdPoint(round(x, 3), round(y, 3))
