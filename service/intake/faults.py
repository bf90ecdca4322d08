"""What can be wrong with a file, said in plain Dutch and in English, by row and column."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any

MOST_FAULTS = 1_000
"""So many are kept of a file, and then no further part of it is read."""


class Wrong(Enum):
    """A kind of fault: the Dutch sentence and the English one, with {facts} to fill in.

    The sentences never repeat what a cell holds: it may be about a person.
    """

    WORKBOOK = (
        "Dit is een Excel-werkmap. Bewaar het blad als 'CSV UTF-8' en stuur dat bestand.",
        "This is an Excel workbook. Save the sheet as 'CSV UTF-8' and send that file.",
    )
    PACKED = (
        "Dit bestand is ingepakt. Pak het uit en stuur het CSV-bestand zelf.",
        "This file is packed. Unpack it and send the CSV file itself.",
    )
    UTF_16 = (
        "Dit bestand is UTF-16. Bewaar het als 'CSV UTF-8'.",
        "This file is UTF-16. Save it as 'CSV UTF-8'.",
    )
    WINDOWS_1252 = (
        "Dit bestand is bewaard als Windows-1252 (in Excel: 'CSV'). Bewaar het als 'CSV UTF-8', "
        "anders raken letters als é en ë kwijt.",
        "This file was saved as Windows-1252 (in Excel: 'CSV'). Save it as 'CSV UTF-8', or "
        "letters such as é and ë are lost.",
    )
    NOT_UTF_8 = (
        "Dit bestand is geen UTF-8-tekst. Bewaar het als 'CSV UTF-8'.",
        "This file is not UTF-8 text. Save it as 'CSV UTF-8'.",
    )
    NOT_TEXT = (
        "Dit is geen tekstbestand, maar bijvoorbeeld een foto, een PDF of een programma. Bewaar uw "
        "lijst in het spreadsheet als 'CSV UTF-8' en stuur dat bestand.",
        "This is not a text file, but a picture, a PDF or a program, for example. Save your list "
        "in the spreadsheet as 'CSV UTF-8' and send that file.",
    )
    SEPARATOR_TOLD = (
        "Haal de eerste regel (sep=) weg: de kolomnamen staan op de eerste rij.",
        "Remove the first line (sep=): the column names are on the first row.",
    )
    EMPTY_FILE = (
        "Er staat geen rij in dit bestand.",
        "There is no row in this file.",
    )
    TOO_MANY_ROWS = (
        "Dit bestand heeft meer dan {most_nl} rijen. Verdeel ze over meer bestanden van hoogstens "
        "{most_nl} rijen en stuur die na elkaar.",
        "This file has more than {most_en} rows. Divide them over more files of at most {most_en} "
        "rows and send those one after the other.",
    )
    TOO_MANY_EMPTY_ROWS = (
        "Er staan te veel lege rijen in dit bestand. Haal ze weg. Vanaf hier is niet verder "
        "gelezen.",
        "There are too many empty rows in this file. Remove them. Nothing was read from here on.",
    )
    SEPARATOR_UNCLEAR = (
        "De kolomnamen op de eerste rij moeten gescheiden zijn door ; of door , en niet door "
        "allebei of iets anders.",
        "The column names on the first row must be separated by ; or by , and not by both or "
        "something else.",
    )
    QUOTES_WRONG = (
        "De aanhalingstekens in deze rij kloppen niet. Vanaf hier is niet verder gelezen.",
        "The quotes in this row are not right. Nothing was read from here on.",
    )
    CELL_TOO_LONG = (
        "Een cel in deze rij is langer dan 131.072 tekens; misschien is een aanhalingsteken "
        "niet gesloten. Vanaf hier is niet verder gelezen.",
        "A cell in this row is longer than 131,072 characters; perhaps a quote is not closed. "
        "Nothing was read from here on.",
    )
    TOO_MANY_FAULTS = (
        "Er zijn zo veel fouten dat het bestand niet verder is gelezen. Verderop kunnen er meer "
        "staan.",
        "There are so many faults that the file was not read any further. There may be more of "
        "them further on.",
    )
    COLUMN_UNKNOWN = (
        "Deze kolom kennen wij niet. Haal de kolom weg of gebruik een naam uit het sjabloon.",
        "This column is not known here. Remove it or use a name from the template.",
    )
    COLUMN_TWICE = (
        "Deze kolom staat er twee keer in.",
        "This column is there twice.",
    )
    COLUMN_MISSING = (
        "Deze kolom ontbreekt en is verplicht.",
        "This column is missing and is required.",
    )
    CELLS_MISCOUNTED = (
        "Deze rij heeft {found} cellen, maar er zijn {expected} kolommen.",
        "This row has {found} cells, but there are {expected} columns.",
    )
    REQUIRED = ("Vul deze cel in.", "Fill in this cell.")
    NOT_A_NUMBER = (
        "Schrijf een heel getal, zoals 3.",
        "Write a whole number, such as 3.",
    )
    NOT_AN_AMOUNT = (
        "Schrijf een bedrag in euro's, zoals 650 of 713,02.",
        "Write an amount in euros, such as 650 or 713.02.",
    )
    NOT_A_DEGREE = (
        "Schrijf een getal in graden, zoals 5,1214.",
        "Write a number in degrees, such as 5.1214.",
    )
    NOT_A_DAY = (
        "Schrijf een datum die bestaat, als 2026-12-01 of 01-12-2026.",
        "Write a date that exists, as 2026-12-01 or 01-12-2026.",
    )
    NOT_YES_OR_NO = ("Schrijf ja of nee.", "Write ja or nee (or yes or no).")
    NOT_A_CODE = (
        "Kies uit: {allowed_nl}.",
        "Choose from: {allowed_en}.",
    )
    NOT_A_MUNICIPALITY = (
        "Deze gemeente kennen wij niet. Schrijf de naam of de code van vier cijfers.",
        "This municipality is not known here. Write its name or its code of four digits.",
    )
    MUNICIPALITY_UNCLEAR = (
        "Er zijn meer gemeenten met deze naam. Schrijf de code van vier cijfers.",
        "There are more municipalities of this name. Write the code of four digits.",
    )
    TOO_SMALL = ("Dit moet minstens {least} zijn.", "This must be at least {least}.")
    TOO_LARGE = ("Dit mag hoogstens {most} zijn.", "This may be at most {most}.")
    TOO_SHORT = (
        "Dit moet minstens {least} tekens lang zijn.",
        "This must be at least {least} characters long.",
    )
    TOO_LONG = (
        "Dit mag hoogstens {most} tekens lang zijn.",
        "This may be at most {most} characters long.",
    )
    TOO_FEW = ("Noem er minstens {least}.", "Name at least {least}.")
    TOO_MANY = ("Noem er hoogstens {most}.", "Name at most {most}.")
    WRONG_FORM = (
        "Dit heeft niet de goede vorm. Voorbeeld: {example}.",
        "This does not have the right form. Example: {example}.",
    )
    NAMED_TWICE = ("Hier staat iets twee keer.", "Something is named twice here.")
    YEAR_IMPOSSIBLE = ("Dit jaar kan niet.", "This year is not possible.")
    PERIOD_ORDER = (
        "De laatste dag ligt voor de eerste dag.",
        "The last day lies before the first day.",
    )
    NOT_ALLOWED = ("Deze waarde mag hier niet.", "This value is not allowed here.")
    INVISIBLE_CHARACTER = (
        "Er staat een onzichtbaar teken in deze cel.",
        "There is an invisible character in this cell.",
    )
    TWICE_IN_FILE = (
        "Deze referentie staat ook op rij {other}.",
        "This reference is on row {other} too.",
    )
    DIFFERS_IN_FILE = (
        "Op rij {other} staat iets anders over hetzelfde pand.",
        "Row {other} says something else about the same property.",
    )
    LOCATION_WRONG = ("{reason_nl}", "{reason_en}")
    LOCATION_HALF = (
        "Vul lengtegraad en breedtegraad allebei in, of geen van beide.",
        "Fill in both longitude and latitude, or neither.",
    )
    ADDRESS_ELSEWHERE = (
        "Dit adres ligt niet in deze gemeente. Klopt de postcode, en klopt de gemeente?",
        "This address is not in this municipality. Is the postcode right, and the municipality?",
    )
    NOT_CHANGEABLE = (
        "Dit is nu {state_nl}: een bestand kan het niet veranderen. Haal de rij weg, of verander "
        "het eerst in Woonplek.",
        "This is {state_en} now, so a file cannot change it. Remove the row, or change it in "
        "Woonplek first.",
    )
    MOVED = (
        "Bij deze referentie hoort al een ander {thing_nl}.",
        "Another {thing_en} belongs to this reference already.",
    )
    LANDLORD_NEEDED = (
        "In dit pand wordt ook een kamer verhuurd waarvoor de verhuurder er zelf moet wonen.",
        "A room is let in this property for which the landlord must live in it.",
    )
    OPEN_REQUEST = (
        "Dit huishouden heeft al een open aanvraag onder een ander kenmerk.",
        "This household has an open request under another reference already.",
    )
    GROUP_HAS_AN_OFFER = (
        "Iemand met wie dit huishouden samen woont krijgt nu een woonplek aangeboden: alles blijft "
        "zoals het is tot het antwoord.",
        "A place is offered to somebody this household lives together with: all stays as it is "
        "until the answer.",
    )
    MALWARE = (
        "De virusscanner vond iets in dit bestand. Er is niets ingelezen en het bestand is "
        "weggegooid. Laat uw computer nakijken.",
        "The scanner for malware found something in this file. Nothing was taken in, and the file "
        "was thrown away. Have your computer looked at.",
    )
    NOT_SCANNED = (
        "Dit bestand kon niet op virussen worden nagekeken. Er is niets veranderd; stuur het later "
        "nog een keer.",
        "This file could not be scanned for malware. Nothing was changed; send it again later.",
    )
    CHANGED_MEANWHILE = (
        "Tijdens het inlezen veranderde iemand anders iets in dezelfde gegevens. Stuur het bestand "
        "nog een keer.",
        "Somebody else changed the same data meanwhile. Send the file once more.",
    )
    OUR_FAULT = (
        "Er ging bij ons iets mis. Er is niets veranderd; stuur het bestand later nog een keer.",
        "Something went wrong on our side. Nothing was changed; send the file again later.",
    )

    def __init__(self, nl: str, en: str) -> None:
        self.nl = nl
        self.en = en

    @property
    def code(self) -> str:
        """The stable word for machines, such as `not_a_day`."""
        return self.name.lower()


class CellError(ValueError):
    """A cell cannot be read; the row and the column are known to who reads the row."""

    def __init__(self, wrong: Wrong, **facts: object) -> None:
        super().__init__(wrong.code)
        self.wrong = wrong
        self.facts = facts


@dataclass(frozen=True)
class RowFault:
    """One fault: the row as the spreadsheet numbers it, the column as the file names it; both are
    absent when the whole file is meant."""

    row: int | None
    column: str | None
    code: str
    nl: str
    en: str

    @classmethod
    def of(cls, row: int | None, column: str | None, wrong: Wrong, **facts: object) -> "RowFault":
        """The fault in both languages."""
        return cls(row, column, wrong.code, wrong.nl.format(**facts), wrong.en.format(**facts))


@dataclass
class Faults:
    """The faults of a file in the order of its rows, kept up to a thousand and counted beyond;
    what is wrong with the whole file is always kept."""

    kept: list[RowFault] = field(default_factory=list)
    count: int = 0

    def add(self, fault: RowFault) -> None:
        """Counts the fault, and keeps it while there is room."""
        self.count += 1
        if fault.row is None or len(self.kept) < MOST_FAULTS:
            self.kept.append(fault)

    @property
    def are_enough(self) -> bool:
        """Whether nobody is helped by more."""
        return self.count >= MOST_FAULTS

    def extend(self, faults: Iterator[RowFault]) -> None:
        """Adds them one by one."""
        for fault in faults:
            self.add(fault)

    def as_json(self) -> list[dict[str, Any]]:
        """As the database keeps them, first row first."""
        return [asdict(fault) for fault in sorted(self.kept, key=lambda fault: fault.row or 0)]
