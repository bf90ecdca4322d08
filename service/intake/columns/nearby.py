"""The columns that say what a household wants to live near."""

from service.codelists.requests import (
    AnchorKind,
)
from service.intake import cells
from service.intake.columns.table import Column

NEAR = (
    Column(
        "dichtbij",
        "near",
        "request.anchors.0.kind",
        cells.one_of(AnchorKind),
        ("werk", "", "school"),
        "Waar het huishouden dichtbij wil wonen; dan ook de drie kolommen hierna.",
        "What the household wants to live near; then also the three columns that follow.",
    ),
    Column(
        "dichtbij lengtegraad",
        "near longitude",
        "request.anchors.0.geometry.coordinates.0",
        cells.degrees,
        ("5,1214", "", "5,0810"),
        "In graden.",
        "In degrees.",
    ),
    Column(
        "dichtbij breedtegraad",
        "near latitude",
        "request.anchors.0.geometry.coordinates.1",
        cells.degrees,
        ("52,0907", "", "52,0290"),
        "In graden.",
        "In degrees.",
    ),
    Column(
        "dichtbij hoogstens meter",
        "near max metres",
        "request.anchors.0.maxMetres",
        cells.whole,
        ("8000", "", "5000"),
        "Hoe ver hoogstens, in meters.",
        "How far at most, in metres.",
    ),
    Column(
        "dichtbij moet",
        "near must",
        "request.anchors.0.must",
        cells.yes_or_no,
        ("nee", "", ""),
        "Ja: een voorwaarde. Nee of leeg: een wens.",
        "Yes: a condition. No or empty: a wish.",
    ),
)
