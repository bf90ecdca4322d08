"""For each rule the last pair that meets it and the first that does not: two neighbours."""

from dataclasses import dataclass, field

from invented import (
    DAY,
    NONE,
    Row,
    World,
    agreement,
    anchor,
    happened,
    pinned,
    place,
    provider,
    quota,
    refused,
    request,
    slot,
)

from matching.codes.care import CareLevel, CareType, ShelterAccess
from matching.codes.contracts import ContractForm, TemporaryGround, TenureTitle
from matching.codes.households import AgeBand, GroupKind, IncomeBand, Trait
from matching.codes.places import Accessibility, PlaceKind
from matching.codes.rounds import EarlierEvent, Level, PairReason
from matching.policy import Policy, RuleLevel

F = ContractForm
PETS, SMOKING = frozenset({Trait.PETS}), frozenset({Trait.SMOKING})
WOMEN = frozenset({Trait.WOMEN_ONLY})
YOUNG = frozenset({AgeBand.AGE_18_20})
NEXT = frozenset({AgeBand.AGE_21_22})
AMBULANT = {"care_type": CareType.AMBULANT, "care_level": CareLevel.LIGHT}


@dataclass(frozen=True)
class Boundary:
    """A rule, the world where it is just met, and the neighbour where it just is not."""

    rule: str
    meets: World
    breaks: World
    policy: Policy = field(default_factory=Policy)

    def __str__(self) -> str:
        return self.rule


def world(asks: Row | None = None, offers: Row | None = None, **more: list[Row]) -> World:
    """One request and one place with these changes."""
    return World(requests=[request(**asks or {})], places=[place(**offers or {})], **more)


def hard(rule: str) -> Policy:
    """The policy that makes a rule hard."""
    return Policy(levels=(RuleLevel(rule, Level.HARD),))


def form(*forms: F) -> Row:
    """These contract forms only."""
    return {"contract_forms": frozenset(forms)}


def forbidden(rule: str, reason: PairReason) -> Boundary:
    """A pair forbidden for this reason, beside one that is not."""
    return Boundary(rule, world(), world(forbidden=[refused(0, 0, reason)]))


def cooled(rule: str, event: EarlierEvent, **where: int) -> Boundary:
    """A year ago is over, a day less is not."""
    meets, breaks = (
        world(earlier=[happened(0, event=event, day=DAY - days, **where)]) for days in (365, 364)
    )
    return Boundary(rule, meets, breaks)


VACANCY = {"tenure_title": TenureTitle.VACANCY_ACT}
SHORT = {"minimum_stay_days": 30}
WMO = {"wmo_shelter": True}
HARD: tuple[Boundary, ...] = (
    Boundary(
        "E01_START",
        world(offers={"available_from_day": DAY + 60}),
        world(offers={"available_from_day": DAY + 61}),
    ),
    Boundary(
        "E01_STAY",
        world(offers={"available_until_day": DAY + 365}),
        world(offers={"available_until_day": DAY + 364}),
    ),
    Boundary(
        "E01_STAY",
        world(offers={"available_from_day": DAY + 10, "available_until_day": DAY + 375}),
        world(offers={"available_from_day": DAY + 10, "available_until_day": DAY + 374}),
    ),
    Boundary(
        "E01_STAY",
        world(offers={"tenure_title": TenureTitle.FLEX, "permit_end_day": DAY + 365}),
        world(offers={"tenure_title": TenureTitle.FLEX, "permit_end_day": DAY + 364}),
    ),
    Boundary(
        "E01_MINIMUM",
        world(SHORT, {"minimum_stay_days": 90, "available_until_day": DAY + 90}),
        world(SHORT, {"minimum_stay_days": 90, "available_until_day": DAY + 89}),
    ),
    Boundary(
        "E01_TERM",
        world({"minimum_stay_days": 365}, {"tenure_title": TenureTitle.MIDSTAY}),
        world({"minimum_stay_days": 366}, {"tenure_title": TenureTitle.MIDSTAY}),
    ),
    Boundary(
        "E02_TOO_FEW", world({"persons": 2}, {"persons_min": 2}), world({}, {"persons_min": 2})
    ),
    Boundary("E02_TOO_MANY", world({"persons": 2}), world({"persons": 3})),
    Boundary(
        "E02_CHILDREN",
        world({"persons": 2, "minors": True}),
        world({"persons": 2, "minors": True}, {"children_allowed": False}),
    ),
    Boundary(
        "E03_AGE",
        world({"adult_ages": YOUNG}, {"adult_ages": YOUNG}),
        world({"adult_ages": YOUNG | NEXT}, {"adult_ages": YOUNG}),
    ),
    Boundary("E04_FORM", world(), world({}, form(F.OWN_NAME_ADDENDUM))),
    Boundary(
        "E05_PROGRAMME",
        world({"housing_first": True}, {"housing_first": True}),
        world({}, {"housing_first": True}),
    ),
    Boundary(
        "E07_GROUND",
        world(
            {"temporary_grounds": frozenset({TemporaryGround.SECOND_CHANCE})},
            {"tenure_title": TenureTitle.TEMP_2Y},
        ),
        world({"temporary_grounds": NONE}, {"tenure_title": TenureTitle.TEMP_2Y}),
    ),
    Boundary(
        "E08_PERMIT",
        world(SHORT, {**VACANCY, "permit_end_day": DAY + 184}),
        world(SHORT, {**VACANCY, "permit_end_day": DAY + 183}),
    ),
    Boundary("E08_PERMIT", world(SHORT, {}), world(SHORT, VACANCY)),
    Boundary(
        "E09_HOSPITA",
        world({}, {"tenure_title": TenureTitle.HOSPITA, "landlord_lives_in": True}),
        world({}, {"tenure_title": TenureTitle.HOSPITA}),
    ),
    Boundary(
        "E09_GUEST_YEAR",
        world({**form(F.GUEST_AGREEMENT)}, form(F.GUEST_AGREEMENT)),
        world({**form(F.GUEST_AGREEMENT), "minimum_stay_days": 366}, form(F.GUEST_AGREEMENT)),
    ),
    Boundary(
        "E10_CARE",
        world(
            AMBULANT,
            {"care_types": frozenset({CareType.AMBULANT})},
            providers=[provider()],
            slots=[slot()],
        ),
        world(
            AMBULANT,
            {"care_types": frozenset({CareType.NAZORG})},
            providers=[provider()],
            slots=[slot()],
        ),
    ),
    Boundary(
        "E10_LEVEL",
        world(
            AMBULANT, {"max_care_level": CareLevel.LIGHT}, providers=[provider()], slots=[slot()]
        ),
        world(AMBULANT, {"max_care_level": CareLevel.NONE}, providers=[provider()], slots=[slot()]),
    ),
    Boundary(
        "E13_ACCESS",
        world({"accessibility": Accessibility.ROLLATOR}, {"accessibility": Accessibility.ROLLATOR}),
        world(
            {"accessibility": Accessibility.ROLLATOR}, {"accessibility": Accessibility.STEP_FREE}
        ),
    ),
    Boundary(
        "E14_FORBIDDEN",
        world({"traits": PETS}, {"forbids": SMOKING}),
        world({"traits": PETS}, {"forbids": PETS}),
    ),
    Boundary(
        "E14_REQUIRED",
        world({"traits": WOMEN}, {"requires": WOMEN}),
        world({"traits": PETS}, {"requires": WOMEN}),
    ),
    Boundary(
        "E14_WANTS_FORBIDDEN",
        world({"wants_forbidden": SMOKING}, {"forbids": SMOKING}),
        world({"wants_forbidden": SMOKING}, {"forbids": PETS}),
    ),
    Boundary(
        "E14_WANTS_REQUIRED",
        world({"wants_required": WOMEN, "traits": WOMEN}, {"requires": WOMEN}),
        world({"wants_required": WOMEN, "traits": WOMEN}),
    ),
    Boundary(
        "E24_SHELTER",
        world({"shelter_access": ShelterAccess.CLOSED}),
        world({"shelter_access": ShelterAccess.CLOSED}, WMO),
    ),
    Boundary(
        "E24_SHELTER",
        world({"shelter_access": ShelterAccess.UNDER_INVESTIGATION}, WMO),
        world({"shelter_access": ShelterAccess.CLOSED}, WMO),
    ),
    forbidden("E14_AREA", PairReason.AREA_TO_AVOID),
    forbidden("E14_TOGETHER", PairReason.GROUP_ELSEWHERE),
    forbidden("E14_ABSENT", PairReason.GROUP_ABSENT),
    forbidden("E26_REFUSED", PairReason.REFUSED_BEFORE),
    forbidden("E26_OWNER", PairReason.OWNER_REFUSED),
    forbidden("E26_REJECTED", PairReason.REJECTED_BEFORE),
    Boundary(
        "E15_INCOME",
        world({"income_band": IncomeBand.DAEB}),
        world({"income_band": IncomeBand.ABOVE}),
    ),
    Boundary(
        "E20_MUST",
        world({}, {"x": 110_000.0}, anchors=[anchor(0, must=True)]),
        world({}, {"x": 110_000.01}, anchors=[anchor(0, must=True)]),
    ),
    Boundary(
        "E21_MUST",
        world({"preferred_region": 1, "region_is_must": True}, {"region": 1}),
        world({"preferred_region": 1, "region_is_must": True}),
    ),
    Boundary(
        "E16_SUITABLE",
        world({}, {"bare_rent_cents": 71_302}),
        world({}, {"bare_rent_cents": 71_303}),
        hard("E16_SUITABLE"),
    ),
    Boundary(
        "E16_SUITABLE",
        world({"persons": 3}, {"bare_rent_cents": 76_414, "persons_max": 3}),
        world({"persons": 3}, {"bare_rent_cents": 76_415, "persons_max": 3}),
        hard("E16_SUITABLE"),
    ),
    Boundary(
        "E17_POINTS",
        world({}, {"maximum_rent_cents": 60_000}),
        world({}, {"maximum_rent_cents": 59_999}),
        hard("E17_POINTS"),
    ),
)

OMKLAP = form(F.OMKLAP)
WITH_LEASE = [provider(free_leases=1)]
CAPACITIES: tuple[Boundary, ...] = (
    Boundary(
        "E06_PROVIDER",
        world(OMKLAP, OMKLAP, providers=WITH_LEASE, agreements=[agreement(F.OMKLAP)]),
        world(OMKLAP, OMKLAP, providers=WITH_LEASE, agreements=[agreement(F.TRIPARTITE)]),
    ),
    Boundary(
        "E06_PROVIDER",
        world(OMKLAP, OMKLAP, providers=[provider(free_leases=1, landlord=0)]),
        world(OMKLAP, OMKLAP, providers=[provider(free_leases=1, landlord=1)]),
    ),
    Boundary(
        "E06_LEASES",
        world(OMKLAP, OMKLAP, providers=WITH_LEASE, agreements=[agreement(F.OMKLAP)]),
        world(OMKLAP, OMKLAP, providers=[provider()], agreements=[agreement(F.OMKLAP)]),
    ),
    Boundary(
        "E11_CASELOAD",
        world(AMBULANT, providers=[provider()], slots=[slot()]),
        world(AMBULANT, providers=[provider()], slots=[slot(free=0)]),
    ),
    Boundary(
        "E11_CASELOAD",
        world(AMBULANT, providers=[provider()], slots=[slot()]),
        world(AMBULANT, providers=[provider()], slots=[slot(region=1)]),
    ),
    Boundary(
        "E12_SHARE",
        world({"housing_first": True}, housing_first_caps=[{"complex": 0, "free": 1}]),
        world({"housing_first": True}, housing_first_caps=[{"complex": 0, "free": 0}]),
        hard("E12_SHARE"),
    ),
    Boundary(
        "E27_NEIGHBOURHOOD",
        world({}, {"neighbourhood": 0}, neighbourhood_caps=[{"neighbourhood": 0, "free": 1}]),
        world({}, {"neighbourhood": 0}, neighbourhood_caps=[{"neighbourhood": 0, "free": 0}]),
    ),
    Boundary(
        "E27_QUOTA",
        world(quotas=[quota(landlord=0, at_most=1)]),
        world(quotas=[quota(landlord=0, at_most=0)]),
    ),
)

SHELTER = {"kind": PlaceKind.SHELTER_SINGLE, "allowance_possible": False}
SHARED = {"kind": PlaceKind.PRIVATE_ROOM, "costs_are_shared": True}
NOT_HARD: tuple[Boundary, ...] = (
    Boundary(
        "E16_SUITABLE",
        world({}, {"bare_rent_cents": 71_302}),
        world({}, {"bare_rent_cents": 71_303}),
    ),
    # Allowance on 600.00 for one person on the minimum: 295.68 + 66.17 = 361.85, so 361 a month.
    Boundary(
        "E17_NET_RENT",
        world({"max_net_rent_cents": 23_900}),
        world({"max_net_rent_cents": 23_899}),
    ),
    Boundary(
        "E17_POINTS",
        world({}, {"maximum_rent_cents": 60_000}),
        world({}, {"maximum_rent_cents": 59_999}),
    ),
    Boundary("E18_ALLOWANCE", world(), world({}, {"allowance_possible": False})),
    Boundary("E18_ALLOWANCE", world(), world({}, {"tenure_title": TenureTitle.LOAN_FOR_USE})),
    Boundary("E18_ALLOWANCE", world({}, SHELTER), world({}, {"allowance_possible": False})),
    Boundary(
        "E19_UNDER_21",
        world({"adult_ages": YOUNG}, {"bare_rent_cents": 49_820}),
        world({"adult_ages": YOUNG}, {"bare_rent_cents": 49_821}),
    ),
    Boundary(
        "E20_NEAR",
        world({}, {"x": 110_000.0}, anchors=[anchor(0)]),
        world({}, {"x": 110_000.01}, anchors=[anchor(0)]),
    ),
    Boundary(
        "E24_INVESTIGATION",
        world({"shelter_access": ShelterAccess.OPEN}, WMO),
        world({"shelter_access": ShelterAccess.UNDER_INVESTIGATION}, WMO),
    ),
    Boundary(
        "E24_SHELTER",
        world({"shelter_access": ShelterAccess.CLOSED}),
        world({"shelter_access": ShelterAccess.CLOSED}, WMO),
        Policy(levels=(RuleLevel("E24_SHELTER", Level.WARNING),)),
    ),
    Boundary(
        "E25_COST_SHARING",
        world({"adult_ages": frozenset({AgeBand.AGE_23_26})}, SHARED),
        world({"adult_ages": frozenset({AgeBand.AGE_23_26, AgeBand.AGE_27_PLUS})}, SHARED),
    ),
    Boundary("E25_COST_SHARING", world(), world({}, SHARED)),
    Boundary(
        "E25_COST_SHARING",
        world(form(F.GUEST_AGREEMENT), {**SHARED, **form(F.GUEST_AGREEMENT)}),
        world({}, SHARED),
    ),
    *(
        boundary
        for name, event in (
            ("E26_REFUSED", EarlierEvent.REFUSED),
            ("E26_OWNER", EarlierEvent.OWNER_REFUSED),
            ("E26_ENDED", EarlierEvent.ENDED),
        )
        for boundary in (
            cooled(f"{name}_COMPLEX", event),
            cooled(f"{name}_ELSEWHERE", event, complex=1),
        )
    ),
    Boundary(
        "E26_ENDED_ELSEWHERE",
        world(earlier=[happened(0, event=EarlierEvent.ENDED, complex=-1, landlord=1)]),
        world(earlier=[happened(0, event=EarlierEvent.ENDED, complex=-1)]),
    ),
    Boundary(
        "E26_REFUSED_COMPLEX",
        world(earlier=[happened(0, day=DAY - 30)]),
        world(earlier=[happened(0, day=DAY - 29)]),
        Policy(cooling_days=30),
    ),
    Boundary("E21_REGION", world({"preferred_region": 0}), world({"preferred_region": 1})),
    Boundary("E22_ORIGIN", world({"origin_municipality": 1}), world({"origin_municipality": 2})),
    Boundary(
        "E15_INCOME",
        world({"income_band": IncomeBand.DAEB}),
        world({"income_band": IncomeBand.ABOVE}),
        Policy(levels=(RuleLevel("E15_INCOME", Level.WARNING),)),
    ),
    Boundary(
        "E12_SHARE",
        world({"housing_first": True}, housing_first_caps=[{"complex": 0, "free": 1}]),
        world({"housing_first": True}, housing_first_caps=[{"complex": 0, "free": 0}]),
    ),
)

TOGETHER = [GroupKind.TOGETHER]
PAIR_OF_FRIENDS = [request(group=0), request(group=0)]
GROUPS: tuple[Boundary, ...] = (
    Boundary(
        "E14_GROUP",
        World(requests=PAIR_OF_FRIENDS, places=[place(units=2)], groups=TOGETHER),
        World(requests=PAIR_OF_FRIENDS, places=[place(), place(property=1)], groups=TOGETHER),
    ),
)
EVERY = (*HARD, *CAPACITIES, *NOT_HARD, *GROUPS)
__all__ = ["CAPACITIES", "EVERY", "GROUPS", "HARD", "NOT_HARD", "Boundary", "pinned"]
