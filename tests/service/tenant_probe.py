"""Tries in the database itself, as each organisation in each role, to read and write every row of a
table, and tells where that went otherwise than the plain truth says."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
from archivist_probe import ALL_IS_OVER, destroyed, unlinked
from psycopg.errors import InsufficientPrivilege
from tenant_truth import Key, Row, Truth, key_of

from service.roles import APP, ARCHIVIST, AUDITOR, COUNTER, DECIDER, READER, SOLVER

OF_A_DECISION = {"decision", "offer", "placement", "lease", "lease_milestone"}
OF_A_ROUND = {"proposal", "round_snapshot", "round_unplaced"}
APPENDED = {"audit_event"}
KEPT_BY_THE_DATABASE = {"person_claim"}
ADDED_ONLY = {"hand_over"}
OF_A_VISITOR = {"page_session"}
"""Only who knows the key has it before them, and of it changes the two moments alone."""
PARTS = {"household_member", "request_anchor", "request_avoid_area", "region_municipality"}
TAKEN_AWAY = PARTS | {"person"}
MOVED = ("place", "request", "proposal", "placement", "offer", "lease")
RESTED_ON = ("property", "household", "request_group")
LIMITS = ("agreement", "lease_budget", "neighbourhood_capacity", "housing_first_rule")
COUNTED = {
    *("property", "place", "household", "household_member", "request", "request_anchor"),
    *("request_avoid_area", "request_group", "support_capacity", "policy", "quota", "round"),
    *("round_snapshot", "proposal", "offer", "placement", "lease", *LIMITS),
}
MADE_BY_THE_DATABASE = {"property": {"gx", "gy"}, "audit_event": {"id", "at"}}
LISTED = {"household", "place", "property", "request"} | PARTS - {"region_municipality"}
"""What a role of its own lists for who sees none but its own rows."""
ACT_AS = "select act_as(%s, %s, 'probe')"
FORGET = """
    select set_config(name, '', true)
    from unnest('{app.decided,app.near,app.near_from}'::text[]) name"""
"""What is remembered is found anew, for who says on whose behalf in another way."""
MANY = 6
"""Proposals that are taken in hand."""

Seen = set[Key] | None
"""None where it was refused."""


class Probe:
    """One connection of a superuser, which takes on every role."""

    def __init__(self, admin: psycopg.Connection[Any], truth: Truth) -> None:
        self.admin, self.truth = admin, truth
        self.organisations = truth.rows["organisation"]

    def findings(self, table: str) -> Iterator[str]:
        """What of the table is otherwise than it should be."""
        for org in self.organisations:
            yield from (f"{org['kind']} {said}" for said in self._as_app(table, org))
            yield from (f"{org['kind']} {said}" for said in self._counting(table, org))
            yield from (f"{org['kind']} {said}" for said in self._solving(table, org))
            yield from (f"{org['kind']} {said}" for said in self._deciding(table, org))
            yield from (f"{org['kind']} {said}" for said in self._archiving(table, org))
            yield from (f"{org['kind']} {said}" for said in self._listing(table, org))
        if table == "audit_event":
            with self._working(AUDITOR, None):
                yield from self._told(table, "audits", self._select(table), self._all(table))
        with self._working(APP, None):
            yield from self._told(table, "nobody reads", self._select(table), self._register(table))

    def _register(self, table: str) -> Seen:
        if table in APPENDED | KEPT_BY_THE_DATABASE:
            return None
        public = table in {"organisation", "region", "region_municipality", "mandate"}
        return self._all(table) if public else set()

    def _all(self, table: str) -> set[Key]:
        return {self.truth.key(table, row) for row in self.truth.rows[table]}

    def _as_app(self, table: str, org: Row) -> Iterator[str]:
        own: Seen = self.truth.owned(table, org)
        adds = table not in OF_A_DECISION | OF_A_ROUND | OF_A_VISITOR | KEPT_BY_THE_DATABASE
        if not adds or table in APPENDED | ADDED_ONLY:
            own = None
        unseen = table in APPENDED | KEPT_BY_THE_DATABASE
        with self._working(APP, org):
            seen: Seen = None if unseen else self.truth.seen(table, org)
            yield from self._told(table, "reads", self._select(table), seen)
            self.admin.execute(FORGET)
            yield from self._told(table, "reads, asked anew,", self._select(table), seen)
            changed = self._update(table)
            if table == "organisation" and org["kind"] != "PLATFORM":
                own = None  # its own row it can lock, and not change
            yield from self._told(table, "changes", changed, own)
            taken = own if table in TAKEN_AWAY else None
            yield from self._told(table, "deletes", self._delete(table), taken)
            may = adds and (own is not None or table in APPENDED | ADDED_ONLY)
            yield from self._adds(table, org, may=may)

    def _listing(self, table: str, org: Row) -> Iterator[str]:
        """Its own rows alone, and nothing else of anything."""
        own: Seen = self.truth.owned(table, org) if table in LISTED else None
        with self._working(READER, org):
            yield from self._told(table, "lists", self._select(table), own)
            yield from self._told(table, "changes, listing,", self._update(table), None)
        if table in LISTED:
            others = self.truth.seen(table, org) - self.truth.owned(table, org)
            if others and table in self._own_alone(org):
                yield f"is told that it sees none but its own {table}, and sees {others}"

    def _own_alone(self, org: Row) -> list[str]:
        with self._working(APP, org):
            (tables,) = self.admin.execute(ACT_AS, [org["id"], org["kind"]]).fetchone() or ()
            return [*tables]

    def _adds(self, table: str, org: Row, *, may: bool) -> Iterator[str]:
        for own in (True, False):
            rows = [r for r in self.truth.rows[table] if self.truth.is_own(table, r, org) is own]
            if rows and self._insert(table, rows[0]) is not (may and own):
                yield f"adds to {table}, {'its own' if own else 'of another'}: not as it should"

    def _counting(self, table: str, org: Row) -> Iterator[str]:
        if table in COUNTED:
            with self._working(COUNTER, org):
                yield from self._told(table, "counts", self._select(table), self._all(table))
                yield from self._told(table, "changes, counting,", self._update(table), None)
            with self._working(COUNTER, None):
                yield from self._told(table, "counts for nobody", self._select(table), set())

    def _solving(self, table: str, org: Row) -> Iterator[str]:
        with self._working(SOLVER, org):
            if table == "proposal":
                expired = self._keys("update proposal set state = 'EXPIRED' returning id")
                replaced: Seen = {(each,) for each in self.truth.replaced(org)}
                yield from self._told(table, "lets expire", expired, replaced)
                revived = self._keys("update proposal set state = 'APPROVED' returning id")
                yield from self._told(table, "approves", revived, None if replaced else set())
            if table in OF_A_ROUND:
                yield from self._adds(table, org, may=True)
            if table in {"round", "round_snapshot"}:
                own: Seen = self.truth.owned(table, org)
                yield from self._told(table, "solving, changes", self._update(table), own)
            if table in OF_A_DECISION:
                yield from self._told(table, "solving, changes", self._update(table), None)
                yield from self._adds(table, org, may=False)

    def _deciding(self, table: str, org: Row) -> Iterator[str]:
        if table not in {*MOVED, *RESTED_ON, *LIMITS, "decision", "organisation"}:
            return
        for proposal in self.truth.rows["proposal"][:MANY]:
            with self._working(DECIDER, org, proposal["id"]):
                yield from self._in_hand(table, org, proposal)

    def _in_hand(self, table: str, org: Row, proposal: Row) -> Iterator[str]:
        held = {(each,) for each in self.truth.in_hand(proposal, org)[table]}
        competent = self.truth.is_competent(proposal, org)
        own = self.truth.owned(table, org)
        if table in (*LIMITS, "organisation"):
            yield from self._told(table, "locks", self._lock(table), self._all(table))
            kept: Seen = own if own == self._all(table) else None
            yield from self._told(table, "deciding, changes", self._update(table, "version"), kept)
        elif table in RESTED_ON:
            yield from self._told(table, "locks", self._lock(table), held | own)
            kept = own if held <= own else None
            yield from self._told(table, "deciding, changes", self._update(table, "version"), kept)
        elif table == "decision":
            moved: Seen = held if competent or not held else None
            yield from self._told(table, "decides", self._update(table, "version"), moved)
            yield from self._decides(org, proposal, may=competent)
        else:
            moved = held | (own if table in {"place", "request"} else set())
            states = [row["state"] for row in self.truth.rows["proposal"] if (row["id"],) in held]
            if table == "proposal" and not competent and {"APPROVED", "REJECTED"} & {*states}:
                moved = None
            yield from self._told(table, "moves", self._update(table, "version"), moved)
            if table in {"placement", "offer"}:
                yield from self._makes(table, org, proposal, may=competent)

    def _decides(self, org: Row, proposal: Row, *, may: bool) -> Iterator[str]:
        made = self.truth.rows["decision"][0] | {
            "organisation_id": org["id"],
            "proposal_id": proposal["id"],
        }
        if self._insert("decision", made) is not may:
            yield "decides on a proposal: not as it should"

    def _makes(self, table: str, org: Row, proposal: Row, *, may: bool) -> Iterator[str]:
        """Of a proposal in hand, and of another."""
        for about in (proposal["id"], uuid4()):
            made = self.truth.rows[table][0] | {"proposal_id": about}
            if self._insert(table, made) is not (may and about == proposal["id"]):
                yield f"makes a row of {table}: not as it should"

    def _archiving(self, table: str, org: Row) -> Iterator[str]:
        """Asked to erase every household there is."""
        gone, told = destroyed(self.truth, table, org), unlinked(self.truth, table, org)
        everybody = ",".join(str(row["id"]) for row in self.truth.rows["household"])
        with self._savepoint():
            for statement in ALL_IS_OVER:
                self.admin.execute(statement.encode())
            self.admin.execute("select set_config('app.erasing', %s, true)", [f"{{{everybody}}}"])
            with self._working(ARCHIVIST, org):
                yield from self._told(table, "destroys", self._delete(table), gone)
                if told is not None:
                    column = "seals" if table == "round_snapshot" else "snapshot_hash"
                    changed = self._update(table, column)
                    yield from self._told(table, "unlinks", changed, told)
        with self._working(ARCHIVIST, org):
            fresh: Seen = None if gone is None else set()
            if table != "request_group":
                yield from self._told(table, "destroys too soon", self._delete(table), fresh)

    def _told(self, table: str, does: str, found: Seen, meant: Seen) -> Iterator[str]:
        if found != meant:
            counts = [None if each is None else len(each) for each in (found, meant)]
            yield f"{does} {table}: {counts[0]} rows, and should {counts[1]}"

    def _select(self, table: str) -> Seen:
        return self._keys(f'select {_columns(table)} from "{table}"')

    def _lock(self, table: str) -> Seen:
        return self._keys(f'select {_columns(table)} from "{table}" for no key update')

    def _update(self, table: str, column: str | None = None) -> Seen:
        name = column or ("actor" if table == "audit_event" else key_of(table)[0])
        return self._keys(f'update "{table}" set {name} = {name} returning {_columns(table)}')

    def _delete(self, table: str) -> Seen:
        return self._keys(f'delete from "{table}" returning {_columns(table)}')

    def _keys(self, statement: str) -> Seen:
        with self._savepoint():
            try:
                return set(self.admin.execute(statement.encode()).fetchall())
            except InsufficientPrivilege:
                return None

    def _insert(self, table: str, row: Row) -> bool:
        """Whether the policies let the row in; what else is wrong with it does not matter."""
        without = MADE_BY_THE_DATABASE.get(table, set())
        names = ", ".join(f'"{name}"' for name in row.keys() - without)
        values = json.dumps(self._as_json(table, row))
        with self._savepoint():
            try:
                self.admin.execute(
                    f'insert into "{table}" ({names}) select {names}'
                    f' from jsonb_populate_record(null::"{table}", %s)'.encode(),
                    [values],
                )
            except InsufficientPrivilege:
                return False
            except psycopg.errors.IntegrityError:
                return True
        return True

    def _as_json(self, table: str, row: Row) -> dict[str, Any]:
        fresh = {"id": uuid4()} if isinstance(row.get("id"), UUID) else {}
        return {name: _plain(value) for name, value in (row | fresh).items()}

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        self.admin.execute("savepoint tried")
        yield
        self.admin.execute("rollback to savepoint tried")

    @contextmanager
    def _working(self, role: str, org: Row | None, deciding: UUID | None = None) -> Iterator[None]:
        set_to = {
            "app.deciding": str(deciding or ""),
            "role": role,
        }
        self.admin.execute("savepoint as_somebody")
        if org:
            self.admin.execute(ACT_AS, [org["id"], org["kind"]])
        for name, value in set_to.items():
            self.admin.execute("select set_config(%s, %s, true)", [name, value])
        yield
        self.admin.execute("rollback to savepoint as_somebody")


def _columns(table: str) -> str:
    return ", ".join(f'"{column}"' for column in key_of(table))


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    if isinstance(value, psycopg.types.range.Range):
        last = value.upper or ""
        return f"[{value.lower},{last})"
    if isinstance(value, list) and value and isinstance(value[0], bytes):
        return [_plain(each) for each in value]
    if isinstance(value, dict | list | int | None):
        return value
    return str(value)
