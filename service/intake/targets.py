"""Where the rows of a file go, and what on record stands in their way: data, a subject a table."""

from dataclasses import dataclass
from typing import Any

from pydantic.alias_generators import to_camel

from service.codelists.places import PlaceState
from service.codelists.requests import RequestState
from service.households.schemas import HouseholdIn
from service.intake.columns.table import Header, Path
from service.intake.faults import Wrong
from service.places.schemas import PlaceIn
from service.properties.schemas import PropertyIn
from service.requests.schemas import RequestIn
from service.requests.workflow import CHANGEABLE, OPEN
from service.wire import Inbound


@dataclass(frozen=True)
class Side:
    """A table, which is also the name of its part of a row, and its columns that rows fill."""

    table: str
    columns: tuple[str, ...]
    found: tuple[str, ...] = ()
    """Columns that no cell fills, but that follow from those that do."""

    @classmethod
    def of(cls, table: str, model: type[Inbound], without: set[str], *found: str) -> "Side":
        """The fields of a body of the API, but for those that are no columns."""
        kept = tuple(name for name in model.model_fields if name not in without)
        return cls(table, kept + found, found)

    def filled(self, header: Header) -> list[str]:
        """The columns that a file fills: of what is on record, only those change."""
        return [
            column
            for column in self.columns
            if column in self.found or header.fills((self.table, to_camel(column)))
        ]


@dataclass(frozen=True)
class Listed:
    """A list that is kept as rows of its own."""

    name: str
    part: str
    table: str
    link: str
    """Its column that names the row it belongs to."""
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Refusal:
    """What on record keeps a row from being taken over.

    `when` is a condition on the row (s), the child (c) and parent (p) on record, and what this file
    touched of them (tc, tp); with the last it is asked after the rows were written."""

    wrong: Wrong
    path: Path
    when: str
    state: str = "null"
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def afterwards(self) -> bool:
        """Whether it asks what was touched."""
        return "tc." in self.when or "tp." in self.when


@dataclass(frozen=True)
class Target:
    """The two tables that a row goes to, how they are found, and what may stand in the way."""

    parent: Side
    child: Side
    key: str
    link: str
    """The child's column that names its parent."""
    state: Any
    """The state in which a new child begins."""
    refusals: tuple[Refusal, ...]
    lists: tuple[Listed, ...] = ()

    def side(self, listed: Listed) -> Side:
        """The side that a list belongs to."""
        return self.parent if listed.part == "parent" else self.child


def _states(states: Any) -> str:
    return ", ".join(f"'{state.value}'" for state in sorted(states))


_PLACE = ("place", "ownerReference")
_PROPERTY = ("property", "ownerReference")
_REQUEST = ("request", "providerReference")
_HOUSEHOLD = ("household", "providerReference")
_OTHER_CHANGED = "tc.created is false or (tc.id is null and tp.created is false)"


_MATE_HAS_AN_OFFER = (
    "exists (select 1 from request_group g join request mate on mate.group_id = g.id"
    " where g.id = c.group_id and g.kind = 'TOGETHER' and g.withdrawn_at is null"
    " and mate.id <> c.id and mate.state = 'OFFERED')"
)
_PLACES_AS_SEEN = (
    "(select coalesce(sum(x.version), 0) - count(t.id) from place x"
    " left join touched t on t.id = x.id where x.property_id = p.id)"
)
"""The versions of a property's places without what this file did: who moves in changes one."""


def _changed_meanwhile(child: Path, parent: Path, more: str = "0") -> tuple[Refusal, ...]:
    """What this file writes over was held against another version of it; `more` is what else the
    parent was held against."""
    return (
        Refusal(
            Wrong.CHANGED_MEANWHILE,
            child,
            "tc.created is false and c.version <> s.child_seen + 1",
        ),
        Refusal(
            Wrong.CHANGED_MEANWHILE,
            parent,
            f"tp.created is false and p.version + {more} <> s.parent_seen + 1",
        ),
    )


PLACES = Target(
    parent=Side.of("property", PropertyIn, {"geometry"}, "point", "precision"),
    child=Side.of("place", PlaceIn, {"property_id", "draft"}),
    key="owner_reference",
    link="property_id",
    state=PlaceState.AVAILABLE,
    refusals=(
        Refusal(Wrong.NOT_CHANGEABLE, _PLACE, "c.state = 'WITHDRAWN'", "c.state"),
        Refusal(Wrong.NOT_CHANGEABLE, _PROPERTY, "p.withdrawn_at is not null", "'WITHDRAWN'"),
        Refusal(
            Wrong.MOVED,
            _PROPERTY,
            "c.id is not null and c.property_id is distinct from p.id",
            facts=(("thing_nl", "pand"), ("thing_en", "property")),
        ),
        Refusal(
            Wrong.NOT_CHANGEABLE,
            _PLACE,
            f"c.state = 'OFFERED' and ({_OTHER_CHANGED})",
            "c.state",
        ),
        Refusal(
            Wrong.NOT_CHANGEABLE,
            _PROPERTY,
            "tp.created is false and c.state is distinct from 'OFFERED' and exists"
            " (select 1 from place x where x.property_id = p.id and x.state = 'OFFERED')",
            "'OFFERED'",
        ),
        Refusal(
            Wrong.LANDLORD_NEEDED,
            ("property", "landlordLivesIn"),
            "tp.created is false and not p.landlord_lives_in and exists (select 1 from place x"
            " where x.property_id = p.id and x.state <> 'WITHDRAWN'"
            " and (x.tenure_title = 'HOSPITA' or x.kind = 'PRIVATE_ROOM'))",
        ),
        *_changed_meanwhile(_PLACE, _PROPERTY, _PLACES_AS_SEEN),
    ),
)

REQUESTS = Target(
    parent=Side.of("household", HouseholdIn, {"members"}),
    child=Side.of("request", RequestIn, {"household_id", "state", "anchors", "avoid_areas"}),
    key="provider_reference",
    link="household_id",
    state=RequestState.ACTIVE,
    refusals=(
        Refusal(Wrong.NOT_CHANGEABLE, _REQUEST, "c.state = 'WITHDRAWN'", "c.state"),
        Refusal(Wrong.NOT_CHANGEABLE, _HOUSEHOLD, "p.withdrawn_at is not null", "'WITHDRAWN'"),
        Refusal(
            Wrong.MOVED,
            _HOUSEHOLD,
            "c.id is not null and c.household_id is distinct from p.id",
            facts=(("thing_nl", "huishouden"), ("thing_en", "household")),
        ),
        Refusal(
            Wrong.OPEN_REQUEST,
            _HOUSEHOLD,
            f"exists (select 1 from request x where x.household_id = p.id"
            f" and x.state in ({_states(OPEN)}) and x.provider_reference <> s.key)",
        ),
        Refusal(
            Wrong.NOT_CHANGEABLE,
            _REQUEST,
            f"tc.created is false and c.state not in ({_states(CHANGEABLE)})",
            "c.state",
        ),
        Refusal(
            Wrong.GROUP_HAS_AN_OFFER, _REQUEST, f"tc.created is false and {_MATE_HAS_AN_OFFER}"
        ),
        Refusal(
            Wrong.GROUP_HAS_AN_OFFER,
            _HOUSEHOLD,
            f"tp.created is false and tc.id is null and {_MATE_HAS_AN_OFFER}",
        ),
        Refusal(
            Wrong.NOT_CHANGEABLE,
            _HOUSEHOLD,
            "tp.created is false and tc.id is null and c.state = 'OFFERED'",
            "c.state",
        ),
        *_changed_meanwhile(_REQUEST, _HOUSEHOLD),
    ),
    lists=(
        Listed("members", "parent", "household_member", "household_id", ("ordinal", "age_band")),
        Listed(
            "anchors",
            "child",
            "request_anchor",
            "request_id",
            ("ordinal", "kind", "point", "max_metres", "must"),
        ),
    ),
)
