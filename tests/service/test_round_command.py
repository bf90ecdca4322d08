"""`woonplek round run`: a round from the command line, as its own program."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from audit_lines import lines
from builders import make_place, make_quota
from command_line import Run
from command_line import woonplek as woonplek
from sqlalchemy import select
from towns import Town, count
from towns import town as town
from workers import until, wait_for_engine

from matching.policy import Policy
from service.models import MatchingPolicy, Organisation, Proposal, Region, Round


def arguments(*more: str) -> list[str]:
    return ["round", "run", *more]


def environment(town: Town) -> dict[str, str]:
    return {"DATABASE_URL": town.world.database.dsn, "COLUMNS": "120"}


@pytest.fixture
def run(town: Town, monkeypatch: pytest.MonkeyPatch, woonplek: Run) -> Run:
    """`woonplek round run` on the town's database."""
    for name, value in environment(town).items():
        monkeypatch.setenv(name, value)
    return lambda *more: woonplek(*arguments(*more))


@pytest.fixture
def asking(town: Town) -> list[str]:
    """The arguments for Utrecht in its own region."""
    with town.rows() as db:
        code = db.get_one(Region, town.region).code
    return ["--region", code, "--municipality", "0344"]


def test_a_round_runs_and_its_proof_is_shown(town: Town, run: Run, asking: list[str]) -> None:
    with town.rows() as db:
        make_place(db)
        town.request(db)
        town.request(db)
    done = run(*asking)
    assert done.code == 0, done.err
    with town.rows() as db:
        [round] = db.scalars(select(Round))
        assert count(db, Proposal) == 1
    origins = [line.origin for line in lines(town.world.database)]
    assert "Aanvragen met een voorstel: 1 van 2." in done.out
    assert f"snapshot {round.snapshot_hash}" in done.out
    for words in ("Bewijs", "Proof", "Alle anderen", "Everyone else", "Stroming in een netwerk"):
        assert words in done.out
    assert not re.search(r"\b(FLOW|PLAN|TIERS|EVERYONE\w*)\b", done.out + done.err)
    assert origins[0] == "cli"
    assert round.asked_by.endswith("on the command line")


def test_what_falls_short_of_a_quota_is_shown(town: Town, run: Run, asking: list[str]) -> None:
    with town.rows() as db:
        make_place(db)
        town.request(db)
        municipality = db.get_one(Organisation, town.utrecht.id)
        quota = make_quota(db, municipality, minimum=4, maximum=None)
    done = run(*asking)
    assert done.code == 0, done.err
    assert f"{quota.id}: Nodig: minstens 4. Voorgesteld: 1. Tekort: 3." in done.out
    for words in ("Minstens afgesproken", "Agreed at least", "Needed: 4 at least. Proposed: 1."):
        assert words in done.out


def test_a_policy_from_a_file_is_put_on_record_once(
    town: Town, run: Run, asking: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "eigen-beleid.json"
    file.write_text(json.dumps({"waitingPoints": 3}))
    for _ in range(2):
        done = run(*asking, "--policy", str(file))
        assert done.code == 0, done.err
    with town.rows() as db:
        [policy] = db.scalars(select(MatchingPolicy))
        assert (policy.name, policy.edition) == ("eigen-beleid", 1)
        expected = Policy(waiting_points=3).sha256()
        assert policy.content_hash == expected
        assert set(db.scalars(select(Round.policy_hash))) == {expected}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--region", "NOWHERE", "--municipality", "0344"], "no region with the code NOWHERE"),
        (["--region", "COROP-17", "--municipality", "0363"], "0363 does not take part"),
        (["--region", "COROP-23", "--municipality", "0344"], "The round cannot be started."),
    ],
)
def test_what_is_wrong_is_said_in_one_line(run: Run, given: list[str], words: str) -> None:
    done = run(*given)
    assert done.code == 1
    assert words in done.err
    assert len(done.err.strip().splitlines()) == 1


def test_the_default_policy_as_the_api_answers_it_is_a_policy(
    town: Town, run: Run, asking: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "standaard.json"
    file.write_text(town.utrecht.get("/default-policy").text)
    done = run(*asking, "--policy", str(file))
    assert done.code == 0, done.err
    with town.rows() as db:
        assert set(db.scalars(select(Round.policy_hash))) == {Policy().sha256()}


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (
            {"waitingPoints": -1, "levels": [{"rule": "E0", "level": "HARD"}]},
            "levels.0.rule: there is no rule of this code; waitingPoints: must lie between 0",
        ),
        ({"content": {"seed": -1}, "contentHash": ""}, "content.seed: must lie between"),
        ({"waitingPoints": "3"}, "waitingPoints: Input should be a valid integer"),
        ({"nonsense": 1}, "nonsense: Extra inputs"),
        ({"levels": [{"rule": "E15_INCOME", "level": "?"}]}, "levels.0.level: "),
        ({"content": {"nonsense": 1}, "contentHash": ""}, "content.nonsense: Extra inputs"),
        (3, "the policy: Input should be an object"),
        (None, "is not JSON"),
    ],
)
def test_a_policy_that_cannot_be_used_is_refused_with_its_path_in_the_file(
    town: Town, run: Run, asking: list[str], tmp_path: Path, content: object, where: str
) -> None:
    file = tmp_path / "wrong.json"
    file.write_text("{" if content is None else json.dumps(content))
    done = run(*asking, "--policy", str(file))
    assert done.code == 2
    assert done.err.startswith("woonplek: ")
    assert len(done.err.strip().splitlines()) == 1
    assert f"wrong.json: {where}" in done.err or f"wrong.json {where}" in done.err
    with town.rows() as db:
        assert count(db, Round) == 0


def hears_ctrl_c() -> None:
    """Whoever starts the tests in the background may have made them deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_cancels_the_round(town: Town, asking: list[str]) -> None:
    with town.rows() as db:
        make_place(db)
        town.request(db)
    with subprocess.Popen(
        [sys.executable, "-m", "service.cli", *arguments(*asking)],
        env=os.environ | environment(town),
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=hears_ctrl_c,
    ) as program:
        try:
            os.kill(wait_for_engine(program.pid), signal.SIGSTOP)
            time.sleep(0.1)
            program.send_signal(signal.SIGINT)
            told, _ = program.communicate(timeout=120)
        finally:
            program.kill()
    assert program.returncode == 1
    assert "De ronde is gestopt" in told
    until(lambda: town.utrecht.get("/rounds?state=CANCELLED").json()["rounds"] != [])
