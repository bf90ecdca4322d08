"""Promise 3: what was acknowledged survives kill -9, and nothing is half-done."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from installations import Installation, installed
from ledger import Ledger, assert_nothing_lost_or_half_done
from matching_table import Case, MatchingTable
from programs import api_program
from proxies import Fate, misbehaving
from workers import until

from service.cluster import Cluster
from service.cluster.addresses import SocketAddress
from service.devissuer import DevIssuer
from service.roles import APP

CYCLES = 10
A_CYCLE = 24
"""Proposals put before the clients in each, a third of which compete for one household."""
SOME = 6
"""So many answers are in before the next kill."""
STRUCK = 16
"""So many connections are cut or freeze."""


class Killable(Protocol):
    """What a test kills."""

    def kill(self) -> None:
        """At once."""

    def start(self) -> None:
        """Again."""


@pytest.fixture
def installation(cluster: Cluster, issuer: DevIssuer, tmp_path: Path) -> Iterator[Installation]:
    with installed(cluster, issuer, tmp_path) as made:
        yield made


def cases_of_a_cycle(table: MatchingTable) -> list[Case]:
    """Each for a place of its own."""
    alone = table.proposals(A_CYCLE * 2 // 3)
    rivals = [
        case for _ in range(A_CYCLE // 6) for case in table.proposals(2, request=table.household())
    ]
    return alone + rivals


@pytest.mark.parametrize("victim", ["database", "api"])
def test_what_was_acknowledged_survives_ten_kills_and_nothing_is_half_done(
    installation: Installation, victim: str
) -> None:
    killed: Killable = installation.server if victim == "database" else installation.api
    ledger = Ledger(installation.table.municipality.token)
    put: list[Case] = []
    away: list[float] = []
    with ledger.working(installation.api.address):
        for _ in range(CYCLES):
            cases = cases_of_a_cycle(installation.table)
            put += cases
            known = len(ledger.answers)
            ledger.put(cases)
            until(lambda known=known: len(ledger.answers) >= known + SOME)  # type: ignore[misc]
            time.sleep(random.uniform(0, 0.1))
            killed.kill()
            moment, known = time.monotonic(), len(ledger.answers)
            killed.start()
            until(lambda known=known: len(ledger.answers) > known)  # type: ignore[misc]
            away.append(time.monotonic() - moment)
    sys.stdout.write(
        f"{victim}: {CYCLES} kills, {len(ledger.given(201))} approvals and "
        f"{len(ledger.given(409))} refusals acknowledged, unknown outcomes "
        f"{dict(ledger.unknown)}, answers again after {min(away):.1f}-{max(away):.1f} s\n"
    )
    assert ledger.answers.keys() == set(put)
    assert sum(ledger.unknown.values()) >= CYCLES
    assert len(ledger.given(201)) == len(put) * 5 // 6
    assert len(ledger.given(409)) == len(put) // 6
    assert_nothing_lost_or_half_done(installation.database, ledger)
    for case in ledger.given(201):
        again = ledger.approve(installation.api.address, case)
        assert again.content == ledger.answers[case].content


def test_an_answer_that_is_lost_after_the_commit_is_given_again_to_who_asks_again(
    installation: Installation,
) -> None:
    """Kills seldom strike between commit and answer, so that it is forced here."""
    ledger = Ledger(installation.table.municipality.token)
    cases = installation.table.proposals(20)
    api = installation.api.address
    lost = (Fate.ANSWER_LOST, 0)
    with misbehaving(api, lambda n: lost if n % 2 else (Fate.PASSES, 0)) as proxy:
        with ledger.working(f"http://127.0.0.1:{proxy.port}"):
            ledger.put(cases)
        # Who waits long behind the others on a busy machine is told so, and asks again as well.
        assert proxy.answers_lost == ledger.unknown["RemoteProtocolError"] >= 10
    assert len(ledger.given(201)) == len(cases)
    assert_nothing_lost_or_half_done(installation.database, ledger)


def test_connections_to_the_database_that_are_cut_or_freeze_leave_nothing_half_done(
    installation: Installation, issuer: DevIssuer, tmp_path: Path
) -> None:
    folder = installation.server.postmaster.address.folder
    socket, between = folder / ".s.PGSQL.5432", tmp_path / ".s.PGSQL.5432"
    chances = random.Random(7)

    def plan(connection: int) -> tuple[Fate, int]:
        """The network recovers in the end."""
        fate = (Fate.CUT, Fate.FROZEN)[connection % 2] if connection <= STRUCK else Fate.PASSES
        return fate, chances.randrange(3_000, 60_000)

    ledger = Ledger(installation.table.municipality.token)
    cases = installation.table.proposals(30)
    dsn = SocketAddress(tmp_path).dsn(APP, installation.database.name)
    with (
        misbehaving(socket, plan, at=between) as proxy,
        api_program(dsn, issuer, tmp_path, WOONPLEK_MODE="test") as api,
    ):
        with ledger.working(api.address):
            ledger.put(cases)
        assert proxy.connections > STRUCK
    sys.stdout.write(f"cut and frozen: {proxy.connections} connections, {dict(ledger.unknown)}\n")
    assert sum(ledger.unknown.values()) > 0
    assert len(ledger.given(201)) == len(cases)
    assert_nothing_lost_or_half_done(installation.database, ledger)
