"""A geocoder that remembers what it found, in a table of somebody else's."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Protocol

from geo.geocoder import AddressQuery, Geocoder, Located, Precision
from geo.points import RdPoint

KEEP_FOUND = timedelta(days=30)
KEEP_NOT_FOUND = timedelta(days=1)  # a new address can appear any day


class GeocodeCache(Protocol):
    """Text by key until it expires; the service keeps it in a table."""

    def get(self, key: str, now: datetime) -> str | None:
        """The text, None when there is none or it expired at or before `now`."""
        ...

    def put(self, key: str, text: str, expires: datetime) -> None:
        """Stores the text in place of an older one."""
        ...


class CachedGeocoder:
    """Asks the cache first. That a geocoder could not be asked is never remembered."""

    def __init__(
        self,
        geocoder: Geocoder,
        cache: GeocodeCache,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._geocoder = geocoder
        self._cache = cache
        self._now = now

    @property
    def source(self) -> str:
        """The source of the geocoder behind the cache."""
        return self._geocoder.source

    def find(self, query: AddressQuery) -> list[Located]:
        """What was found before, else what is found now."""
        key = f"{self.source}|{query.key}"
        now = self._now()
        text = self._cache.get(key, now)
        remembered = None if text is None else _read(text)
        if remembered is not None:
            return remembered
        found = self._geocoder.find(query)
        self._cache.put(key, _written(found), now + (KEEP_FOUND if found else KEEP_NOT_FOUND))
        return found


def _written(found: list[Located]) -> str:
    return json.dumps([asdict(place) for place in found])


def _read(text: str) -> list[Located] | None:
    """None when the text is of an older version of this program."""
    try:
        places = json.loads(text)
        return [_place(**fields) for fields in places] if isinstance(places, list) else None
    except (TypeError, ValueError):
        return None


def _place(*, point: list[float], precision: str, **rest: str) -> Located:
    x, y = point
    return Located(point=RdPoint(x, y), precision=Precision(precision), **rest)
