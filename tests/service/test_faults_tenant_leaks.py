"""Every question that can be asked, as everybody; and what is heard when a policy is gone or
open."""

import sys

import psycopg
import pytest
from conftest import World
from leak_walk import Walk, walk_through

OPENED = {
    "place": "/places",
    "household": "/households",
    "request": "/requests",
    "decision": "/decisions",
    "proposal": "/proposals",
    "round": "/rounds",
}
"""What is broken stays so: first what rests on others, then those."""


@pytest.fixture
def walk(world: World) -> Walk:
    return walk_through(world)


def test_nobody_hears_of_what_is_not_theirs_and_everybody_of_what_is(walk: Walk) -> None:
    assert not walk.go()
    sys.stdout.write(f"{walk.requests} requests told nobody of what is not theirs\n")
    assert walk.requests > 1_000


def test_a_policy_that_is_open_or_gone_is_heard_of(walk: Walk) -> None:
    for table, path in OPENED.items():
        assert not walk.go(path)
        on = f'sees on "{table}"'
        for how in (f"alter policy {on} using (true)", f"drop policy {on}"):
            with psycopg.connect(walk.world.database.admin_dsn, autocommit=True) as admin:
                admin.execute(how.encode())
            assert walk.go(path), how
            walk.findings.clear()
