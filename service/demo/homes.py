"""Invented places, as rows of the file that an owner would hand in."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from matching.codes.care import CareLevel, CareType
from matching.codes.contracts import ContractForm, TenureTitle
from matching.codes.households import AgeBand, Trait
from matching.codes.places import Accessibility, PlaceKind
from matching.legal import AMOUNTS_2026
from service.demo.cast import BESIDE, CENTRE, MANDATED
from service.demo.sheets import Row, amount, several, yes
from service.demo.spots import Spots

LOW, HIGH = 71_302, 76_414
"""Cents: the limits of suitable allocation in 2026 for one or two and for three or more people."""


@dataclass(frozen=True)
class Stock:
    """A kind of place that an owner has: how many, of which size and on which terms."""

    owner: str
    share: float
    kind: PlaceKind
    title: TenureTitle
    forms: tuple[ContractForm, ...]
    rent: tuple[int, int]
    persons: tuple[int, ...]


_OWN = (ContractForm.OWN_NAME, ContractForm.OWN_NAME_ADDENDUM)
_SUPPORTED = (ContractForm.TRIPARTITE, ContractForm.OMKLAP)

STOCKS = (
    Stock(
        "brug",
        0.30,
        PlaceKind.SELF_CONTAINED,
        TenureTitle.INDEFINITE,
        (*_OWN, *_SUPPORTED),
        (48_000, LOW),
        (2, 2, 3, 4),
    ),
    Stock(
        "linde",
        0.22,
        PlaceKind.SELF_CONTAINED,
        TenureTitle.INDEFINITE,
        (*_OWN, *_SUPPORTED, ContractForm.INTERMEDIARY),
        (52_000, HIGH),
        (2, 3, 4, 5),
    ),
    Stock(
        "brug",
        0.14,
        PlaceKind.STUDIO_CLUSTERED,
        TenureTitle.YOUTH_5Y,
        (ContractForm.OWN_NAME, *_SUPPORTED),
        (38_000, 49_820),
        (1,),
    ),
    Stock(
        "linde",
        0.10,
        PlaceKind.FLEX_HOME,
        TenureTitle.TEMP_2Y,
        (ContractForm.OWN_NAME, ContractForm.OMKLAP, ContractForm.INTERMEDIARY),
        (40_000, 55_000),
        (1, 2),
    ),
    Stock(
        "leegstand",
        0.12,
        PlaceKind.SELF_CONTAINED,
        TenureTitle.VACANCY_ACT,
        (ContractForm.OWN_NAME, ContractForm.INTERMEDIARY),
        (30_000, 45_000),
        (1, 2, 3),
    ),
    Stock(
        "hospita",
        0.08,
        PlaceKind.PRIVATE_ROOM,
        TenureTitle.HOSPITA,
        (ContractForm.OWN_NAME, ContractForm.GUEST_AGREEMENT),
        (28_000, 42_000),
        (1,),
    ),
    Stock(
        "onderdak",
        0.04,
        PlaceKind.SHELTER_SINGLE,
        TenureTitle.INDEFINITE,
        (ContractForm.CARE_STAY,),
        (0, 0),
        (1,),
    ),
)
"""Shares of all places. No published figure says them: an invented, plausible mix."""


def homes(random: Random, spots: Spots, total: int, today: date) -> dict[str, list[Row]]:
    """Rows of places by owner."""
    made: dict[str, list[Row]] = {}
    for stock in STOCKS:
        rows = made.setdefault(stock.owner, [])
        for _ in range(round(total * stock.share)):
            rows.append(_home(random, spots, stock, len(rows) + 1, today))
    return made


def _home(random: Random, spots: Spots, stock: Stock, number: int, today: date) -> Row:
    codes = (CENTRE, *MANDATED, *BESIDE)
    spot = spots.draw(random, random.choices(codes, (45, 10, 9, 8, 8, 8, 12))[0])
    persons = random.choice(stock.persons)
    rent = round(random.uniform(*stock.rent))
    start = today + timedelta(days=random.randrange(0, 35))
    room = stock.kind in (PlaceKind.PRIVATE_ROOM, PlaceKind.SHELTER_SINGLE)
    return {
        "eenheidnummer": f"verzonnen-{stock.owner}-{number:04}",
        "pandnummer": f"verzonnen-pand-{stock.owner}-{number:04}",
        "straat": "Verzonnenstraat",
        "huisnummer": str(number),
        "postcode": spot.postcode,
        "woonplaats": spot.town,
        "gemeente": spot.municipality,
        "verhuurder woont er zelf": yes(stock.title is TenureTitle.HOSPITA),
        "soort woonplek": stock.kind.value,
        "alleen Housing First": yes(
            stock.kind is PlaceKind.SELF_CONTAINED
            and stock.owner == "brug"
            and random.random() < 0.12
        ),
        "maximum aantal personen": str(persons),
        "kinderen toegestaan": yes(persons > 1),
        "leeftijden": several(_ages(stock.title)),
        "verboden in huis": several(_forbidden(random, room)),
        "toegankelijkheid": _access(random).value,
        "contractvormen": several(stock.forms),
        "huurtitel": stock.title.value,
        **_permit(random, stock.title, today, number),
        "kale huur": amount(rent),
        "servicekosten": amount(random.choice((0, 1_500, 3_500))),
        "maximale huur": amount(max(rent, 1) + random.randrange(0, 9_000)) if rent else "",
        "sociale huur": yes(stock.owner in ("brug", "linde")),
        "huurtoeslag mogelijk": yes(not room and rent > 0),
        **_support(stock),
        "beschikbaar vanaf": start.isoformat(),
    }


def _ages(title: TenureTitle) -> list[AgeBand]:
    young = [AgeBand.AGE_18_20, AgeBand.AGE_21_22, AgeBand.AGE_23_26]
    return young if title is TenureTitle.YOUTH_5Y else []


def _forbidden(random: Random, room: bool) -> list[Trait]:
    chances = {Trait.PETS: 0.6 if room else 0.15, Trait.SMOKING: 0.8 if room else 0.1}
    return [trait for trait, chance in chances.items() if random.random() < chance]


def _access(random: Random) -> Accessibility:
    return random.choices(
        (Accessibility.NONE, Accessibility.SINGLE_FLOOR, Accessibility.WHEELCHAIR), (75, 20, 5)
    )[0]


def _permit(random: Random, title: TenureTitle, today: date, number: int) -> Row:
    if title is not TenureTitle.VACANCY_ACT:
        return {}
    least = AMOUNTS_2026.vacancy_term_days.value
    end = today + timedelta(days=35 + least + random.randrange(60, 900))
    return {
        "vergunningnummer": f"VERZONNEN-{number:03}",
        "vergunning tot en met": end.isoformat(),
        "beschikbaar tot en met": end.isoformat(),
    }


def _support(stock: Stock) -> Row:
    if stock.kind is PlaceKind.SHELTER_SINGLE:
        return {
            "begeleiding": several([CareType.OPVANG_MET_BEGELEIDING]),
            "zwaarte begeleiding": CareLevel.PRESENT.value,
        }
    if stock.kind is PlaceKind.PRIVATE_ROOM:
        types, level = [CareType.AMBULANT, CareType.JONGEREN_COACHING], CareLevel.REGULAR
    else:
        types = [
            CareType.AMBULANT,
            CareType.JONGEREN_COACHING,
            CareType.HOUSING_FIRST_ACT,
            CareType.BESCHERMD_THUIS,
        ]
        level = CareLevel.ON_CALL
    return {"begeleiding": several(types), "zwaarte begeleiding": level.value}
