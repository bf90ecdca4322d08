"""Tries in the database itself what it tells of persons, and what it keeps of who holds a home;
tells where that went otherwise than plain Python, or what was made of the rows, says it should."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.errors import ExclusionViolation
from tenant_probe import Probe
from tenant_truth import Row

from service.roles import APP, DECIDER

OPEN = {"ACTIVE", "OFFERED", "PARKED"}
QUIETLY = "set local session_replication_role = replica"  # no trigger, no foreign key
AS_EVER = "set local session_replication_role = origin"
ALIKE = (
    # Who is the same may be the same too; some may be another besides; one of eleven is a child.
    "update person p set exact_mark = sha256(('exact' || n % 13)::bytea), possible_marks ="
    " array[sha256(('exact' || n % 13)::bytea),"
    " sha256(('maybe' || case when n < 40 then n % 9 else n end)::bytea)]"
    " from numbered where id = person_id",
    "update person p set possible_marks = '{}', exact_mark = null"
    " from numbered where id = person_id and n % 11 = 0",
    "update request set state = 'WITHDRAWN' where household_id in ("
    " select household_id from person join numbered on id = person_id where n % 4 < 2)",
    "update placement set period = '[2020-01-01,2020-02-01)' where"
    " state = 'CONFIRMED' and id <> ("
    " select min(id::text)::uuid from placement where state = 'CONFIRMED')",
    "update request set state = 'HOUSED' where household_id in ("
    " select household_id from placement)",
)
NUMBERED = """
    create temporary table numbered on commit drop as
    select id as person_id, row_number() over (order by id) as n from person"""
OPENED = (
    "update hand_over set created_at = now()",
    "update offer set state = 'ACCEPTED', reason_code = null",
    "update decision set outcome = 'APPROVED', reason_code = null, withdrawn_at = null",
    "update placement set period = '[2020-01-01,)' where state = 'CONFIRMED'",
)
NO_LONGER = (
    "update hand_over set created_at = now() - interval '25 hours'",
    "update hand_over set organisation_id = (select id from organisation where kind = 'PLATFORM')",
    "update placement set owner_id = (select id from organisation where kind = 'PLATFORM')",
    "update placement set state = 'HELD' where state = 'CONFIRMED'",
    "update placement set period = '[2020-01-01,2020-02-01)'",
    "update decision set outcome = 'REJECTED', reason_code = 'OTHER'",
    "update decision set withdrawn_at = now(), withdrawn_by = 'x', withdrawal_motivation = 'x'",
    "update offer set state = 'WITHDRAWN' where party = 'OWNER'",
)


class Try(NamedTuple):
    """What is done, and what is found after it: "refused" where the database did so."""

    does: tuple[str, ...]
    finds: object
    asked: str = "select count(*) from person_claim where mark in ('one', 'two')"


WAITED_FOR = "select count(*) > 0 from pg_locks where locktype = 'advisory'"
LINES = (
    ("proposals", "refused 409"),
    ("proposals", "refused 404"),
    ("placements", "refused 409"),
    ("proposals", "OK"),
)
"""The first of these is told to who did it alone."""
LINE = """
    insert into audit_event (actor, action, subject, subject_id, result, origin, organisation_id,
        person_id, trace_id, operation_id)
    values ('x', 'probe', %s, %s, %s, 'api', %s, %s, decode(repeat('ab', 16), 'hex'),
        decode(repeat('ab', 8), 'hex'))"""
PLACED = """
    insert into placement select (jsonb_populate_record(p, jsonb_build_object(
        'id', gen_random_uuid(), 'proposal_id', q.id, 'household_id', q.household_id,
        'place_id', q.place_id, 'state', 'HELD', 'ending_reason', null, 'period', '{period}'))).*
    from placement p, proposal q, trying t where p.id = t.placement and q.id = t.{which}"""
NEW = """
    insert into person select (jsonb_populate_record(n, jsonb_build_object(
        'id', gen_random_uuid(), 'exact_mark', '{mark}'::bytea))).*
    from person n join proposal q using (household_id) join trying t on q.id = t.{which}"""
FIRST = PLACED.format(which="first", period="[2030-01-01,)")
SECOND = PLACED.format(which="second", period="[2031-01-01,)")
BEFORE = PLACED.format(which="second", period="[2029-01-01,2030-01-01)")
OVER = PLACED.format(which="first", period="[2020-01-01,2020-02-01)")
DECIDED = """
    insert into decision select (jsonb_populate_record(d, jsonb_build_object(
        'id', gen_random_uuid(), 'proposal_id', t.second, 'another_person', {another},
        'leaves_other_home', {leaves}))).*
    from decision d, trying t where d.id = t.decision"""
CLAIMED = """
    insert into person_claim select n.id, p.id, p.organisation_id, n.exact_mark, 0, p.period
    from placement p join person n using (household_id)
    where n.exact_mark = '{mark}' and lower(p.period) >= '2030-01-01'"""
OF_FIRST = "household_id = (select household_id from proposal, trying where id = first)"
TRIES = {
    "who is placed holds it": Try((FIRST,), 1),
    "a lock stands before it": Try((FIRST,), True, WAITED_FOR),
    "a lock stands before other days": Try(
        (
            *(QUIETLY, FIRST, CLAIMED.format(mark="one"), AS_EVER),
            f"update placement set period = '[2032-01-01,)' where {OF_FIRST}",
        ),
        True,
        WAITED_FOR,
    ),
    "somebody is placed twice": Try((FIRST, SECOND), "refused"),
    "somebody is placed beside a namesake": Try(
        (FIRST, "update person_claim set twin = 5 where mark = 'one'", SECOND), "refused"
    ),
    "somebody is placed beside who came later": Try(
        (FIRST, "update person_claim set twin = null where mark = 'one'", SECOND), "refused"
    ),
    "one home after the other": Try((FIRST, BEFORE), 2),
    "it is another": Try((DECIDED.format(another="true", leaves="false"), FIRST, SECOND), 2),
    "one moves out": Try((DECIDED.format(another="false", leaves="true"), FIRST, SECOND), 2),
    "nothing was found out": Try(
        (DECIDED.format(another="false", leaves="false"), FIRST, SECOND), "refused"
    ),
    "the days move": Try(
        (FIRST, f"update placement set period = '[2032-01-01,)' where {OF_FIRST}"),
        2032,
        "select extract(year from lower(period))::int from person_claim where mark = 'one'",
    ),
    "it is over before it began": Try(
        (FIRST, f"update placement set state = 'CANCELLED' where {OF_FIRST}"), 0
    ),
    "two by one name live together": Try((NEW.format(which="first", mark="one"), FIRST), 2),
    "somebody comes later": Try((FIRST, NEW.format(which="first", mark="two")), 2),
    "who comes later is refused nothing": Try(
        (
            FIRST,
            "update person set exact_mark = 'two' where exact_mark = 'one'"
            " and household_id <> (select household_id from proposal, trying where id = first)",
            SECOND,
            NEW.format(which="second", mark="one"),
        ),
        3,
    ),
    "somebody comes after": Try((OVER, NEW.format(which="first", mark="two")), 1),
    "somebody comes where nobody lives": Try(
        (
            *(FIRST, f"update placement set state = 'CANCELLED' where {OF_FIRST}"),
            NEW.format(which="first", mark="two"),
        ),
        0,
    ),
    "the key is renewed": Try(
        (FIRST, f"update person set exact_mark = 'two' where {OF_FIRST}"),
        1,
        "select count(*) from person_claim where mark = 'two'",
    ),
    "somebody is a child after all": Try(
        (FIRST, f"update person set exact_mark = null, possible_marks = '{{}}' where {OF_FIRST}"),
        0,
    ),
    "two claims past the triggers": Try(
        (
            "alter table placement disable trigger claims",
            *(FIRST, SECOND),
            CLAIMED.format(mark="one"),
        ),
        "refused",
    ),
}


class PersonProbe(Probe):
    """What functions tell, and what triggers keep."""

    def on_persons(self) -> Iterator[str]:
        """What of it is otherwise than it should be."""
        with self._savepoint():
            yield from self._doubles()
        with self._savepoint():
            yield from self._handed_over()
        with self._savepoint():
            yield from self._claims()
        with self._savepoint():
            yield from self._looked_at()

    def _doubles(self) -> Iterator[str]:
        for statement in (QUIETLY, NUMBERED, *ALIKE, AS_EVER):
            self.admin.execute(statement.encode())
        people, requests, placements = map(self._rows, ("person", "request", "placement"))
        asked = [each["id"] for each in requests]
        told = "select request_id, certainty, housed from doubles(%s)"
        for org in self.organisations:
            meant = set(self._meant(org, people, requests, placements))
            with self._working(APP, org):
                found = set(self.admin.execute(told, [asked]).fetchall())
            if found != meant:
                yield f"{org['kind']} is told of {len(found)} doubles, and should {len(meant)}"

    def _meant(
        self, org: Row, people: list[Row], requests: list[Row], placements: list[Row]
    ) -> Iterator[tuple[UUID, str, bool | None]]:
        asking = {each["household_id"] for each in requests if each["state"] in OPEN}
        housed = {
            each["household_id"]
            for each in placements
            if each["state"] != "CANCELLED"
            and (each["period"].upper_inf or each["period"].upper > self.truth.today)
        }
        marked = [each for each in people if each["exact_mark"]]
        decided = self.truth.decided(org)
        for request in (each for each in requests if each["municipality_code"] in decided):
            alike: dict[str, set[UUID]] = defaultdict(set)
            home = request["household_id"]
            for one in (each for each in marked if each["household_id"] == home):
                for other in (each for each in marked if each["household_id"] != home):
                    if other["exact_mark"] == one["exact_mark"]:
                        alike["EXACT"].add(other["household_id"])
                    elif {*other["possible_marks"]} & {*one["possible_marks"]}:
                        alike["POSSIBLE"].add(other["household_id"])
            for certainty, households in alike.items():
                if households & (asking | housed):
                    has_home = bool(households & housed) if certainty == "EXACT" else None
                    yield request["id"], certainty, has_home

    def _handed_over(self) -> Iterator[str]:
        for statement in (QUIETLY, *OPENED):
            self.admin.execute(statement.encode())
        opened, homes, people = map(self._rows, ("hand_over", "placement", "person"))
        for each in opened:
            (home,) = (row for row in homes if row["id"] == each["placement_id"])
            them = {row["id"] for row in people if row["household_id"] == home["household_id"]}
            owner = {home["owner_id"]: them}
            yield from self._opens(each["id"], owner, "when all is well")
        for statement in NO_LONGER:
            with self._savepoint():
                self.admin.execute(statement.encode())
                for each in opened:
                    yield from self._opens(each["id"], {}, statement)

    def _opens(self, id: UUID, meant: dict[UUID, set[UUID]], when: str) -> Iterator[str]:
        for org in (*self.organisations, None):
            with self._working(APP, org):
                rows = self.admin.execute("select id from handed_over(%s)", [id]).fetchall()
            if {row[0] for row in rows} != meant.get(org["id"] if org else id, set()):
                yield f"{org['kind'] if org else 'nobody'} opens {len(rows)} persons, {when}"

    def _claims(self) -> Iterator[str]:
        """Two of one name, asked for twice, and nobody else."""
        self.admin.execute(QUIETLY)
        self.admin.execute("update decision set another_person = false, leaves_other_home = false")
        self.admin.execute(
            "create temporary table trying on commit drop as"
            " select min(id::text)::uuid as first, max(id::text)::uuid as second,"
            " (select id from placement limit 1) as placement,"
            " (select id from decision limit 1) as decision"
            " from proposal where state = 'PROPOSED'"
        )
        self.admin.execute(
            "update person set exact_mark = 'one' where household_id in ("
            " select household_id from proposal, trying where id in (first, second))"
        )
        self.admin.execute(AS_EVER)
        yield from self._locks()
        for name, each in TRIES.items():
            found = self._tried(each)
            if found != each.finds:
                yield f"{name}: {found}, and should {each.finds}"

    def _tried(self, tried: Try) -> object:
        with self._savepoint():
            try:
                for statement in tried.does:
                    self.admin.execute(statement.encode())
                ((found,),) = self.admin.execute(tried.asked.encode()).fetchall()
            except ExclusionViolation:
                return "refused"
        return found

    def _locks(self) -> Iterator[str]:
        """Who decides waits for who decides on the same person, and nobody else waits for them."""
        ((first, code),) = self.admin.execute(
            "select id, municipality_code from proposal, trying where id = first"
        ).fetchall()
        (org, *_) = (each for each in self.organisations if code in self.truth.decided(each))
        with self._working(APP, org, first):
            if self._keys("select lock_persons()") is not None:
                yield "who does not decide locks who is behind a mark"
        with self._working(DECIDER, org, first):
            self.admin.execute("select lock_persons()")
            if self.admin.execute(WAITED_FOR).fetchone() != (True,):
                yield "who decides waits for nobody who decides on the same person"
            self.admin.execute("select set_config('role', 'none', true)")
            touched = "select count(*) from person where exact_mark = 'one' and xmax <> 0"
            if self.admin.execute(touched).fetchone() != (0,):
                yield "who decides locks the row of a person, which others feel"

    def _looked_at(self) -> Iterator[str]:
        """A line of each kind about a household, of its care provider and of somebody else."""
        household, another, *_ = self.truth.rows["household"]
        mine = household["organisation_id"]
        (other, *_) = (each["id"] for each in self.organisations if each["id"] != mine)
        for who in (mine, other):
            for subject, result in LINES:
                self.admin.execute(LINE, [subject, household["id"], result, who, household["id"]])
        self.admin.execute(LINE, ["requests", another["id"], "OK", other, another["id"]])
        told = "select organisation_id, subject, result from looked_at(%s) where action = 'probe'"
        for org in self.organisations:
            with self._working(APP, org):
                found = set(self.admin.execute(told, [household["id"]]).fetchall())
            meant = {(mine, *line) for line in LINES} | {(other, *line) for line in LINES[1:]}
            if found != (meant if org["id"] == mine else set()):
                yield f"{org['kind']} is told of {len(found)} looks"

    def _rows(self, table: str) -> list[Row]:
        found = self.admin.execute(f'select * from "{table}"'.encode())
        names = [each.name for each in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def definition(admin: Any, name: str) -> str:
    """The statement that makes a function as it is now."""
    asked = "select pg_get_functiondef(%s::regprocedure)"
    ((text,),) = admin.execute(asked, [name]).fetchall()
    return str(text)
