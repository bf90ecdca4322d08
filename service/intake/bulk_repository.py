"""Takes thousands of good rows over into the registry with a handful of statements.

The rows are copied into a table of this transaction, as JSON under their keys. One statement then
writes what they belong to (the parents) and one the rows themselves, each only where something
differs; `touched` remembers which. Nothing is asked row by row.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.actor import Actor
from service.intake.columns.table import Header
from service.intake.staging import Staged
from service.intake.targets import Listed, Refusal, Side, Target

STAGED = """
    create temporary table staged (
        number integer primary key, key text not null, parent_key text not null,
        parent jsonb not null, child jsonb not null,
        parent_seen integer not null, child_seen integer not null) on commit drop"""
COLUMNS = ("number", "key", "parent_key", "parent", "child", "parent_seen", "child_seen")
TOUCHED = """
    create temporary table touched (
        id uuid primary key, created boolean not null) on commit drop"""
COPY = f"copy staged ({', '.join(COLUMNS)}) from stdin"

PARENTS = """
    (select distinct on (parent_key) parent_key, parent from staged order by parent_key, number) s,
    jsonb_populate_record(null::{table}, s.parent) r order by s.parent_key"""
CHILDREN = """
    staged s join {parent} p on p.organisation_id = :organisation and p.{key} = s.parent_key,
    jsonb_populate_record(null::{table}, s.child) r order by s.key"""
UPSERT = """
    with written as (
        insert into {table} (id, version, organisation_id, {columns}{more})
        select gen_random_uuid(), 1, :organisation, {given}{values} from {rows}
        on conflict (organisation_id, {key}) do update
        set {sets}, version = {table}.version + 1, changed_at = now()
        where ({old}) is distinct from ({new})
        returning {table}.id, {table}.xmax = 0 as created)
    insert into touched select id, created from written"""

GIVEN = """
    select o.id as owner, {given} from staged s
    join {owner} o on o.organisation_id = :organisation and o.{key} = s.{owner_key},
    jsonb_populate_recordset(null::{table}, s.{part} -> '{name}') r"""
KEPT = """
    select t.{link} as owner, {kept} from {table} t where t.{link} in (
        select o.id from staged s
        join {owner} o on o.organisation_id = :organisation and o.{key} = s.{owner_key})"""
RENEWED = """
    create temporary table renewed on commit drop as
    with given as ({given}), kept as ({kept})
    select distinct owner from (
        (table given except table kept) union all (table kept except table given)) differing"""

STANDING = """
    from staged s
    left join {child} c on c.organisation_id = :organisation and c.{key} = s.key
    left join {parent} p on p.organisation_id = :organisation and p.{key} = s.parent_key
    left join touched tc on tc.id = c.id
    left join touched tp on tp.id = p.id"""
COUNTS = """
    select count(*) filter (where tc.created),
           count(*) filter (where not coalesce(tc.created, false)
                            and (tc.id is not null or tp.id is not null)),
           count(*) filter (where tc.id is null and tp.id is null)"""
WRITTEN = "select c.id, coalesce(tc.created, false)"
TOUCHED_NOW = "tc.id is not null or tp.id is not null"


class Counts(NamedTuple):
    """What a file did, in rows."""

    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class Takeover:
    """The rows of one file with this header on their way to the tables of their target."""

    db: Session
    actor: Actor
    target: Target
    header: Header

    def begin(self) -> None:
        """Makes the room where the rows stand until they are taken over."""
        self._run(STAGED)
        self._run(TOUCHED)

    def stage(self, rows: Iterable[Staged]) -> None:
        """Copies rows in."""
        raw: Any = self.db.connection().connection.driver_connection
        with raw.cursor() as cursor, cursor.copy(COPY) as copy:
            for row in rows:
                copy.write_row(row)

    def store(self) -> Counts:
        """Writes what is new and what differs, and says how much that was."""
        target, parent = self.target, self.target.parent
        self._run("analyze staged")
        self._upsert(parent, PARENTS.format(table=parent.table))
        rows = CHILDREN.format(parent=parent.table, key=target.key, table=target.child.table)
        self._upsert(target.child, rows, {target.link: "p.id", "state": f"'{target.state}'"})
        for listed in target.lists:
            if self.header.fills((target.side(listed).table, listed.name)):
                self._renew(listed)
        return Counts(*self._run(COUNTS + self._standing()).one())

    def written(self) -> list[tuple[UUID, bool]]:
        """The rows that were made or changed, if only in their parent, and whether they are new."""
        rows = self._run(f"{WRITTEN} {self._standing()} where {TOUCHED_NOW}")
        return [(id, created) for id, created in rows]

    def refused(self, refusal: Refusal, most: int) -> Iterator[tuple[int, str]]:
        """The numbers of the rows that may not be taken over, and the state that stands in the
        way."""
        ask = f"select s.number, coalesce({refusal.state}, '') {self._standing()}"
        rows = self._run(f"{ask} where {refusal.when} order by s.number limit {most}")
        yield from ((number, state) for number, state in rows)

    def _upsert(self, side: Side, rows: str, more: dict[str, str] | None = None) -> None:
        extra = more or {}
        changing = side.filled(self.header)
        self._run(
            UPSERT.format(
                table=side.table,
                key=self.target.key,
                columns=", ".join(side.columns),
                given=", ".join(f"r.{column}" for column in side.columns),
                more="".join(f", {column}" for column in extra),
                values="".join(f", {value}" for value in extra.values()),
                rows=rows,
                sets=", ".join(f"{column} = excluded.{column}" for column in changing),
                old=", ".join(f"{side.table}.{column}" for column in changing),
                new=", ".join(f"excluded.{column}" for column in changing),
            )
        )

    def _renew(self, listed: Listed) -> None:
        """Replaces the rows of a list where they differ, which is a change of their owner."""
        names = {"table": listed.table, "key": self.target.key, "link": listed.link}
        side = self.target.side(listed)
        names |= {"owner": side.table, "part": listed.part, "name": listed.name}
        names["owner_key"] = "parent_key" if listed.part == "parent" else "key"
        given = GIVEN.format(given=", ".join(f"r.{c}" for c in listed.columns), **names)
        kept = KEPT.format(kept=", ".join(f"t.{c}" for c in listed.columns), **names)
        columns = ", ".join(listed.columns)
        self._run(RENEWED.format(given=given, kept=kept))
        self._run(f"delete from {listed.table} where {listed.link} in (table renewed)")
        self._run(
            f"insert into {listed.table} ({listed.link}, {columns})"
            f" select owner, {columns} from ({given}) g where owner in (table renewed)"
        )
        self._run(
            f"update {side.table} set version = version + 1, changed_at = now()"
            " where id in (table renewed) and id not in (select id from touched)"
        )
        self._run("insert into touched select owner, false from renewed on conflict do nothing")
        self._run("drop table renewed")

    def _standing(self) -> str:
        target = self.target
        return STANDING.format(child=target.child.table, parent=target.parent.table, key=target.key)

    def _run(self, statement: str) -> Any:
        return self.db.execute(text(statement), {"organisation": self.actor.organisation_id})
