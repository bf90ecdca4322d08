"""The columns of a file of places: a row is one place and the property it is in."""

from service.intake import cells
from service.intake.columns.kinds import WHAT
from service.intake.columns.properties import WHERE
from service.intake.columns.table import Column, Table
from service.intake.columns.terms import TERMS
from service.places.schemas import PlaceIn
from service.properties.schemas import PropertyIn

PLACES = Table(
    subject="places",
    columns=(
        Column(
            "eenheidnummer",
            "place reference",
            "place.ownerReference",
            cells.text,
            ("vhe-100293", "vhe-200411", "vhe-300127"),
            "Uw eigen nummer van de woonplek. Een later bestand met dit nummer werkt de plek bij.",
            "Your own number of the place. A later file with this number updates the place.",
        ),
        *WHERE,
        *WHAT,
        *TERMS,
    ),
    parts={"property": PropertyIn, "place": PlaceIn},
    derived=frozenset({"property.ownerReference", "property.kind"}),
)
