"""Registries drawn by lot: a municipality and its neighbour, owners, care providers, places and
requests."""

from datetime import UTC, datetime
from random import Random
from typing import Any, TypeVar

from builders import (
    DAY,
    make_anchor,
    make_avoid_area,
    make_household,
    make_mandate,
    make_municipality,
    make_organisation,
    make_place,
    make_property,
    make_provider,
    make_request,
    make_request_group,
    region_of,
)
from random_rows import HOUSEHOLD, PLACE, REQUEST, Row, few
from sqlalchemy.orm import Session

from matching.codes.contracts import ContractForm
from matching.codes.households import GroupKind
from service.actor import Actor
from service.codelists.organisations import OrganisationKind
from service.codelists.places import PlaceState
from service.codelists.requests import RequestState
from service.db import act_as
from service.models import Place, Property, Request
from service.rounds.input_repository import Area

HERE, NEARBY, WITHOUT_DESK, FAR = "0344", "0356", "0307", "0363"
EAST, NORTH = 136_500, 455_900
SPOTS = (
    (0, 0),
    (3_000, 4_000),
    (3_000, 4_001),
    (-3_000, 3_999),
    (0, 1_000),
    (0, 1_001),
    (-3_000, 0),
)
REACHES = (0, 1_000, 1_001, 5_000, 5_001)
NEIGHBOURHOODS = (None, None, "BU03440101", "BU03440102")
COMPLEXES = (None, "flat", "flat", "hof")


BEFORE = datetime(2026, 11, 1, tzinfo=UTC)

Left = TypeVar("Left", bound=Any)


class RandomRegistry:
    """What a round of one municipality can depend on."""

    def __init__(self, db: Session, seed: int, size: int) -> None:
        self.db, self.random = db, Random(seed)
        self.municipality, self.neighbour = (make_municipality(db, code) for code in (HERE, NEARBY))
        self.actor = Actor("official@test", self.municipality.id, OrganisationKind.MUNICIPALITY)
        act_as(db, self.actor)
        self.regions = [region_of(db, HERE), region_of(db, FAR)]
        self.area = Area(self.actor, self.regions[0].id, DAY)
        if self.likely(0.5):
            make_mandate(db, self.neighbour, self.municipality)
        self.providers = [
            self.withdrawn(make_provider(db, contract_forms=self.forms())) for _ in range(4)
        ]
        self.owners = [make_organisation(db), make_organisation(db), self.providers[0]]
        self.asking = [self.providers[0], *self.providers]
        self.groups = [
            self.withdrawn(make_request_group(db, self.providers[0], kind)) for kind in GroupKind
        ]
        self.properties = [self.property() for _ in range(size * 2 // 3)]
        self.places = [self.place() for _ in range(size)]
        self.requests = [self.request() for _ in range(size)]

    def likely(self, share: float) -> bool:
        """True so often."""
        return self.random.random() < share

    def withdrawn(self, row: Left, share: float = 0.1) -> Left:
        """The row, now and then as one that counts no longer."""
        if self.likely(share):
            row.withdrawn_at = BEFORE
            self.db.flush()
        return row

    def forms(self) -> list[ContractForm]:
        """Contract forms, mostly several."""
        return self.random.sample(list(ContractForm), self.random.randint(1, len(ContractForm)))

    def point(self) -> str:
        """Distances between these are whole metres, or just not."""
        east, north = self.random.choice(SPOTS)
        return f"SRID=28992;POINT({EAST + east} {NORTH + north})"

    def property(self) -> Property:
        """Somebody's building here, or in a municipality nearby."""
        made = make_property(
            self.db,
            self.random.choice(self.owners),
            municipality_code=self.random.choice(
                (*[HERE] * 6, NEARBY, WITHOUT_DESK, FAR, FAR, FAR)
            ),
            neighbourhood_code=self.random.choice(NEIGHBOURHOODS),
            complex_reference=self.random.choice(COMPLEXES),
            complex_units=self.random.choice((None, 4, 10)),
            landlord_lives_in=self.likely(0.3),
            point=self.point(),
        )
        return self.withdrawn(made)

    def place(self, **columns: Any) -> Place:
        """A place in one of the buildings, mostly free."""
        state = self.random.choice((*[PlaceState.AVAILABLE] * 12, PlaceState.DRAFT))
        values = {"contract_forms": self.forms(), "state": state} | few(self.random, PLACE, 5)
        return make_place(self.db, self.random.choice(self.properties), **values | columns)

    def request(self, bound: float = 0.4, **columns: Any) -> Request:
        """A household that asks, mostly now and here, with what it must and must not have near."""
        provider = self.random.choice(self.asking)
        household = make_household(self.db, provider, **few(self.random, HOUSEHOLD, 2))
        values = self.asks() | few(self.random, REQUEST, 4) | columns
        if self.likely(bound) and provider is self.providers[0]:
            values["group_id"] = self.random.choice((*self.groups, self.groups[0])).id
        made = make_request(self.db, household, **values)
        for _ in range(self.random.choice((0, 0, 1, 2))):
            reach, must = self.random.choice(REACHES), self.likely(0.4)
            make_anchor(self.db, made, point=self.point(), max_metres=reach, must=must)
        if self.likely(0.2):
            make_avoid_area(self.db, made, EAST, NORTH, EAST + 3_000, NORTH + 4_000)
        return made

    def asks(self) -> Row:
        """Where and from whom somebody asks."""
        region, decided = self.random.choice(self.regions), self.random.choice((None, DAY))
        states = (*[RequestState.ACTIVE] * 16, RequestState.DRAFT, RequestState.PARKED)
        return {
            "contract_forms": self.forms(),
            "municipality_code": self.random.choice((*[HERE] * 8, NEARBY, FAR)),
            "state": self.random.choice(states),
            "support_provider_id": self.random.choice((None, None, self.providers[0].id)),
            **({"preferred_region_id": region.id} if self.likely(0.3) else {}),
            **({"region_decision_date": decided} if self.likely(0.3) else {}),
        }
