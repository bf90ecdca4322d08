"""Utrecht with rows of its own, asking for rounds over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from builders import DAY, make_household, make_place, make_request, region_of
from conftest import Caller, World
from page_visitor import PageVisitor
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from workers import until, working

from matching.codes.households import AgeBand
from service.db import make_sessions
from service.jobs import Job
from service.models import Organisation, Place, Request
from service.trials.job import JOBS as TRIALS

ENDED = ("DONE", "FAILED", "CANCELLED")
FIRST, LAST = DAY.replace(year=2020), DAY.replace(year=2026, month=11)
WAITS = 'hx-trigger="every 1s"'
"""On a page that asks itself again."""
Made = tuple[dict[str, Any], Place, Request, Request]
"""A round that is done, its place, and the requests that it was made for."""


@dataclass
class Town:
    """Utrecht as a caller, with a care provider and rows of its own choice."""

    world: World
    utrecht: Caller
    provider: Caller
    region: UUID

    @contextmanager
    def rows(self) -> Iterator[Session]:
        with make_sessions(self.world.database.seeds).begin() as db:
            yield db

    def request(self, db: Session, **columns: Any) -> Request:
        provider = db.get_one(Organisation, self.provider.id)
        ages = columns.pop("ages", (AgeBand.AGE_27_PLUS,))
        return make_request(db, make_household(db, provider, ages), **columns)

    def start(self, **body: Any) -> Any:
        asked = {"regionId": str(self.region), "dayDate": DAY.isoformat()} | body
        return self.utrecht.post("/rounds", asked)

    def read(self, round_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.utrecht.get(f"/rounds/{round_id}").json()
        return found

    def ended(self, round_id: str) -> dict[str, Any]:
        until(lambda: self.read(round_id)["state"] in ENDED)
        return self.read(round_id)

    def done(self, *jobs: Job, **body: Any) -> dict[str, Any]:
        """A round from its start to its end."""
        asked = self.start(**body)
        assert asked.status_code == 202, asked.text
        with working(self.world.database, *jobs):
            return self.ended(asked.json()["id"])

    def tried(self, visitor: PageVisitor, path: str, fields: dict[str, Any]) -> str:
        """The page that a trial's form leads to, when a worker has done it."""
        asked = visitor.post(path, fields)
        assert asked.status_code == 303, asked.text
        at: str = asked.headers["location"]
        assert WAITS in visitor.get(at).text
        with working(self.world.database, *TRIALS.values()):
            until(lambda: WAITS not in visitor.get(at, **{"HX-Request": "true"}).text)
        return visitor.get(at).text


@pytest.fixture
def town(world: World, utrecht: Caller, provider: Caller) -> Town:
    with make_sessions(world.database.seeds).begin() as db:
        return Town(world, utrecht, provider, region_of(db).id)


@pytest.fixture
def two_for_one(town: Town) -> Made:
    """A round in which the first of two that wait has the only place."""
    with town.rows() as db:
        place = make_place(db, max_persons=1)
        first = town.request(db, waiting_since_date=FIRST)
        second = town.request(db, waiting_since_date=LAST)
    return town.done(), place, first, second


@pytest.fixture
def family_waits(town: Town) -> Made:
    """A round in which who waits longest has the only place, and a family has none."""
    with town.rows() as db:
        place = make_place(db, max_persons=2)
        first = town.request(db, waiting_since_date=DAY.replace(year=2020))
        ages = (AgeBand.AGE_27_PLUS, AgeBand.UNDER_18)
        family = town.request(db, ages=ages, waiting_since_date=DAY)
    return town.done(), place, first, family


def count(db: Session, model: type[Any]) -> int:
    return db.scalar(select(func.count()).select_from(model)) or 0
