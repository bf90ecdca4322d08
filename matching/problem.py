"""The frozen snapshot that a round is solved on: tables of numpy columns, no prose, no people.

Days are whole days since 1970-01-01, money is euro cents, places are RD New metres (EPSG:28992).
A row number of -1 means "none" where a column says optional. Nationality, religion, diagnosis and
debts are not here, and a test keeps it so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, get_type_hints

import numpy as np
from numpy.typing import NDArray

from matching.codes.care import CareLevel, CareType, ShelterAccess
from matching.codes.contracts import ContractForm, TemporaryGround, TenureTitle
from matching.codes.households import AgeBand, GroupKind, IncomeBand, Trait
from matching.codes.places import Accessibility, PlaceKind
from matching.codes.rounds import EarlierEvent, PairReason
from matching.table import (
    NO_ROWS,
    Flags,
    Ids,
    Metres,
    ProblemError,
    Small,
    Table,
    Whole,
    code,
    flags,
    ids,
    later,
    mask_of,
    metres,
    row_of,
    whole,
)

FIXING = (PairReason.PINNED, PairReason.ACCEPTED_OFFER)
RD_X = (0.0, 280_000.0)
RD_Y = (300_000.0, 625_000.0)


@dataclass(frozen=True, slots=True, eq=False)
class Requests(Table):
    """One row for each household's open request.

    `adult_ages` holds the bands that occur among the adults on the start day. `care_type` and
    `care_level` are both NONE or neither. `provider` -1 leaves the choice among the providers with
    capacity. `max_net_rent_cents` is the most the household can pay after rent allowance, -1 when
    it gave none. `traits` is what it brings; `wants_forbidden` and `wants_required` are the house
    rules it must find (nobody smokes; women only). `region_is_must` only with a recorded decision.
    `days_in_shelter` is the youth clock: days in shelter or on the street. `from_shelter` is who
    stays in a shelter now, of any age. `shelter_access` is whether shelter under the Wmo is open to
    the household; why is not here.
    """

    id: Annotated[Ids, ids()]
    persons: Annotated[Whole, whole(1, 30)]
    minors: Annotated[Flags, flags()]
    adult_ages: Annotated[Whole, mask_of(AgeBand)]
    contract_forms: Annotated[Whole, mask_of(ContractForm)]
    care_type: Annotated[Small, code(CareType)]
    care_level: Annotated[Small, code(CareLevel)]
    provider: Annotated[Whole, row_of("providers", optional=True)]
    housing_first: Annotated[Flags, flags()]
    temporary_grounds: Annotated[Whole, mask_of(TemporaryGround)]
    income_band: Annotated[Small, code(IncomeBand)]
    max_net_rent_cents: Annotated[Whole, whole(-1, 10_000_000)]
    start_day: Annotated[Whole, whole(0, 100_000)]
    minimum_stay_days: Annotated[Whole, whole(0, 40_000)]
    accessibility: Annotated[Small, code(Accessibility)]
    traits: Annotated[Whole, mask_of(Trait)]
    wants_forbidden: Annotated[Whole, mask_of(Trait)]
    wants_required: Annotated[Whole, mask_of(Trait)]
    origin_municipality: Annotated[Whole, whole(-1, 9_999)]
    preferred_region: Annotated[Whole, row_of("regions", optional=True)]
    region_is_must: Annotated[Flags, flags()]
    urgent: Annotated[Flags, flags()]
    youth: Annotated[Flags, flags()]
    days_in_shelter: Annotated[Whole, whole(0, 40_000)]
    waiting_since_day: Annotated[Whole, whole(0, 100_000)]
    group: Annotated[Whole, row_of("groups", optional=True)]
    from_shelter: Annotated[Flags, later(flags(), usual=False)]
    shelter_access: Annotated[Small, later(code(ShelterAccess), usual=0)]


@dataclass(frozen=True, slots=True, eq=False)
class Anchors(Table):
    """Points a household wants to live near (school, work, children), a row each.

    Within `max_metres` is a wish, and a must where the household says so (`must`).
    """

    request: Annotated[Whole, row_of("requests")]
    x: Annotated[Metres, metres(*RD_X)]
    y: Annotated[Metres, metres(*RD_Y)]
    max_metres: Annotated[Whole, whole(0, 400_000)]
    must: Annotated[Flags, flags()]


@dataclass(frozen=True, slots=True, eq=False)
class Places(Table):
    """One row for each set of identical free places; its units stand in `Units`.

    `adult_ages` are the bands allowed. `available_until_day` -1 is open-ended; `permit_end_day` -1
    is no permit. `maximum_rent_cents` is what the points system allows, -1 when unknown.
    `allowance_possible`: self-contained, or designated for rent allowance. `housing_first` keeps
    the place for the programme. `wmo_shelter`: the Wmo pays it as shelter. `costs_are_shared`: a
    room without a commercial rent, so that who lives there counts for the allowances of the others
    in the house (kostendelersnorm). Each place has a property and a complex (a property that stands
    alone is its own complex). Municipalities are CBS codes.
    """

    persons_min: Annotated[Whole, whole(1, 30)]
    persons_max: Annotated[Whole, whole(1, 30)]
    children_allowed: Annotated[Flags, flags()]
    adult_ages: Annotated[Whole, mask_of(AgeBand)]
    contract_forms: Annotated[Whole, mask_of(ContractForm)]
    tenure_title: Annotated[Small, code(TenureTitle)]
    kind: Annotated[Small, code(PlaceKind)]
    care_types: Annotated[Whole, mask_of(CareType)]
    max_care_level: Annotated[Small, code(CareLevel)]
    available_from_day: Annotated[Whole, whole(0, 100_000)]
    available_until_day: Annotated[Whole, whole(-1, 100_000)]
    minimum_stay_days: Annotated[Whole, whole(0, 40_000)]
    permit_end_day: Annotated[Whole, whole(-1, 100_000)]
    landlord: Annotated[Whole, row_of("landlords")]
    landlord_lives_in: Annotated[Flags, flags()]
    bare_rent_cents: Annotated[Whole, whole(0, 10_000_000)]
    maximum_rent_cents: Annotated[Whole, whole(-1, 10_000_000)]
    social_rent: Annotated[Flags, flags()]
    allowance_possible: Annotated[Flags, flags()]
    accessibility: Annotated[Small, code(Accessibility)]
    forbids: Annotated[Whole, mask_of(Trait)]
    requires: Annotated[Whole, mask_of(Trait)]
    housing_first: Annotated[Flags, flags()]
    x: Annotated[Metres, metres(*RD_X)]
    y: Annotated[Metres, metres(*RD_Y)]
    municipality: Annotated[Whole, whole(0, 9_999)]
    region: Annotated[Whole, row_of("regions")]
    property: Annotated[Whole, row_of("properties")]
    complex: Annotated[Whole, row_of("complexes")]
    neighbourhood: Annotated[Whole, row_of("neighbourhoods", optional=True)]
    wmo_shelter: Annotated[Flags, later(flags(), usual=False)]
    costs_are_shared: Annotated[Flags, later(flags(), usual=False)]


@dataclass(frozen=True, slots=True, eq=False)
class Units(Table):
    """The bookable places folded into one row of `Places`: each takes one household."""

    id: Annotated[Ids, ids()]
    place: Annotated[Whole, row_of("places")]


@dataclass(frozen=True, slots=True, eq=False)
class Named(Table):
    """Things the engine only tells apart: landlords, regions, properties, complexes, ..."""

    id: Annotated[Ids, ids()]


@dataclass(frozen=True, slots=True, eq=False)
class Providers(Table):
    """Care providers: the contract forms they work with and the leases they may still take on.

    `landlord` is the provider's own row as an owner: for its own places it needs no agreement.
    `free_leases` is used by OMKLAP and INTERMEDIARY, one each.
    """

    id: Annotated[Ids, ids()]
    contract_forms: Annotated[Whole, mask_of(ContractForm)]
    landlord: Annotated[Whole, row_of("landlords", optional=True)]
    free_leases: Annotated[Whole, whole(0)]


@dataclass(frozen=True, slots=True, eq=False)
class Slots(Table):
    """Free caseload: how many more households a provider can support, by region and care type."""

    provider: Annotated[Whole, row_of("providers")]
    region: Annotated[Whole, row_of("regions")]
    care_type: Annotated[Small, code(CareType)]
    free: Annotated[Whole, whole(0)]


@dataclass(frozen=True, slots=True, eq=False)
class Agreements(Table):
    """Signed agreements between an owner and a care provider, with the forms they cover."""

    landlord: Annotated[Whole, row_of("landlords")]
    provider: Annotated[Whole, row_of("providers")]
    contract_forms: Annotated[Whole, mask_of(ContractForm)]


@dataclass(frozen=True, slots=True, eq=False)
class NeighbourhoodCaps(Table):
    """How many more households this round may bring to a neighbourhood."""

    neighbourhood: Annotated[Whole, row_of("neighbourhoods")]
    free: Annotated[Whole, whole(0)]


@dataclass(frozen=True, slots=True, eq=False)
class HousingFirstCaps(Table):
    """How many more Housing First households a complex can take (the 20 % rule of thumb, E12)."""

    complex: Annotated[Whole, row_of("complexes")]
    free: Annotated[Whole, whole(0)]


@dataclass(frozen=True, slots=True, eq=False)
class Quotas(Table):
    """At least and at most this many placements that meet all of a row's conditions (E27).

    -1 and an empty mask mean "any"; `youth` 1 counts young people only, 0 all others, -1 anyone;
    `from_shelter` so too. `at_most` is a must; 2147483647 is no maximum. `at_least` is aimed at,
    and what falls short is told.
    """

    id: Annotated[Ids, ids()]
    landlord: Annotated[Whole, row_of("landlords", optional=True)]
    provider: Annotated[Whole, row_of("providers", optional=True)]
    region: Annotated[Whole, row_of("regions", optional=True)]
    municipality: Annotated[Whole, whole(-1, 9_999)]
    contract_forms: Annotated[Whole, mask_of(ContractForm)]
    youth: Annotated[Whole, whole(-1, 1)]
    at_most: Annotated[Whole, whole(0)]
    from_shelter: Annotated[Whole, later(whole(-1, 1), usual=-1)]
    at_least: Annotated[Whole, later(whole(0), usual=0)]


@dataclass(frozen=True, slots=True, eq=False)
class Groups(Table):
    """Requests that belong together or must stay apart; members point here."""

    id: Annotated[Ids, ids()]
    kind: Annotated[Small, code(GroupKind)]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs(Table):
    """A request and a place with the reason why the pair is fixed or forbidden."""

    request: Annotated[Whole, row_of("requests")]
    place: Annotated[Whole, row_of("places")]
    reason: Annotated[Small, code(PairReason)]


@dataclass(frozen=True, slots=True, eq=False)
class Earlier(Table):
    """What happened before between a household and the owner of a free place, and on which day.

    `complex` is -1 where it was at none of the complexes that have a free place. It is told to who
    decides (E26) and counts for nothing.
    """

    request: Annotated[Whole, later(row_of("requests"), usual=NO_ROWS)]
    landlord: Annotated[Whole, later(row_of("landlords"), usual=NO_ROWS)]
    complex: Annotated[Whole, later(row_of("complexes", optional=True), usual=-1)]
    event: Annotated[Small, later(code(EarlierEvent), usual=NO_ROWS)]
    day: Annotated[Whole, later(whole(0, 100_000), usual=NO_ROWS)]


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """All that a round is solved on. `day` is the round's day; waiting is counted up to it."""

    day: int
    requests: Requests
    anchors: Anchors
    places: Places
    units: Units
    providers: Providers
    slots: Slots
    agreements: Agreements
    neighbourhood_caps: NeighbourhoodCaps
    housing_first_caps: HousingFirstCaps
    quotas: Quotas
    groups: Groups
    fixed: Pairs
    forbidden: Pairs
    landlords: Named
    regions: Named
    properties: Named
    complexes: Named
    neighbourhoods: Named
    earlier: Earlier

    def __post_init__(self) -> None:
        if not 0 <= self.day <= 100_000:
            raise ProblemError(f"day is {self.day}; it must lie between 0 and 100000")
        for name, table in self.tables().items():
            self._check_references(name, table)
        self._check_ids()
        self._check_requests()
        self._check_places()
        over = self.quotas.at_least > self.quotas.at_most
        _refuse("quotas.at_least", over, "is over at_most")
        _unique("slots", self.slots.provider, self.slots.region, self.slots.care_type)
        _unique("neighbourhood_caps", self.neighbourhood_caps.neighbourhood)
        _unique("housing_first_caps", self.housing_first_caps.complex)
        _refuse("earlier.day", self.earlier.day > self.day, "lies after day")
        for name, pairs in (("fixed", self.fixed), ("forbidden", self.forbidden)):
            keeps = np.isin(pairs.reason, [reason.position for reason in FIXING])
            wrong = ~keeps if name == "fixed" else keeps
            _refuse(f"{name}.reason", wrong, f"is not a reason why a pair is {name}")
        twice = np.bincount(self.fixed.request, minlength=1) > 1
        _refuse("fixed.request", twice, "is a request with two fixed places")

    def tables(self) -> dict[str, Table]:
        """The tables by name, in the order of the canonical bytes."""
        return {name: getattr(self, name) for name in self.table_kinds()}

    @classmethod
    def table_kinds(cls) -> Mapping[str, type[Table]]:
        """The kind of each table, by name."""
        return _table_kinds()

    def capacity(self) -> NDArray[np.int64]:
        """How many households each row of `places` can take: its number of units."""
        return np.bincount(self.units.place, minlength=len(self.places)).astype(np.int64)

    def _check_references(self, name: str, table: Table) -> None:
        for column, spec in table.specs():
            if spec.refers and len(rows := getattr(table, column)):
                size = len(getattr(self, spec.refers))
                if (worst := int(rows.max())) >= size:
                    row = int(rows.argmax())
                    raise ProblemError(
                        f"{name}.{column}[{row}] is {worst}; {spec.refers} has {size} rows"
                    )

    def _check_ids(self) -> None:
        for name, table in self.tables().items():
            if "id" in table.columns():
                halves = np.ascontiguousarray(table.columns()["id"]).view(np.int64)
                if found := _twice(*halves.T):
                    raise ProblemError(f"{name}.id[{found[1]}] is the id of row {found[0]} too")

    def _check_requests(self) -> None:
        rows = self.requests
        _refuse("requests.adult_ages", rows.adult_ages == 0, "names no age band")
        _refuse("requests.contract_forms", rows.contract_forms == 0, "names no contract form")
        half = (rows.care_type == 0) != (rows.care_level == 0)
        _refuse("requests.care_level", half, "must be NONE exactly when care_type is NONE")
        loose = rows.region_is_must & (rows.preferred_region < 0)
        _refuse("requests.region_is_must", loose, "asks for a region but names none")
        _refuse("requests.waiting_since_day", rows.waiting_since_day > self.day, "lies after day")

    def _check_places(self) -> None:
        rows = self.places
        _refuse("places.persons_max", rows.persons_max < rows.persons_min, "is under persons_min")
        _refuse("places.contract_forms", rows.contract_forms == 0, "names no contract form")
        _refuse("units.place", self.capacity() == 0, "has no unit for this place")
        closed = (rows.available_until_day >= 0) & (
            rows.available_until_day < rows.available_from_day
        )
        _refuse("places.available_until_day", closed, "lies before available_from_day")


@cache
def _table_kinds() -> Mapping[str, type[Table]]:
    hints: dict[str, type[Table]] = get_type_hints(Problem)
    return {name: kind for name, kind in hints.items() if name != "day"}


def _refuse(column: str, wrong: NDArray[np.bool_], why: str) -> None:
    if wrong.any():
        raise ProblemError(f"{column}[{int(wrong.argmax())}] {why}")


def _unique(table: str, *columns: NDArray[Any]) -> None:
    if found := _twice(*columns):
        raise ProblemError(f"{table}[{found[1]}] is for the same thing as row {found[0]}")


def _twice(*columns: NDArray[Any]) -> tuple[int, int] | None:
    """Two rows that are the same in all columns, if there are any."""
    order = np.lexsort(columns)
    alike = np.logical_and.reduce([column[order][1:] == column[order][:-1] for column in columns])
    at = int(alike.argmax()) if alike.any() else -1
    return None if at < 0 else (int(order[at]), int(order[at + 1]))
