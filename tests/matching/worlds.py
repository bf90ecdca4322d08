"""Hypothesis strategies: tiny worlds with every feature of a problem, and policies for them."""

from typing import Any

from hypothesis import strategies as st
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
from matching.codes.contracts import ContractForm, TenureTitle
from matching.codes.households import AgeBand, GroupKind, IncomeBand, Trait
from matching.codes.places import Accessibility, PlaceKind
from matching.codes.rounds import EarlierEvent, Level, PairReason, TierCode
from matching.policy import TIERS, Policy, RuleLevel, Tier
from matching.table import MOST

F = ContractForm
EVERY_FORM = frozenset(F)
FORMS = (
    frozenset({F.OWN_NAME}),
    frozenset({F.OWN_NAME, F.OMKLAP}),
    frozenset({F.OMKLAP, F.TRIPARTITE}),
    frozenset({F.INTERMEDIARY, F.CARE_STAY}),
    frozenset({F.CARE_STAY}),
    frozenset({F.GUEST_AGREEMENT, F.OWN_NAME_ADDENDUM}),
    EVERY_FORM,
    EVERY_FORM,
)
MANY_FORMS = (EVERY_FORM, EVERY_FORM, EVERY_FORM, FORMS[1], FORMS[3])
MOSTLY = st.sampled_from((True, True, True, False))
A_FEW = st.sampled_from((1, 2, 1, 0))
CARE: tuple[Row, ...] = (
    {"care_type": CareType.AMBULANT, "care_level": CareLevel.LIGHT},
    {"care_type": CareType.AMBULANT, "care_level": CareLevel.INTENSIVE},
    {"care_type": CareType.BESCHERMD_WONEN, "care_level": CareLevel.PRESENT},
)
REQUEST_CHANGES: tuple[Row, ...] = (
    *CARE,
    CARE[0],
    CARE[0],
    {"urgent": True},
    {"urgent": True},
    {"youth": True, "days_in_shelter": 60, "adult_ages": frozenset({AgeBand.AGE_18_20})},
    {"youth": True, "days_in_shelter": 59, "adult_ages": frozenset({AgeBand.AGE_21_22})},
    {"waiting_since_day": DAY - 182},
    {"waiting_since_day": DAY - 181},
    {"waiting_since_day": DAY - 2_000},
    {"persons": 2},
    {"persons": 3, "minors": True},
    {"provider": 0},
    {"provider": 1},
    {"housing_first": True},
    {"housing_first": True},
    {"temporary_grounds": NONE},
    {"income_band": IncomeBand.ALLOCATION, "max_net_rent_cents": 45_000},
    {"income_band": IncomeBand.DAEB},
    {"income_band": IncomeBand.ABOVE},
    {"max_net_rent_cents": 30_000},
    {"start_day": DAY + 30},
    {"minimum_stay_days": 30},
    {"minimum_stay_days": 730},
    {"accessibility": Accessibility.ROLLATOR},
    {"traits": frozenset({Trait.PETS, Trait.WOMEN_ONLY})},
    {"wants_forbidden": frozenset({Trait.SMOKING})},
    {"wants_required": frozenset({Trait.WOMEN_ONLY}), "traits": frozenset({Trait.WOMEN_ONLY})},
    {"origin_municipality": 1},
    {"origin_municipality": 2},
    {"preferred_region": 0},
    {"preferred_region": 1},
    {"preferred_region": 1, "region_is_must": True},
    {"from_shelter": True},
    {"from_shelter": True},
    {"shelter_access": ShelterAccess.CLOSED},
    {"shelter_access": ShelterAccess.UNDER_INVESTIGATION},
)
PLACE_CHANGES: tuple[Row, ...] = (
    {"units": 2},
    {"units": 2},
    {"persons_min": 2, "persons_max": 4},
    {"persons_min": 1, "persons_max": 1, "children_allowed": False},
    {"adult_ages": frozenset({AgeBand.AGE_18_20, AgeBand.AGE_21_22})},
    {"tenure_title": TenureTitle.TEMP_2Y, "available_until_day": DAY + 700},
    {"tenure_title": TenureTitle.VACANCY_ACT, "permit_end_day": DAY + 365},
    {"tenure_title": TenureTitle.FLEX, "permit_end_day": DAY + 500},
    {"tenure_title": TenureTitle.HOSPITA, "kind": PlaceKind.PRIVATE_ROOM},
    {"tenure_title": TenureTitle.HOSPITA, "landlord_lives_in": True},
    {"tenure_title": TenureTitle.LOAN_FOR_USE},
    {"kind": PlaceKind.SHELTER_SINGLE, "allowance_possible": False},
    {"care_types": frozenset({CareType.AMBULANT}), "max_care_level": CareLevel.REGULAR},
    {"available_from_day": DAY + 60},
    {"available_from_day": DAY + 61},
    {"available_until_day": DAY + 365},
    {"minimum_stay_days": 366, "available_until_day": DAY + 366},
    {"landlord": 1},
    {"bare_rent_cents": 71_302},
    {"bare_rent_cents": 71_303},
    {"bare_rent_cents": 95_000, "social_rent": False},
    {"maximum_rent_cents": 59_999},
    {"allowance_possible": False},
    {"accessibility": Accessibility.STEP_FREE},
    {"forbids": frozenset({Trait.PETS, Trait.SMOKING})},
    {"requires": frozenset({Trait.WOMEN_ONLY})},
    {"housing_first": True},
    {"x": 108_000.0},
    {"y": 406_000.0},
    {"municipality": 2, "region": 1},
    {"property": 1},
    {"property": 1, "complex": 1},
    {"complex": 2, "property": 2},
    {"neighbourhood": 0},
    {"neighbourhood": 1},
    {"wmo_shelter": True},
    {"wmo_shelter": True},
    {"kind": PlaceKind.PRIVATE_ROOM, "costs_are_shared": True},
)


def _rows(
    make: Any, changes: tuple[Row, ...], forms: tuple[frozenset[F], ...], many: int
) -> st.SearchStrategy[Any]:
    """So many rows that differ from the default in a few ways, in some of the contract forms."""
    few = st.lists(st.sampled_from(changes), max_size=3)

    def built(chosen: frozenset[F], some: list[Row]) -> Row:
        row: Row = make(contract_forms=chosen)
        for change in some:
            row.update(change)
        return row

    return st.lists(st.builds(built, st.sampled_from(forms), few), min_size=many, max_size=many)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Up to four requests and three places, with capacities that bite; few worlds are empty."""
    many, few = draw(st.sampled_from((4, 3, 2, 4, 1, 0))), draw(st.sampled_from((3, 2, 3, 1, 0)))
    requests = draw(_rows(request, REQUEST_CHANGES, FORMS, many))
    places = draw(_rows(place, PLACE_CHANGES, MANY_FORMS, few))
    groups = draw(st.lists(st.sampled_from(GroupKind), max_size=2))
    if groups:
        for row in requests:
            row["group"] = draw(st.sampled_from((-1, 0, len(groups) - 1)))
    number = st.integers(0, 3)
    providers = [
        provider(contract_forms=forms, landlord=owner, free_leases=free)
        for forms, owner, free in draw(
            st.lists(
                st.tuples(st.sampled_from(MANY_FORMS), st.sampled_from((-1, -1, 0)), number),
                min_size=draw(st.sampled_from((2, 1, 0))),
                max_size=2,
            )
        )
    ]
    for row in requests:
        row["provider"] = min(row["provider"], len(providers) - 1)
    return World(
        requests=requests,
        places=places,
        anchors=_anchors(draw, len(requests)),
        providers=providers,
        slots=_slots(draw, len(providers)),
        agreements=_agreements(draw, len(providers)),
        neighbourhood_caps=_caps(draw, "neighbourhood", 2),
        housing_first_caps=_caps(draw, "complex", 3),
        quotas=_quotas(draw, len(providers)),
        groups=groups,
        fixed=_fixed(draw, len(requests), len(places)),
        forbidden=_forbidden(draw, len(requests), len(places)),
        earlier=_earlier(draw, len(requests)),
    )


def _anchors(draw: st.DrawFn, requests: int) -> list[Row]:
    if not requests:
        return []
    one = st.builds(
        anchor,
        st.integers(0, requests - 1),
        x=st.sampled_from((100_000.0, 107_999.5, 110_000.0)),
        max_metres=st.sampled_from((8_000, 10_000)),
        must=st.booleans(),
    )
    return draw(st.lists(one, max_size=3))


def _slots(draw: st.DrawFn, providers: int) -> list[Row]:
    keys = [
        {"provider": who, "region": region, "care_type": care}
        for who in range(providers)
        for region in range(2)
        for care in (CareType.AMBULANT, CareType.BESCHERMD_WONEN)
    ]
    return [slot(**key, free=draw(A_FEW)) for key in keys if draw(MOSTLY)]


def _agreements(draw: st.DrawFn, providers: int) -> list[Row]:
    cells = [(owner, who) for owner in range(2) for who in range(providers)]
    return [
        agreement(*draw(st.sampled_from(MANY_FORMS)), landlord=owner, provider=who)
        for owner, who in cells
        if draw(MOSTLY)
    ]


def _caps(draw: st.DrawFn, name: str, many: int) -> list[Row]:
    return [{name: number, "free": draw(A_FEW)} for number in range(many) if draw(st.booleans())]


def _quotas(draw: st.DrawFn, providers: int) -> list[Row]:
    conditions = [
        {"landlord": 0},
        {"region": 0},
        {"municipality": 1},
        {"youth": 0},
        {"youth": 1},
        {"from_shelter": 0},
        {"from_shelter": 1},
        {"contract_forms": frozenset({F.OMKLAP, F.OWN_NAME})},
        {"landlord": 0, "contract_forms": frozenset({F.OWN_NAME})},
    ]
    if providers:
        conditions.append({"provider": 0})
    chosen = draw(st.lists(st.sampled_from(conditions), max_size=2))
    return [quota(**condition, **_numbers(draw)) for condition in chosen]


def _numbers(draw: st.DrawFn) -> Row:
    """A maximum, a minimum, or both."""
    least, more = draw(st.sampled_from((0, 0, 1, 2, 3))), draw(A_FEW)
    return {"at_least": least, "at_most": draw(st.sampled_from((least + more, MOST)))}


def _fixed(draw: st.DrawFn, requests: int, places: int) -> list[Row]:
    if not (requests and places and draw(st.integers(0, 4)) == 0):
        return []
    chosen = draw(st.sets(st.integers(0, requests - 1), max_size=2))
    return [pinned(of, draw(st.integers(0, places - 1))) for of in sorted(chosen)]


def _forbidden(draw: st.DrawFn, requests: int, places: int) -> list[Row]:
    if not (requests and places):
        return []
    one = st.builds(
        refused,
        st.integers(0, requests - 1),
        st.integers(0, places - 1),
        st.sampled_from((PairReason.REFUSED_BEFORE, PairReason.AREA_TO_AVOID)),
    )
    return draw(st.lists(one, max_size=2))


def _earlier(draw: st.DrawFn, requests: int) -> list[Row]:
    if not requests:
        return []
    one = st.builds(
        happened,
        st.integers(0, requests - 1),
        landlord=st.integers(0, 1),
        complex=st.integers(-1, 2),
        event=st.sampled_from(EarlierEvent),
        day=st.sampled_from((DAY, DAY - 29, DAY - 30, DAY - 364, DAY - 365)),
    )
    return draw(st.lists(one, max_size=4))


def policies() -> st.SearchStrategy[Policy]:
    """Other tiers, other levels, another lot."""
    levels = (
        RuleLevel("E12_SHARE", Level.HARD),
        RuleLevel("E15_INCOME", Level.WARNING),
        RuleLevel("E16_SUITABLE", Level.HARD),
        RuleLevel("E17_POINTS", Level.HARD),
        RuleLevel("E22_ORIGIN", Level.WARNING),
        RuleLevel("E24_SHELTER", Level.WARNING),
        RuleLevel("E27_MINIMUM", Level.WARNING),
    )
    tiers = (
        TIERS,
        (Tier(TierCode.REST),),
        (Tier(TierCode.FAMILY), Tier(TierCode.YOUTH, 59), Tier(TierCode.URGENT), TIERS[-1]),
    )
    orders = [(order, tier.code) for order in tiers for tier in order]
    return st.builds(
        _policy,
        st.sampled_from(orders),
        levels=st.lists(st.sampled_from(levels), max_size=3, unique=True).map(tuple),
        waiting_points=st.sampled_from((0, 1, 3)),
        seed=st.integers(0, 3),
        cooling_days=st.sampled_from((365, 365, 30, 0)),
    )


def _policy(order: tuple[tuple[Tier, ...], TierCode], **more: Any) -> Policy:
    """The tiers, and which of them the minimums come before."""
    tiers, before = order
    return Policy(tiers=tiers, minimums_before=before, **more)
