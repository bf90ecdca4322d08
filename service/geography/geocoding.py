"""The geocoder that the operator chose, and the finder of sites for one request."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy.orm import Session

from geo.cached_geocoder import CachedGeocoder
from geo.geocoder import Geocoder
from geo.json_source import JsonSource, Patience
from geo.locatieserver import Locatieserver
from geo.location_api import LocationApi
from geo.offline import OfflineGeocoder
from geo.points import RdPoint
from geo.postcodes import read_postcodes
from service.geography import repository
from service.geography.sites import SiteFinder
from service.settings import Settings

# A request keeps its transaction open meanwhile, and an idle one is ended after five seconds.
WITHIN_A_REQUEST = Patience(attempts=2, silence=2.0, longest_retry_after=1.0, deadline=4.0)


def make_geocoder(settings: Settings) -> Geocoder:
    """The geocoder that the settings name; one for the whole process."""
    if settings.geocoder == "offline":
        return _offline(settings.postcodes)
    source = JsonSource(patience=WITHIN_A_REQUEST)
    return Locatieserver(source) if settings.geocoder == "locatieserver" else LocationApi(source)


@lru_cache(maxsize=1)
def _offline(postcodes: Path | None) -> Geocoder:
    """The file is read once, however many apps a process makes."""
    return OfflineGeocoder(read_postcodes(postcodes) if postcodes else ())


@dataclass(frozen=True)
class TableCache:
    """Answers of geocoders in our own table, in the transaction at hand."""

    db: Session

    def get(self, key: str, now: datetime) -> str | None:
        """The answer, unless it has expired."""
        return repository.read_answer(self.db, _digest(key), now)

    def put(self, key: str, text: str, expires: datetime) -> None:
        """Keeps the answer."""
        repository.put_answer(self.db, _digest(key), text, expires)


@dataclass(frozen=True)
class TableBoundaries:
    """The loaded boundaries, asked one by one."""

    db: Session

    def metres_outside(self, code: str, point: RdPoint) -> float | None:
        """How far outside the municipality the point lies, 0 inside; None when not loaded."""
        return repository.metres_outside(self.db, code, point)


def site_finder(db: Session) -> SiteFinder:
    """The finder for one request; what is looked up over the network is kept for a while."""
    geocoder: Geocoder = db.info["geocoder"]
    if not isinstance(geocoder, OfflineGeocoder):
        geocoder = CachedGeocoder(geocoder, TableCache(db))
    return SiteFinder(geocoder, TableBoundaries(db))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
