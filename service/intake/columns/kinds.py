"""The columns that say what a place is, and for whom."""

from matching.codes.households import AgeBand, Trait
from matching.codes.places import Accessibility, PlaceKind
from service.intake import cells
from service.intake.columns.table import Column

WHAT = (
    Column(
        "soort woonplek",
        "place kind",
        "place.kind",
        cells.one_of(PlaceKind),
        ("zelfstandige woning", "kamer in een gedeeld huis", "SELF_CONTAINED"),
        "Wat voor woonplek het is.",
        "What kind of place it is.",
    ),
    Column(
        "alleen Housing First",
        "Housing First only",
        "place.housingFirst",
        cells.yes_or_no,
        ("", "", ""),
        "Ja als de plek alleen voor het programma Housing First is. Leeg: nee.",
        "Yes when the place is only for the Housing First programme. Empty: no.",
    ),
    Column(
        "minimum aantal personen",
        "min persons",
        "place.minPersons",
        cells.whole,
        ("1", "1", ""),
        "Kleinste huishouden. Leeg: 1.",
        "Smallest household. Empty: 1.",
    ),
    Column(
        "maximum aantal personen",
        "max persons",
        "place.maxPersons",
        cells.whole,
        ("3", "1", "2"),
        "Grootste huishouden.",
        "Largest household.",
    ),
    Column(
        "kinderen toegestaan",
        "children allowed",
        "place.childrenAllowed",
        cells.yes_or_no,
        ("ja", "nee", "ja"),
        "Ja of nee.",
        "Yes or no.",
    ),
    Column(
        "leeftijden",
        "age bands",
        "place.ageBands",
        cells.some_of(AgeBand),
        ("", "18 tot en met 20 | 21 en 22 | 23 tot en met 26", ""),
        "Voor welke leeftijden de plek is. Leeg: alle.",
        "The ages it is for. Empty: all.",
    ),
    Column(
        "verboden in huis",
        "forbids",
        "place.forbids",
        cells.some_of(Trait),
        ("", "huisdieren | roken in huis", ""),
        "Wat in huis niet mag.",
        "What is not allowed in the house.",
    ),
    Column(
        "geldt voor iedereen in huis",
        "requires",
        "place.requires",
        cells.some_of(Trait),
        ("", "", ""),
        "Wat voor iedereen in huis moet gelden.",
        "What must hold of everybody in the house.",
    ),
    Column(
        "toegankelijkheid",
        "accessibility",
        "place.accessibility",
        cells.one_of(Accessibility),
        ("gelijkvloers: binnen geen trap", "", ""),
        "Leeg: geen bijzondere toegankelijkheid.",
        "Empty: no special access.",
    ),
)
