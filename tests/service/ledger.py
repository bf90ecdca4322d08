"""What clients asked for and heard, held against what the database holds afterwards."""

from __future__ import annotations

import queue
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg
from isolated_databases import Database
from matching_table import Case

from service.proposals.lock_repository import AT_WORK

CLIENTS = 12
AWAY = {503}
PAUSE_SECONDS = 0.1

STANDS = """
    select p.id::text, p.state, pl.state, h.state, r.state,
           (select count(*) from decision d where d.proposal_id = p.id and d.outcome = 'APPROVED'),
           (select count(*) from offer o where o.proposal_id = p.id),
           (select count(*) from audit_event a where a.subject = 'proposals'
                and a.action = 'approve' and a.subject_id = p.id),
           (select count(*) from answered_command c where c.key = p.id::text and c.status = 201)
    from proposal p
    join place pl on pl.id = p.place_id
    join request r on r.id = p.request_id
    left join placement h on h.proposal_id = p.id"""
DONE = ("APPROVED", "OFFERED", "HELD", "OFFERED", 1, 2, 1, 1)
OVERLAPS = """
    select count(*) from placement a join placement b on a.id < b.id and a.period && b.period
    and (a.place_id = b.place_id or a.household_id = b.household_id)
    where a.state <> 'CANCELLED' and b.state <> 'CANCELLED'"""
BROKEN_INDEXES = """
    select bt_index_check(i.indexrelid, true) from pg_index i
    join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam
    where m.amname = 'btree' and c.relpersistence = 'p' and i.indisvalid"""


@dataclass
class Ledger:
    """Clients that approve what is put before them until each is answered, whatever happens."""

    token: str
    waiting: queue.Queue[Case | None] = field(default_factory=queue.Queue)
    answers: dict[Case, httpx.Response] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)

    def approve(self, address: str, case: Case) -> httpx.Response:
        """One try, with the key that the next try will have too."""
        with httpx.Client(base_url=address, timeout=30, trust_env=False, verify=False) as client:
            return client.post(
                f"/v1/proposals/{case.id}/decisions",
                json=case.decision(),
                headers={
                    "Authorization": f"Bearer {self.token}",
                    "Idempotency-Key": str(case.id),
                },
            )

    def _work(self, address: str) -> None:
        while (case := self.waiting.get()) is not None:
            while case not in self.answers:
                try:
                    answer = self.approve(address, case)
                except httpx.TransportError as error:
                    self.unknown[type(error).__name__] += 1
                else:
                    if not _is_passing(answer):
                        self.answers[case] = answer
                        continue
                    self.unknown[str(answer.status_code)] += 1
                time.sleep(PAUSE_SECONDS)

    @contextmanager
    def working(self, address: str) -> Iterator[None]:
        """The clients work inside the block, which ends when all is answered."""
        threads = [
            threading.Thread(target=self._work, args=(address,), daemon=True)
            for _ in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        yield
        for _ in threads:
            self.waiting.put(None)
        for thread in threads:
            thread.join(120)
            assert not thread.is_alive()

    def put(self, cases: Iterable[Case]) -> None:
        """Before the clients."""
        for case in cases:
            self.waiting.put(case)

    def given(self, status: int) -> list[Case]:
        """The cases that ended so."""
        return [case for case, each in self.answers.items() if each.status_code == status]


def _is_passing(answer: httpx.Response) -> bool:
    """Whether the answer is that the same may be tried again as it is."""
    if answer.status_code == 409:
        return bool(answer.json()["detail"] == AT_WORK)
    return answer.status_code in AWAY


def assert_nothing_lost_or_half_done(database: Database, ledger: Ledger) -> None:
    """Each acknowledged approval stands with all that belongs to it; no other left a trace."""
    with psycopg.connect(database.admin_dsn, autocommit=True) as admin:
        rows: dict[str, Any] = {row[0]: row[1:] for row in admin.execute(STANDS.encode())}
        overlaps = admin.execute(OVERLAPS.encode()).fetchone()
        admin.execute("create extension if not exists amcheck")
        admin.execute(BROKEN_INDEXES.encode())
    approved = ledger.given(201)
    assert {rows[str(case.id)] for case in approved} == {DONE}
    for case in ledger.given(409):
        state, _, held, _, *counted = rows[str(case.id)]
        assert (state, held, counted) == ("PROPOSED", None, [0, 0, 0, 0])
    assert overlaps == (0,)
