"""Invented requests, as rows of the file that a care provider would hand in.

Proportions are round figures near published ones: about a quarter of the people whom CBS counts as
homeless is 18 to 26; most look for a home alone, one in seven with children (regional ETHOS
counts). They colour a demo and are no estimate of anything.
"""

from datetime import date, timedelta
from random import Random

from matching.codes.care import CareLevel, CareType
from matching.codes.contracts import ContractForm, TemporaryGround
from matching.codes.households import AgeBand, IncomeBand, Trait
from matching.codes.places import Accessibility
from service.codelists.requests import AnchorKind, EthosLight, FundingRegime, UrgencyGround
from service.demo.cast import CENTRE, MANDATED
from service.demo.sheets import Row, amount, degrees, several, yes
from service.demo.spots import Spots

YOUNG = (AgeBand.AGE_18_20, AgeBand.AGE_21_22, AgeBand.AGE_23_26)
SHARES = {"onderdak": 0.5, "opweg": 0.22, "thuisbasis": 0.28}

ETHOS = {
    EthosLight.PUBLIC_SPACE: 8,
    EthosLight.EMERGENCY_SHELTER: 18,
    EthosLight.TEMPORARY_ACCOMMODATION: 27,
    EthosLight.LEAVING_INSTITUTION: 7,
    EthosLight.NON_CONVENTIONAL: 8,
    EthosLight.WITH_FAMILY_FRIENDS: 28,
    EthosLight.EVICTION_THREAT: 4,
}
FORMS = {
    ContractForm.OWN_NAME: 0.8,
    ContractForm.OWN_NAME_ADDENDUM: 0.5,
    ContractForm.TRIPARTITE: 0.4,
    ContractForm.OMKLAP: 0.6,
    ContractForm.INTERMEDIARY: 0.45,
    ContractForm.CARE_STAY: 0.15,
    ContractForm.GUEST_AGREEMENT: 0.12,
}
CARE = {
    "onderdak": {
        CareType.NONE: 20,
        CareType.AMBULANT: 55,
        CareType.HOUSING_FIRST_ACT: 15,
        CareType.OPVANG_MET_BEGELEIDING: 10,
    },
    "opweg": {CareType.NONE: 20, CareType.JONGEREN_COACHING: 80},
    "thuisbasis": {CareType.NONE: 25, CareType.AMBULANT: 55, CareType.BESCHERMD_THUIS: 20},
}


def requests(random: Random, spots: Spots, total: int, today: date) -> dict[str, list[Row]]:
    """Rows of requests by care provider."""
    return {
        provider: [
            _request(random, spots, provider, number + 1, today)
            for number in range(round(total * share))
        ]
        for provider, share in SHARES.items()
    }


def _request(random: Random, spots: Spots, provider: str, number: int, today: date) -> Row:
    young = provider == "opweg" or random.random() < 0.05
    ages = _ages(random, young)
    children = AgeBand.UNDER_18 in ages
    code = random.choices((CENTRE, *MANDATED), (55, 10, 10, 8, 8, 9))[0]
    waited = today - timedelta(days=round(random.expovariate(1 / 160)))
    key = f"verzonnen-{provider}-{number:04}"
    return {
        "aanvraag": key,
        "huishouden": key,
        "leeftijden": several(ages),
        "peildatum leeftijden": today.isoformat(),
        "brengt mee": several(_traits(random)),
        "gemeente": code,
        "gemeente van herkomst": code if random.random() < 0.8 else "0307",
        "wacht sinds": waited.isoformat(),
        "dakloos sinds": (waited - timedelta(days=random.randrange(0, 40))).isoformat(),
        "nodig vanaf": (today + timedelta(days=random.randrange(5, 40))).isoformat(),
        "minimaal verblijf in dagen": random.choice(("", "", "90", "180")),
        "verblijft nu": random.choices(list(ETHOS), list(ETHOS.values()))[0].value,
        "jongerenregisseur": "Team jongerenregie" if young else "",
        **_urgency(random, children, today),
        "contractvormen": several(_forms(random)),
        "grond tijdelijke huur": several(
            [TemporaryGround.SHELTER_OR_EMERGENCY] if random.random() < 0.6 else []
        ),
        "inkomensgroep": _income(random).value,
        "netto huur hoogstens": amount(random.randrange(25_000, 52_000, 500)),
        "toegankelijkheid": _access(random).value,
        "moet verboden zijn in huis": "",
        **_support(random, provider, today),
        "toestemming op": (today - timedelta(days=random.randrange(1, 30))).isoformat(),
        **_near(random, spots, code),
    }


def _ages(random: Random, young: bool) -> list[AgeBand]:
    adult = random.choice(YOUNG) if young else AgeBand.AGE_27_PLUS
    kind = random.choices(("alone", "pair", "parent", "family"), (74, 9, 12, 5))[0]
    partner = [adult] if kind in ("pair", "family") else []
    children = [AgeBand.UNDER_18] * random.choice((1, 1, 2, 3))
    return [adult, *partner, *(children if kind in ("parent", "family") else [])]


def _traits(random: Random) -> list[Trait]:
    chances = {Trait.PETS: 0.12, Trait.SMOKING: 0.3, Trait.PARTNER: 0.1}
    return [trait for trait, chance in chances.items() if random.random() < chance]


def _urgency(random: Random, children: bool, today: date) -> Row:
    if random.random() > (0.45 if children else 0.1):
        return {}
    ground = UrgencyGround.FAMILY_WITH_CHILDREN if children else UrgencyGround.OUTFLOW_INSTITUTION
    return {
        "urgentie": ground.value,
        "urgentienummer": f"VERZONNEN-URG-{random.randrange(1000, 9999)}",
        "urgent tot en met": (today + timedelta(days=random.randrange(30, 300))).isoformat(),
    }


def _forms(random: Random) -> list[ContractForm]:
    chosen = [form for form, chance in FORMS.items() if random.random() < chance]
    return chosen or [ContractForm.OWN_NAME]


def _income(random: Random) -> IncomeBand:
    return random.choices(list(IncomeBand), (70, 22, 6, 2))[0]


def _access(random: Random) -> Accessibility:
    return random.choices(
        (Accessibility.NONE, Accessibility.SINGLE_FLOOR, Accessibility.WHEELCHAIR), (90, 8, 2)
    )[0]


def _support(random: Random, provider: str, today: date) -> Row:
    chances = CARE[provider]
    kind = random.choices(list(chances), list(chances.values()))[0]
    if kind is CareType.NONE:
        return {}
    levels = (CareLevel.LIGHT, CareLevel.REGULAR, CareLevel.INTENSIVE, CareLevel.ON_CALL)
    young = kind is CareType.JONGEREN_COACHING
    return {
        "Housing First": yes(kind is CareType.HOUSING_FIRST_ACT),
        "begeleiding": kind.value,
        "zwaarte begeleiding": random.choices(levels, (30, 45, 20, 5))[0].value,
        "financiering": (FundingRegime.YOUTH_ACT if young else FundingRegime.WMO).value,
        "indicatie tot en met": (today + timedelta(days=random.randrange(200, 900))).isoformat(),
    }


def _near(random: Random, spots: Spots, code: str) -> Row:
    if random.random() > 0.45:
        return {}
    spot = spots.draw(random, code)
    return {
        "dichtbij": random.choice(list(AnchorKind)).value,
        "dichtbij lengtegraad": degrees(spot.longitude),
        "dichtbij breedtegraad": degrees(spot.latitude),
        "dichtbij hoogstens meter": str(random.choice((3_000, 5_000, 8_000, 12_000, 20_000))),
        "dichtbij moet": yes(random.random() < 0.25),
    }
