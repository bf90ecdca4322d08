"""A household that went the whole way: a row in every table that leads to one, a word of its own in
every field of text, and its traces in all that was told of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from builders import make_anchor, make_avoid_area, make_place, make_request_group
from conftest import Caller
from isolated_databases import Database
from matching_table import MatchingTable
from persons_shown import HOUSEHOLD, paths_to_household
from post_office import PostOffice, hook
from psycopg.rows import dict_row
from sqlalchemy import select
from tenant_world import FREE_TEXT
from towns import Town

from matching.codes.households import GroupKind
from service.clock import now, today
from service.codelists.decisions import EndingReason, MilestoneKind, PlacementState
from service.codelists.requests import RequestState
from service.codelists.trials import TrialKind
from service.events.telling import TELL
from service.models import (
    Base,
    Household,
    Lease,
    LeaseMilestone,
    Organisation,
    Placement,
    Request,
    Trial,
)
from service.period import Period
from service.rounds.running import RUN

CANARY = "Kanariewoord"
PAST = Period.of(date(2020, 1, 1), date(2020, 12, 31))


@dataclass(frozen=True)
class WholeLife:
    """Who it is, and beside whom it asked."""

    id: UUID
    request_id: UUID
    placement_id: UUID
    round_id: UUID
    neighbour_id: UUID
    """Another household's request, in the same round."""
    provider: Caller
    municipality: Caller

    def rows(self, database: Database) -> dict[str, list[dict[str, Any]]]:
        """All rows that lead to it, by table, in plain SQL."""
        found = {}
        with psycopg.connect(database.admin_dsn, row_factory=dict_row) as admin:
            for name, steps in paths_to_household().items():
                joins, last = "", "t0"
                for number, (column, table, referred) in enumerate(steps, 1):
                    joins += f" join {table} t{number} on t{number}.{referred} = {last}.{column}"
                    last = f"t{number}"
                asked = f"select t0.* from {name} t0{joins} where {last}.id = %s"
                found[name] = admin.execute(asked.encode(), [self.id]).fetchall()
        return found


def lived(town: Town, table: MatchingTable, office: PostOffice) -> WholeLife:
    """Registered over HTTP with a key, without a place in a round, then placed, and gone since."""
    provider, municipality = table.provider, table.municipality
    for caller, kind in ((provider, "placement.confirmed"), (municipality, "offer.accepted")):
        hook(caller, "http://127.0.0.1:9/", kind)
    made = provider.post(
        "/households",
        {
            "providerReference": f"{CANARY}-0",
            "agesRecordedDate": "2026-01-15",
            "members": [{"ageBand": "AGE_27_PLUS"}, {"ageBand": "UNDER_18"}],
        },
        headers={"Idempotency-Key": "een-huishouden"},
    )
    assert made.status_code == 201, made.text
    id = UUID(made.json()["id"])
    known = provider.post(
        "/persons",
        {
            "householdId": str(id),
            "givenName": CANARY,
            "familyName": CANARY,
            "dateOfBirth": "1970-01-01",
        },
        headers={"Idempotency-Key": "een-persoon"},
    )
    assert known.status_code == 201, known.text
    with town.rows() as db:
        neighbour = town.request(db, waiting_since_date=date(2020, 1, 1))
        make_place(db)
        asker = db.get_one(Organisation, provider.id)
        group = make_request_group(db, asker, GroupKind.APART, name=f"{CANARY}-1")
        request = town.request(db, group_id=group.id)
        gone, request.household_id = request.household_id, id
        db.flush()
        db.delete(db.get_one(Household, gone))
        make_anchor(db, request)
        make_avoid_area(db, request, 100_000, 400_000, 101_000, 401_000)
        ids = request.id, neighbour.id
    round = town.done(RUN, TELL, dayDate=today().isoformat())
    assert round["state"] == "DONE", round
    case = table.proposal(ids[0])
    assert table.decide(case, motivation=f"{CANARY}-2").status_code == 201
    offered = table.offers(case)["HOUSEHOLD"]["id"]
    link = provider.post(f"/offers/{offered}/household-links", None)
    assert link.status_code == 201, link.text
    placement = UUID(table.placed(case)["id"])
    opened = table.owner.post(f"/placements/{placement}/hand-overs", {"purpose": "CONTRACT"})
    assert opened.status_code == 201, opened.text
    office.works("events%")
    with psycopg.connect(town.world.database.admin_dsn) as admin:
        # The round behind that proposal was made by hand, and has no file of its own.
        admin.execute(
            "update round_snapshot set problem = "
            "(select problem from round_snapshot where round_id = %s)",
            [round["id"]],
        )
    with town.rows() as db:
        request = db.get_one(Request, ids[0])
        request.state = RequestState.WITHDRAWN
        placed = db.get_one(Placement, placement)
        placed.state, placed.ending_reason = PlacementState.ENDED, EndingReason.MOVED_ON
        lease = db.scalars(select(Lease).where(Lease.placement_id == placement)).one()
        placed.period = lease.period = PAST
        lease.milestones = [
            LeaseMilestone(ordinal=0, kind=MilestoneKind.END, due_date=PAST.end_date)
        ]
        at = {"organisation_id": municipality.id, "round_id": UUID(round["id"]), "asked_by": "x"}
        tried = {"requestId": str(ids[0])}
        told = {"answer": {"moves": [tried]}, "finished_at": now()}
        db.add_all(
            [
                Trial(kind=TrialKind.PAIR, asked=tried, **at),
                Trial(kind=TrialKind.REPAIR, asked={}, **at, **told),
                Trial(kind=TrialKind.PAIR, asked={"requestId": str(ids[1])}, **at),
            ]
        )
    life = WholeLife(id, ids[0], placement, UUID(round["id"]), ids[1], provider, municipality)
    _name(town, life)
    return life


def _name(town: Town, life: WholeLife) -> None:
    """A word of its own in each field of text of each of its rows."""
    models = {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}
    with town.rows() as db:
        for table, rows in life.rows(town.world.database).items():
            for column in FREE_TEXT.get(table, ()):
                for row in rows:
                    found = db.get_one(models[table], row["id"])
                    if getattr(found, column) is not None or table == "request":
                        setattr(found, column, f"{CANARY}-{table}-{column}")


def everything(database: Database) -> Iterator[tuple[str, bytes]]:
    """Every value of every row of every table as bytes, packed files unpacked."""
    with psycopg.connect(database.admin_dsn, row_factory=dict_row) as admin:
        tables = admin.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace"
            " and relkind = 'r' order by relname"
        ).fetchall()
        for table in tables:
            name = table["relname"]
            for row in admin.execute(f'select * from "{name}"'.encode()):
                for value in row.values():
                    yield name, unpacked(value)


def unpacked(value: Any) -> bytes:
    """A value as bytes; of a packed file what is in it."""
    if not isinstance(value, bytes):
        return str(value).encode()
    if not value.startswith(b"PK"):
        return value
    with zipfile.ZipFile(io.BytesIO(value)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


def tables_with(database: Database, *words: str | UUID) -> set[str]:
    """The tables in which any of these stands anywhere; an id also as its 16 bytes."""
    sought = [form for word in words for form in _forms(word)]
    return {table for table, held in everything(database) if any(each in held for each in sought)}


def _forms(word: str | UUID) -> list[bytes]:
    return [str(word).encode(), word.bytes] if isinstance(word, UUID) else [word.encode()]


def ids_of(rows: dict[str, list[dict[str, Any]]]) -> list[UUID]:
    """The ids of all these rows."""
    return [row["id"] for found in rows.values() for row in found if "id" in row]


LEADING = set(paths_to_household())
assert HOUSEHOLD in LEADING
