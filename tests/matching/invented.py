"""Small worlds for the engine's tests: rows as mappings with sensible defaults, changed at will."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from matching.codes.care import CareLevel, CareType, ShelterAccess
from matching.codes.contracts import ContractForm, TemporaryGround, TenureTitle
from matching.codes.households import AgeBand, GroupKind, IncomeBand
from matching.codes.places import Accessibility, PlaceKind
from matching.codes.rounds import EarlierEvent, PairReason
from matching.problem import (
    Agreements,
    Anchors,
    Earlier,
    Groups,
    HousingFirstCaps,
    Named,
    NeighbourhoodCaps,
    Pairs,
    Places,
    Problem,
    Providers,
    Quotas,
    Requests,
    Slots,
    Units,
)

DAY = 20_800
Row = dict[str, Any]
ADULT = frozenset({AgeBand.AGE_27_PLUS})
ANY_AGE = frozenset(AgeBand)
OWN = frozenset({ContractForm.OWN_NAME})
NONE: frozenset[Any] = frozenset()


def identity(kind: int, number: int) -> UUID:
    """An id that says what it is of; different for each kind of thing."""
    return UUID(int=(kind << 64) + number + 1)


def request(**changes: Any) -> Row:
    """One adult, no care, own name, wants nothing special."""
    row: Row = {
        "persons": 1,
        "minors": False,
        "adult_ages": ADULT,
        "contract_forms": OWN,
        "care_type": CareType.NONE,
        "care_level": CareLevel.NONE,
        "provider": -1,
        "housing_first": False,
        "temporary_grounds": frozenset({TemporaryGround.SHELTER_OR_EMERGENCY}),
        "income_band": IncomeBand.MINIMUM,
        "max_net_rent_cents": -1,
        "start_day": DAY,
        "minimum_stay_days": 365,
        "accessibility": Accessibility.NONE,
        "traits": NONE,
        "wants_forbidden": NONE,
        "wants_required": NONE,
        "origin_municipality": -1,
        "preferred_region": -1,
        "region_is_must": False,
        "urgent": False,
        "youth": False,
        "days_in_shelter": 0,
        "waiting_since_day": DAY,
        "group": -1,
        "from_shelter": False,
        "shelter_access": ShelterAccess.OPEN,
    }
    return _changed(row, changes)


def place(**changes: Any) -> Row:
    """A self-contained social home for one or two, open-ended, free today; `units` of them."""
    row: Row = {
        "units": 1,
        "persons_min": 1,
        "persons_max": 2,
        "children_allowed": True,
        "adult_ages": ANY_AGE,
        "contract_forms": OWN,
        "tenure_title": TenureTitle.INDEFINITE,
        "kind": PlaceKind.SELF_CONTAINED,
        "care_types": frozenset(CareType),
        "max_care_level": CareLevel.PRESENT,
        "available_from_day": DAY,
        "available_until_day": -1,
        "minimum_stay_days": 0,
        "permit_end_day": -1,
        "landlord": 0,
        "landlord_lives_in": False,
        "bare_rent_cents": 60_000,
        "maximum_rent_cents": -1,
        "social_rent": True,
        "allowance_possible": True,
        "accessibility": Accessibility.LARGE_WHEELCHAIR,
        "forbids": NONE,
        "requires": NONE,
        "housing_first": False,
        "x": 100_000.0,
        "y": 400_000.0,
        "municipality": 1,
        "region": 0,
        "property": 0,
        "complex": 0,
        "neighbourhood": -1,
        "wmo_shelter": False,
        "costs_are_shared": False,
    }
    return _changed(row, changes)


def _changed(row: Row, changes: Mapping[str, Any]) -> Row:
    assert changes.keys() <= row.keys(), changes.keys() - row.keys()
    return {**row, **changes}


def anchor(of: int, **changes: Any) -> Row:
    """A wish to live within ten kilometres of where the default place stands."""
    row = {"request": of, "x": 100_000.0, "y": 400_000.0, "max_metres": 10_000, "must": False}
    return _changed(row, changes)


def provider(**changes: Any) -> Row:
    """A care provider that works with every form and may take on no lease."""
    row = {"contract_forms": frozenset(ContractForm), "landlord": -1, "free_leases": 0}
    return _changed(row, changes)


def slot(**changes: Any) -> Row:
    """One household that the first provider can support at home."""
    row = {"provider": 0, "region": 0, "care_type": CareType.AMBULANT, "free": 1}
    return _changed(row, changes)


def agreement(*forms: ContractForm, **changes: Any) -> Row:
    """The first owner and the first provider agreed on these forms."""
    return _changed({"landlord": 0, "provider": 0, "contract_forms": frozenset(forms)}, changes)


def quota(**changes: Any) -> Row:
    """Nothing at all, of anything."""
    row = {
        "landlord": -1,
        "provider": -1,
        "region": -1,
        "municipality": -1,
        "contract_forms": NONE,
        "youth": -1,
        "from_shelter": -1,
        "at_least": 0,
        "at_most": 0,
    }
    return _changed(row, changes)


def pinned(of: int, at: int) -> Row:
    """A pair that the municipality has fixed."""
    return {"request": of, "place": at, "reason": PairReason.PINNED}


def refused(of: int, at: int, reason: PairReason = PairReason.REFUSED_BEFORE) -> Row:
    """A pair that may not be."""
    return {"request": of, "place": at, "reason": reason}


def happened(of: int, **changes: Any) -> Row:
    """Yesterday the household did not choose a place in the first complex of the first owner."""
    event = EarlierEvent.REFUSED
    row = {"request": of, "landlord": 0, "complex": 0, "event": event, "day": DAY - 1}
    return _changed(row, changes)


@dataclass(frozen=True)
class World:
    """Everything a problem is made of, as rows; ids follow from the row numbers."""

    requests: list[Row] = field(default_factory=list)
    places: list[Row] = field(default_factory=list)
    anchors: list[Row] = field(default_factory=list)
    providers: list[Row] = field(default_factory=list)
    slots: list[Row] = field(default_factory=list)
    agreements: list[Row] = field(default_factory=list)
    neighbourhood_caps: list[Row] = field(default_factory=list)
    housing_first_caps: list[Row] = field(default_factory=list)
    quotas: list[Row] = field(default_factory=list)
    groups: list[GroupKind] = field(default_factory=list)
    fixed: list[Row] = field(default_factory=list)
    forbidden: list[Row] = field(default_factory=list)
    earlier: list[Row] = field(default_factory=list)
    day: int = DAY

    def problem(self) -> Problem:
        """The frozen problem; two of each thing that is only told apart, four complexes."""
        units = [at for at, row in enumerate(self.places) for _ in range(row["units"])]
        places = [{key: row[key] for key in row if key != "units"} for row in self.places]
        return Problem(
            day=self.day,
            requests=Requests.of(_named(1, self.requests)),
            anchors=Anchors.of(self.anchors),
            places=Places.of(places),
            units=Units.of(_named(2, [{"place": at} for at in units])),
            providers=Providers.of(_named(3, self.providers)),
            slots=Slots.of(self.slots),
            agreements=Agreements.of(self.agreements),
            neighbourhood_caps=NeighbourhoodCaps.of(self.neighbourhood_caps),
            housing_first_caps=HousingFirstCaps.of(self.housing_first_caps),
            quotas=Quotas.of(_named(4, self.quotas)),
            groups=Groups.of(_named(5, [{"kind": kind} for kind in self.groups])),
            fixed=Pairs.of(self.fixed),
            forbidden=Pairs.of(self.forbidden),
            landlords=_things(6, 2),
            regions=_things(7, 2),
            properties=_things(8, 4),
            complexes=_things(9, 4),
            neighbourhoods=_things(10, 2),
            earlier=Earlier.of(self.earlier),
        )


def _named(kind: int, rows: Iterable[Row]) -> list[Row]:
    return [{"id": identity(kind, number), **row} for number, row in enumerate(rows)]


def _things(kind: int, many: int) -> Named:
    return Named.of([{"id": identity(kind, number)} for number in range(many)])


def request_id(number: int) -> UUID:
    """The id of a request by its row."""
    return identity(1, number)


def unit_id(number: int) -> UUID:
    """The id of a unit, counted over all places in order."""
    return identity(2, number)


def pair(asks: Row, offers: Row, **more: Any) -> Problem:
    """The problem of one request and one place."""
    return World(requests=[asks], places=[offers], **more).problem()
