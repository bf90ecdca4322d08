"""What can be wrong with a place on the map, said in Dutch and in English."""

from enum import Enum


class Reason(Enum):
    """Why a location is refused: the Dutch sentence and the English one, with {facts} to fill in.

    The sentences never hold what the sender wrote: coordinates of a shelter are personal data.
    """

    UNKNOWN_CRS = (
        "Dit coördinatenstelsel kennen wij niet. Gebruik een van deze: {known}.",
        "This coordinate reference system is not known here. Use one of: {known}.",
    )
    NOT_AN_OBJECT = (
        "Hier moet een GeoJSON-object staan met alleen 'type' en 'coordinates'.",
        "A GeoJSON object with only 'type' and 'coordinates' is expected here.",
    )
    WRONG_TYPE = (
        "Het GeoJSON-type moet {expected} zijn.",
        "The GeoJSON type must be {expected}.",
    )
    NOT_A_LIST = (
        "Hier moet een niet-lege lijst staan.",
        "A list that is not empty is expected here.",
    )
    NOT_A_POSITION = (
        "Een positie bestaat uit precies twee gewone getallen.",
        "A position is exactly two finite numbers.",
    )
    AXES_SWAPPED = (
        "Dit lijkt op verwisselde breedte- en lengtegraad, of verwisselde x en y. "
        "De volgorde in {system} is: {order_nl}.",
        "This looks like swapped latitude and longitude, or swapped x and y. "
        "The order in {system} is: {order_en}.",
    )
    OTHER_SYSTEM = (
        "Deze getallen lijken op {looks_like}, maar het opgegeven stelsel is {system}.",
        "These numbers look like {looks_like}, but the stated system is {system}.",
    )
    OUTSIDE_NETHERLANDS = (
        "Dit punt ligt buiten Nederland.",
        "This point lies outside the Netherlands.",
    )
    TOO_MANY_VERTICES = (
        "Dit gebied heeft te veel hoekpunten: hoogstens {limit}.",
        "This area has too many vertices: {limit} at most.",
    )
    RING_TOO_SHORT = (
        "Een ring heeft minstens vier posities.",
        "A ring has at least four positions.",
    )
    RING_NOT_CLOSED = (
        "De laatste positie van een ring moet gelijk zijn aan de eerste.",
        "The last position of a ring must equal the first.",
    )
    AREA_NOT_VALID = (
        "Dit gebied is geen geldig vlak: {problem_nl}. Wij verbeteren het niet zelf.",
        "This area is not a valid polygon: {problem_en}. We do not repair it.",
    )
    NOT_A_BBOX = (
        "Een bbox is vier getallen in gewone cijfers, zoals 52.05, met alleen een komma ertussen: "
        "twee voor de hoek linksonder, dan twee voor rechtsboven.",
        "A bbox is four numbers in plain digits, such as 52.05, with only a comma between them: "
        "two for the lower left corner, then two for the upper right.",
    )
    CORNERS_OUT_OF_ORDER = (
        "De eerste hoek van een bbox ligt links van de tweede en eronder. De volgorde in {system} "
        "is: {order_nl}.",
        "The first corner of a bbox lies to the left of the second and below it. The order in "
        "{system} is: {order_en}.",
    )
    OUTSIDE_SYSTEM = (
        "De hoek {corner_nl} ligt buiten {system}: dat loopt van {lowest} tot en met {highest} "
        "({order_nl}).",
        "The {corner_en} corner lies outside {system}, which runs from {lowest} to {highest} "
        "({order_en}).",
    )
    UNKNOWN_MUNICIPALITY = (
        "Deze gemeentecode bestaat niet in {year}.",
        "There is no municipality with this code in {year}.",
    )
    FAR_FROM_MUNICIPALITY = (
        "Dit punt ligt {kilometres} km van het midden van {municipality}: verder dan {limit} km "
        "kan niet. Klopt de gemeente, en klopt het punt?",
        "This point lies {kilometres} km from the centre of {municipality}: more than {limit} km "
        "is not possible. Is the municipality right, and the point?",
    )
    OUTSIDE_MUNICIPALITY = (
        "Dit punt ligt niet in {municipality}, maar {metres} m buiten de grens.",
        "This point does not lie in {municipality} but {metres} m outside its boundary.",
    )
    POSTCODE_MALFORMED = (
        "Een postcode is vier cijfers en twee letters, of alleen de vier cijfers.",
        "A postcode is four digits and two letters, or the four digits alone.",
    )
    HOUSE_NUMBER_MALFORMED = (
        "Een huisnummer is een geheel getal van 1 tot en met 99999.",
        "A house number is a whole number from 1 to 99999.",
    )
    NOTHING_TO_FIND = (
        "Geef een postcode, een woonplaats of een gemeente. Een huisnummer vraagt ook om een "
        "postcode, of om een straat en een woonplaats.",
        "Give a postcode, a town or a municipality. A house number also needs a postcode, or a "
        "street and a town.",
    )
    FILE_UNREADABLE = (
        "Dit bestand kan niet worden gelezen: {problem}.",
        "This file cannot be read: {problem}.",
    )
    FILE_NOT_UTF_8 = (
        "Dit bestand is geen tekst in UTF-8.",
        "This file is not text in UTF-8.",
    )
    NOT_A_COLLECTION = (
        "Dit is geen GeoJSON FeatureCollection met gemeenten.",
        "This is not a GeoJSON FeatureCollection of municipalities.",
    )
    NO_MUNICIPALITY_CODE = (
        "Dit onderdeel noemt geen gemeentecode en naam. Gezocht is naar: {known}.",
        "This feature names no municipality code and name. Looked for: {known}.",
    )
    MUNICIPALITY_TWICE = (
        "Gemeente {municipality} staat er twee keer in.",
        "Municipality {municipality} is in it twice.",
    )
    PAGES_ASTRAY = (
        "De verwijzing naar de volgende pagina is niet te vertrouwen.",
        "The link to the next page cannot be trusted.",
    )
    NOT_A_POSTCODE_TABLE = (
        "Dit is geen postcodebestand. De eerste regel moet zijn: {columns}.",
        "This is not a postcode file. The first line must be: {columns}.",
    )
    POSTCODE_ROW = (
        "Hier moeten een postcode van vier cijfers, een woonplaats en twee getallen staan.",
        "A postcode of four digits, a town and two numbers are expected here.",
    )

    def __init__(self, nl: str, en: str) -> None:
        self.nl = nl
        self.en = en

    @property
    def code(self) -> str:
        """The stable word for machines, such as `axes_swapped`."""
        return self.name.lower()


class GeographyError(ValueError):
    """Something on the map is wrong: `where` in what was given, and `nl` and `en` say what."""

    def __init__(self, reason: Reason, where: str = "", **facts: object) -> None:
        self.reason = reason
        self.where = where
        self.nl = reason.nl.format(**facts)
        self.en = reason.en.format(**facts)
        super().__init__(f"{where}: {self.en}" if where else self.en)

    @property
    def code(self) -> str:
        """The stable word for machines, such as `axes_swapped`."""
        return self.reason.code


class SourceUnavailable(Exception):
    """A source on the network gave no usable answer within its attempts and its time.

    `reason` is for the log and names no address that was looked up.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class GeocoderUnavailable(SourceUnavailable):
    """The geocoder could not be asked: not to be confused with an address that is not found."""
