"""The port through which addresses become points; its adapters stand beside it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from geo.errors import GeocoderUnavailable, GeographyError, Reason, SourceUnavailable
from geo.json_source import JsonSource
from geo.points import RdPoint

_POSTCODE = re.compile(r"[1-9][0-9]{3}([A-Z]{2})?")
_OPERATORS = re.compile(r"[^\w\s'.-]|_")  # what a search engine could read as a command


class Precision(StrEnum):
    """How near the point is: the address, or the middle of its postcode, town, municipality."""

    ADDRESS = "address"
    POSTCODE = "postcode"
    TOWN = "town"
    MUNICIPALITY = "municipality"


@dataclass(frozen=True)
class AddressQuery:
    """What is known of an address: a house number with its postcode of six, or with its street
    and town; or less: a postcode of six or four, a town, a municipality (CBS code)."""

    postcode: str = ""
    house_number: int | None = None
    house_letter: str = ""
    addition: str = ""
    street: str = ""
    town: str = ""
    municipality_code: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "postcode", "".join(self.postcode.split()).upper())
        if self.postcode and not _POSTCODE.fullmatch(self.postcode):
            raise GeographyError(Reason.POSTCODE_MALFORMED, "postcode")
        if self.house_number is not None and not 1 <= self.house_number <= 99_999:
            raise GeographyError(Reason.HOUSE_NUMBER_MALFORMED, "house_number")
        if not self._is_enough():
            raise GeographyError(Reason.NOTHING_TO_FIND)

    def _is_enough(self) -> bool:
        if self.house_number is not None:
            return len(self.postcode) == 6 or bool(self.street and self.town)
        return bool(self.postcode or self.town or self.municipality_code)

    @property
    def precision(self) -> Precision:
        """The best that can be found with what is known."""
        if self.house_number is not None:
            return Precision.ADDRESS
        if self.postcode:
            return Precision.POSTCODE
        return Precision.TOWN if self.town else Precision.MUNICIPALITY

    @property
    def house(self) -> str:
        """Number, letter and addition as PDOK writes them: 93, 93A, 93-2, 93A-2."""
        number = "" if self.house_number is None else str(self.house_number)
        return f"{number}{self.house_letter}" + (f"-{self.addition}" if self.addition else "")

    @property
    def key(self) -> str:
        """The same for queries that ask the same."""
        parts = (self.postcode, self.house, self.street, self.town, self.municipality_code)
        return "|".join(search_words(part) for part in parts)


@dataclass(frozen=True)
class Located:
    """A place that was found: a point in RD and how precise it is. BAG ids have 16 digits."""

    point: RdPoint
    precision: Precision
    label: str
    source: str
    municipality_code: str | None = None
    bag_address_id: str | None = None
    bag_object_id: str | None = None


class Geocoder(Protocol):
    """Finds addresses. An empty list says: not found; GeocoderUnavailable: could not be asked."""

    @property
    def source(self) -> str:
        """A short word for whom is asked."""
        ...

    def find(self, query: AddressQuery) -> list[Located]:
        """All that fit, best first; never a place that contradicts the query."""
        ...


MunicipalityAt = Callable[[RdPoint], str | None]
"""Which municipality a point lies in, None when that is not known."""


def nowhere(point: RdPoint) -> str | None:
    """The municipality of a point when no boundaries are loaded: not known."""
    return None


def search_words(text: str) -> str:
    """Text as plain small words, so that nothing in it is a command to a search engine."""
    words = (word.lstrip("-.") for word in _OPERATORS.sub(" ", text).split())
    return " ".join(word for word in words if word).lower()


def ask(source: JsonSource, url: str, params: Mapping[str, str]) -> object:
    """What the source answers; GeocoderUnavailable when it does not."""
    try:
        return source.get(url, params)
    except SourceUnavailable as error:
        raise GeocoderUnavailable(error.reason) from error
