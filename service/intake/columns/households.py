"""The columns that say who asks."""

from matching.codes.households import Trait
from service.intake import cells
from service.intake.columns.table import Column

HOUSEHOLD = (
    Column(
        "huishouden",
        "household reference",
        "household.providerReference",
        cells.text,
        ("cl-2041", "cl-2042", "cl-2043"),
        "Uw eigen kenmerk van het huishouden, zonder naam of geboortedatum.",
        "Your own key of the household, without a name or a date of birth.",
    ),
    Column(
        "leeftijden",
        "ages",
        "household.members",
        cells.members,
        ("27 of ouder", "18 tot en met 20", "27 of ouder | jonger dan 18 | jonger dan 18"),
        "Van iedere persoon de leeftijdsgroep.",
        "The age band of each person.",
    ),
    Column(
        "peildatum leeftijden",
        "ages recorded on",
        "household.agesRecordedDate",
        cells.day,
        ("2026-11-01", "01-11-2026", "2026-11-01"),
        "De dag waarop die leeftijden golden.",
        "The day on which those ages held.",
    ),
    Column(
        "brengt mee",
        "traits",
        "household.traits",
        cells.some_of(Trait),
        ("huisdieren", "", ""),
        "Wat een huisregel kan verbieden of vragen.",
        "What a house rule may forbid or ask for.",
    ),
)
