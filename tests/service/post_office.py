"""A worker by hand: the jobs that are due on a clock that can be moved forward."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

import psycopg
from conftest import Caller, World

from service import clock
from service.actor import Actor
from service.codelists.organisations import OrganisationKind
from service.db import make_sessions
from service.domains import JOBS
from service.jobs import Work
from service.settings import Settings
from service.webhooks.sending import Sender

KNOWN = {job.name: job for job in JOBS}
DUE = """
    delete from procrastinate_jobs where id = (
        select id from procrastinate_jobs
        where status = 'todo' and task_name like %s and (scheduled_at is null or scheduled_at <= %s)
        order by scheduled_at nulls first, id limit 1)
    returning task_name, args"""
HOOKS = "/webhook-endpoints"


@dataclass
class Clock:
    """The service's clock, which goes on by itself and can be moved forward."""

    ahead: timedelta = timedelta(0)

    def now(self, zone: tzinfo) -> datetime:
        """As `datetime.now`."""
        return datetime.now(zone) + self.ahead


@dataclass
class PostOffice:
    """Does what is due, one job at a time."""

    world: World
    clock: Clock
    sender: Sender = field(
        default_factory=lambda: Sender("urn:nld:test", "https://api.test/v1", True, 2.0)
    )

    def works(self, only: str = "%") -> int:
        """Does all jobs that are due now, or those of one name; how many those were."""
        done = 0
        while (job := self._due(only)) is not None:
            self.do(*job)
            done += 1
        return done

    def do(self, name: str, put: dict[str, str], **more: Any) -> None:
        """One job."""
        actor = Actor(put["user"], UUID(put["organisation"]), OrganisationKind[put["kind"]])
        engine, keys = self.world.database.engine, Settings().keys()
        sessions = make_sessions(engine, sender=self.sender, keys=keys)
        stopping = more.get("stopping", lambda: False)
        KNOWN[name].run(Work(actor, UUID(put["subject"]), 0, sessions, stopping))

    def passes(self, **time: float) -> int:
        """Time passes, and what became due is done."""
        self.clock.ahead += timedelta(**time)
        return self.works()

    def _due(self, only: str) -> tuple[str, dict[str, str]] | None:
        with psycopg.connect(self.world.database.admin_dsn) as db:
            return db.execute(DUE, [only, self.clock.now(UTC)]).fetchone()


def office(world: World, monkeypatch: Any) -> PostOffice:
    """With a clock of its own; nothing was told yet."""
    moved = Clock()
    monkeypatch.setattr(clock, "datetime", moved)
    return PostOffice(world, moved)


def hook(caller: Caller, url: str, *types: str) -> dict[str, Any]:
    """A webhook endpoint of the caller for these events, with its secret."""
    wanted = [f"nl.woonplek.{each}" for each in types]
    answer = caller.post(HOOKS, {"name": "Systeem", "url": url, "eventTypes": wanted})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def deliveries(caller: Caller, **filters: str) -> list[dict[str, Any]]:
    """What was sent to the caller's endpoints, or is on its way."""
    found: list[dict[str, Any]] = caller.get("/webhook-deliveries", params=filters).json()[
        "webhookDeliveries"
    ]
    return found
