"""Who plays in the demo: invented organisations in the real region around Utrecht."""

from dataclasses import dataclass

from matching.codes.care import CareType
from matching.codes.contracts import ContractForm
from service.codelists.organisations import OrganisationKind as Kind

REGION = "COROP-17"
CENTRE = "0344"
MANDATED = ("0356", "0355", "0321", "0632", "1904")
"""Nieuwegein, Zeist, Houten, Woerden and Stichtse Vecht let Utrecht decide for them."""
BESIDE = ("0307",)
"""Amersfoort takes part for itself: a placement there needs its consent."""
MUNICIPALITIES = (CENTRE, *MANDATED, *BESIDE)


@dataclass(frozen=True)
class Player:
    """One organisation and the person who works there."""

    key: str
    kind: Kind
    name: str
    user: str
    municipality: str | None = None
    contract_forms: tuple[ContractForm, ...] = ()


@dataclass(frozen=True)
class Team:
    """Households that a team of a provider can support."""

    provider: str
    name: str
    care_type: CareType
    slots: int


PLAYERS = (
    Player("utrecht", Kind.CENTRE_MUNICIPALITY, "Gemeente Utrecht", "j.de.vries", CENTRE),
    Player("nieuwegein", Kind.MUNICIPALITY, "Gemeente Nieuwegein", "s.bakker", "0356"),
    Player("zeist", Kind.MUNICIPALITY, "Gemeente Zeist", "m.visser", "0355"),
    Player("houten", Kind.MUNICIPALITY, "Gemeente Houten", "l.smit", "0321"),
    Player("woerden", Kind.MUNICIPALITY, "Gemeente Woerden", "k.mulder", "0632"),
    Player("stichtse-vecht", Kind.MUNICIPALITY, "Gemeente Stichtse Vecht", "p.bos", "1904"),
    Player("amersfoort", Kind.MUNICIPALITY, "Gemeente Amersfoort", "a.dekker", "0307"),
    Player("brug", Kind.CORPORATION, "Verzonnen Woonstichting De Brug", "verhuur"),
    Player("linde", Kind.CORPORATION, "Verzonnen Corporatie De Linde", "verhuur"),
    Player("hospita", Kind.HOST, "Verzonnen Hospita's Utrecht", "hospita"),
    Player("leegstand", Kind.SOCIAL_VACANCY_MANAGER, "Verzonnen Leegstandbeheer", "beheer"),
    Player(
        "onderdak",
        Kind.CARE_PROVIDER,
        "Verzonnen Stichting Onderdak",
        "team.wonen",
        contract_forms=tuple(ContractForm),
    ),
    Player(
        "opweg",
        Kind.CARE_PROVIDER,
        "Verzonnen Jongerenhulp Op Weg",
        "team.jongeren",
        contract_forms=(ContractForm.OWN_NAME, ContractForm.TRIPARTITE, ContractForm.OMKLAP),
    ),
    Player(
        "thuisbasis",
        Kind.CARE_PROVIDER,
        "Verzonnen Thuisbasis",
        "team.thuis",
        contract_forms=(
            ContractForm.OWN_NAME,
            ContractForm.OWN_NAME_ADDENDUM,
            ContractForm.OMKLAP,
            ContractForm.INTERMEDIARY,
        ),
    ),
)

OWNERS = ("brug", "linde", "hospita", "leegstand", "onderdak")
PROVIDERS = ("onderdak", "opweg", "thuisbasis")

TEAMS = (
    Team("onderdak", "Wonen", CareType.AMBULANT, 55),
    Team("onderdak", "Housing First", CareType.HOUSING_FIRST_ACT, 12),
    Team("onderdak", "Opvang", CareType.OPVANG_MET_BEGELEIDING, 10),
    Team("opweg", "Jongeren", CareType.JONGEREN_COACHING, 35),
    Team("opweg", "Ambulant", CareType.AMBULANT, 10),
    Team("thuisbasis", "Thuis", CareType.AMBULANT, 40),
    Team("thuisbasis", "Beschermd thuis", CareType.BESCHERMD_THUIS, 15),
)

LEASES = {"onderdak": 30, "opweg": 10, "thuisbasis": 20}
"""How many leases each provider may hold."""

AGREEMENTS = (
    ("brug", "onderdak"),
    ("brug", "opweg"),
    ("brug", "thuisbasis"),
    ("linde", "onderdak"),
    ("linde", "thuisbasis"),
    ("leegstand", "onderdak"),
)
AGREED = (ContractForm.TRIPARTITE, ContractForm.OMKLAP, ContractForm.INTERMEDIARY)

POLICY = "Gezinnen eerder"
POLICIES = (
    {
        "tiers": [
            {"code": "URGENT", "fromDays": 0},
            {"code": "FAMILY", "fromDays": 0},
            {"code": "REST", "fromDays": 0},
        ],
    },
    {
        "tiers": [
            {"code": "URGENT", "fromDays": 0},
            {"code": "YOUTH", "fromDays": 60},
            {"code": "FAMILY", "fromDays": 0},
            {"code": "LONG_WAITING", "fromDays": 182},
            {"code": "REST", "fromDays": 0},
        ],
        "waitingPoints": 2,
        "levels": [{"rule": "E15_INCOME", "level": "WARNING"}],
    },
)
"""Two editions that the municipality in the centre thinks about."""
