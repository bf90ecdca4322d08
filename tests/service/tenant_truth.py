"""Who may see and touch which rows, in plain Python from the raw rows of the whole database: what
the policies are held against. Nothing here asks the policies, or the service."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

Row = dict[str, Any]

REGISTERS = {"organisation", "region", "region_municipality", "mandate"}
DECIDERS = {"MUNICIPALITY", "CENTRE_MUNICIPALITY"}
FROM_APPROVAL_ON = {"APPROVED", "PLACED", "DECLINED", "WITHDRAWN"}
PARENTS = {
    "household_member": ("household", "household_id"),
    "request_anchor": ("request", "request_id"),
    "request_avoid_area": ("request", "request_id"),
    "lease": ("placement", "placement_id"),
    "lease_milestone": ("lease", "lease_id"),
}
KEYS = {
    "household_member": ("household_id", "ordinal"),
    "request_anchor": ("request_id", "ordinal"),
    "request_avoid_area": ("request_id", "ordinal"),
    "lease_milestone": ("lease_id", "ordinal"),
    "region_municipality": ("region_id", "municipality_code"),
    "round_snapshot": ("round_id",),
    "round_unplaced": ("round_id", "request_id"),
    "answered_command": ("organisation_id", "key"),
    "page_session": ("key",),
    "person_claim": ("person_id", "placement_id"),
}
Key = tuple[Any, ...]
NOTHING: Mapping[str, UUID] = MappingProxyType({})


def key_of(table: str) -> tuple[str, ...]:
    """The columns of its primary key."""
    return KEYS.get(table, ("id",))


class Truth:
    """All rows, and what each organisation may see of them today; of what is `sealed` the words, by
    the persons that they are about."""

    def __init__(
        self, admin_dsn: str, tables: list[str], sealed: Mapping[str, UUID] = NOTHING
    ) -> None:
        self.sealed = sealed
        with psycopg.connect(admin_dsn, row_factory=dict_row) as admin:
            self.rows: dict[str, list[Row]] = {
                table: admin.execute(f'select * from "{table}"'.encode()).fetchall()
                for table in tables
            }
            found = admin.execute("select today() as today").fetchone()
        self._known: dict[UUID, dict[str, set[Key]]] = {}
        self.today: date = (found or {})["today"]
        self.by_id = {
            table: {row["id"]: row for row in rows}
            for table, rows in self.rows.items()
            if key_of(table) == ("id",)
        }

    def key(self, table: str, row: Row) -> Key:
        """What tells the row from others of its table."""
        return tuple(row[column] for column in key_of(table))

    def seen(self, table: str, reader: Row) -> set[Key]:
        """The keys of the rows that the organisation may see."""
        if reader["id"] not in self._known:
            self._known[reader["id"]] = {
                each: {self.key(each, row) for row in self.rows[each] if sees(row)}
                for each, sees in self._reader(reader).items()
            }
        return self._known[reader["id"]][table]

    def owned(self, table: str, owner: Row) -> set[Key]:
        """The keys of the rows that are the organisation's own, parts of its rows included."""
        return {self.key(table, row) for row in self.rows[table] if self.is_own(table, row, owner)}

    def is_own(self, table: str, row: Row, owner: Row) -> bool:
        """Whether it is the organisation's own to write."""
        if table in {"organisation", "region", "region_municipality"}:
            return bool(owner["kind"] == "PLATFORM")
        while table in PARENTS and "organisation_id" not in row:
            table, link = PARENTS[table]
            row = self.by_id[table][row[link]]
        return bool(row["organisation_id"] == owner["id"])

    def givers(self, org: Row) -> set[UUID]:
        """For which organisations it decides by a mandate that holds today."""
        if org["kind"] not in DECIDERS:
            return set()
        return {
            each["organisation_id"]
            for each in self.rows["mandate"]
            if each["mandated_id"] == org["id"]
            and each["withdrawn_at"] is None
            and self.today in each["period"]
        }

    def decided(self, org: Row) -> set[str]:
        """The municipalities for which it decides."""
        if org["kind"] not in DECIDERS:
            return set()
        speaks_for = {org["id"], *self.givers(org)}
        codes = {
            each["municipality_code"]
            for each in self.rows["organisation"]
            if each["id"] in speaks_for
        }
        return codes - {None}

    def regions(self, org: Row) -> set[UUID]:
        """The regions in which it decides for a municipality."""
        running = {each["id"] for each in self.rows["region"] if each["withdrawn_at"] is None}
        decided = self.decided(org)
        return {
            each["region_id"]
            for each in self.rows["region_municipality"]
            if each["region_id"] in running
            and self.today in each["period"]
            and each["municipality_code"] in decided
        }

    def near(self, org: Row) -> set[str]:
        """The municipalities of those regions."""
        regions = self.regions(org)
        return {
            each["municipality_code"]
            for each in self.rows["region_municipality"]
            if each["region_id"] in regions and self.today in each["period"]
        }

    def in_hand(self, proposal: Row, org: Row) -> dict[str, set[UUID]]:
        """What a decision on the proposal may touch when this organisation is at it."""
        decided = self.decided(org)
        parties = {proposal["owner_id"], proposal["provider_id"], proposal["support_provider_id"]}
        ends = {proposal["municipality_code"], proposal["place_municipality_code"]}
        held: dict[str, set[UUID]] = defaultdict(set)
        if org["id"] not in parties and not ends & decided:
            return held
        request = self.by_id["request"][proposal["request_id"]]
        group = self.by_id["request_group"].get(request["group_id"])
        mates = [request]
        if group and group["kind"] == "TOGETHER":
            asked = self.rows["request"]
            mates = [each for each in asked if each["group_id"] == group["id"]]
        asking = {each["id"] for each in mates}
        whole = [
            each
            for each in self.rows["proposal"]
            if each is proposal or (len(mates) > 1 and each["request_id"] in asking)
        ]
        held["request_group"] = {request["group_id"]} - {None}
        held["household"] = {each["household_id"] for each in mates}
        held["request"] = {
            each["id"] for each in self.rows["request"] if each["household_id"] in held["household"]
        }
        held["proposal"] = {each["id"] for each in whole}
        held["place"] = {each["place_id"] for each in whole}
        held["property"] = {self.by_id["place"][each]["property_id"] for each in held["place"]}
        for table in ("placement", "offer", "decision"):
            held[table] = {
                each["id"]
                for each in self.rows[table]
                if each["proposal_id"] in held["proposal"]
                or (table == "placement" and each["household_id"] in held["household"])
            }
        of_hers = {
            each["id"] for each in self.rows["placement"] if each["proposal_id"] in held["proposal"]
        }
        held["lease"] = {
            each["id"] for each in self.rows["lease"] if each["placement_id"] in of_hers
        }
        return held

    def is_competent(self, proposal: Row, org: Row) -> bool:
        """Whether the organisation decides on the proposal."""
        return proposal["municipality_code"] in self.decided(org)

    def replaced(self, org: Row) -> set[UUID]:
        """The proposals that a new round of the organisation takes the place of."""
        decided = self.decided(org)
        return {
            each["id"]
            for each in self.rows["proposal"]
            if each["state"] == "PROPOSED"
            and (
                each["organisation_id"] == org["id"]
                or self.by_id["request"][each["request_id"]]["municipality_code"] in decided
            )
        }

    def _reader(self, org: Row) -> dict[str, Callable[[Row], bool]]:
        me, decides = org["id"], org["kind"] in DECIDERS
        givers, decided, near = self.givers(org), self.decided(org), self.near(org)
        regions = self.regions(org)
        offered = {
            each["place_id"]
            for each in self.rows["proposal"]
            if each["provider_id"] == me and each["state"] in FROM_APPROVAL_ON
        }
        at = {self.by_id["place"][each]["property_id"] for each in offered}
        asked_here = {
            each["household_id"]
            for each in self.rows["request"]
            if each["municipality_code"] in decided
        }

        def mine(row: Row) -> bool:
            return bool(row["organisation_id"] == me)

        def place(row: Row) -> bool:
            there = self.by_id["property"][row["property_id"]]["municipality_code"]
            published = row["state"] != "DRAFT" and there in near
            return mine(row) or row["id"] in offered or published

        def in_full(row: Row) -> bool:
            return mine(row) or row["provider_id"] == me or row["municipality_code"] in decided

        def proposal(row: Row) -> bool:
            party = row["owner_id"] == me or row["place_municipality_code"] in decided
            return in_full(row) or (party and row["state"] in FROM_APPROVAL_ON)

        def placement(row: Row) -> bool:
            about = self.by_id["proposal"][row["proposal_id"]]
            parties = {row["owner_id"], row["provider_id"], row["support_provider_id"]}
            ends = {about["municipality_code"], about["place_municipality_code"]}
            return mine(row) or me in parties or bool(ends & decided)

        sees: dict[str, Callable[[Row], bool]] = dict.fromkeys(self.rows, mine)
        sees |= {table: lambda row: True for table in REGISTERS}
        sees |= {
            "property": lambda row: (
                mine(row) or row["municipality_code"] in near or row["id"] in at
            ),
            "place": place,
            "household": lambda row: mine(row) or row["id"] in asked_here,
            "request": lambda row: mine(row) or row["municipality_code"] in decided,
            "support_capacity": lambda row: mine(row) or row["region_id"] in regions,
            "agreement": lambda row: mine(row) or row["provider_id"] == me or decides,
            "lease_budget": lambda row: mine(row) or decides,
            "housing_first_rule": lambda row: mine(row) or row["owner_id"] == me,
            "quota": lambda row: mine(row) or row["owner_id"] == me,
            "round_unplaced": lambda row: mine(row) or row["provider_id"] == me,
            "proposal": proposal,
            "decision": lambda row: in_full(self.by_id["proposal"][row["proposal_id"]]),
            "offer": lambda row: bool(
                {row["organisation_id"], row["municipality_id"]} & {me, *givers}
            ),
            "placement": placement,
            "hand_over": lambda row: mine(row) or row["provider_id"] == me,
            "page_session": lambda row: org["kind"] == "PLATFORM",
        }
        for table, (parent, link) in PARENTS.items():
            sees[table] = self._as_parent(sees, parent, link)
        return sees

    def _as_parent(
        self, sees: dict[str, Callable[[Row], bool]], parent: str, link: str
    ) -> Callable[[Row], bool]:
        return lambda row: sees[parent](self.by_id[parent][row[link]])
