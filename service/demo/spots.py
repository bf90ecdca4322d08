"""Real places on the map for invented addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from geo.boundaries import BoundaryIndex
from geo.boundary_sources import boundaries_from_file
from geo.crs import from_rd
from geo.municipalities import dutch_municipalities
from geo.points import RdPoint
from geo.postcodes import PostcodePoint, read_postcodes

SPREAD_METRES = 400.0
AROUND_THE_CENTRE = 1_200.0

REAL_MUNICIPALITIES = (
    "Alle huishoudens, woonplekken en adressen zijn verzonnen. Alleen de gemeenten zijn echt: een "
    "woonplek staat op het midden van haar gemeente, en de API zegt dat erbij.",
    "All households, places and addresses are invented. The municipalities alone are real: a place "
    "stands at the middle of its municipality, and the API says so.",
)
REAL_POSTCODES = (
    "Alle huishoudens, woonplekken, straten en huisnummers zijn verzonnen. Echt zijn de gemeenten, "
    "de woonplaatsen en de vier cijfers van een postcode; de letters niet. Een woonplek staat op "
    "het midden van haar postcodegebied, en de API zegt dat erbij.",
    "All households, places, streets and house numbers are invented. Real are the municipalities, "
    "the towns and the four digits of a postcode; its letters are not. A place stands at the "
    "middle of its postcode area, and the API says so.",
)
"""What the addresses are made of without and with a file of postcodes."""


@dataclass(frozen=True)
class Spot:
    """A point in a municipality, with its postcode where a file of those was given."""

    municipality: str
    town: str
    postcode: str
    longitude: float
    latitude: float


class Spots:
    """Draws spots in municipalities; with boundaries each lies inside its own."""

    def __init__(self, codes: Sequence[str], postcodes: Path | None, boundaries: Path | None):
        self._index = (
            BoundaryIndex(boundaries_from_file(boundaries).boundaries) if boundaries else None
        )
        self._known = {code: dutch_municipalities().with_code(code) for code in codes}
        self._postcodes: dict[str, list[PostcodePoint]] = {code: [] for code in codes}
        for row in read_postcodes(postcodes) if postcodes else ():
            if (code := self._around(row.point)) in self._postcodes:
                self._postcodes[code].append(row)

    @property
    def what_is_real(self) -> tuple[str, str]:
        """What of the addresses is not invented, in Dutch and in English."""
        return REAL_POSTCODES if any(self._postcodes.values()) else REAL_MUNICIPALITIES

    def draw(self, random: Random, code: str) -> Spot:
        """A spot in the municipality."""
        known = self._known[code]
        rows = self._postcodes[code]
        row = random.choice(rows) if rows else None
        middle = row.point if row else known.centre
        point = self._near(random, middle, SPREAD_METRES if row else AROUND_THE_CENTRE, code)
        longitude, latitude = from_rd(point)
        letters = "".join(random.choices("ABCDEGHJKLNPRTVWXZ", k=2))
        return Spot(
            municipality=code,
            town=row.town if row else known.name,
            postcode=f"{row.pc4}{letters}" if row else "",
            longitude=longitude,
            latitude=latitude,
        )

    def _near(self, random: Random, middle: RdPoint, spread: float, code: str) -> RdPoint:
        for _ in range(20):
            point = RdPoint(middle.x + random.gauss(0, spread), middle.y + random.gauss(0, spread))
            if self._index is None or self._index.containing(point) == code:
                return point
        return middle

    def _around(self, point: RdPoint) -> str | None:
        """The municipality of a postcode: by boundary, else by the nearest centre."""
        if self._index is not None:
            return self._index.containing(point)
        return dutch_municipalities().nearest(point).code
