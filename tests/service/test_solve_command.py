"""`woonplek solve`: a problem file in, a solution file out; and a stored round replayed by it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from audit_lines import lines
from builders import make_place
from sqlalchemy import select
from towns import Town
from towns import town as town
from workers import wait_for_engine

from matching.archive import digest, load, save
from matching.check import check
from matching.generate import country, instance
from matching.policy import Policy
from matching.solution import Solution
from matching.solve import solve
from service.actor import PLATFORM_ID
from service.cli import main, whole_file
from service.models import AuditEvent, Proposal, RoundSnapshot
from service.policies.schemas import PolicyOut


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The program with these words; it has no database unless a test gives it one."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("COLUMNS", "400")

    def started(*words: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["woonplek", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        code, said = ended.value.code, capsys.readouterr()
        if isinstance(code, str):  # Python prints it and ends with 1
            return Ended(1, said.out, said.err + code)
        return Ended(int(code or 0), said.out, said.err)

    return started


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    path = tmp_path / "problem.npz"
    save(path, instance(40, seed=2), Policy(seed=3))
    return path


def test_a_file_is_solved_by_the_policy_inside_it(run: Run, problem: Path, tmp_path: Path) -> None:
    out = tmp_path / "solution.json"
    done = run("solve", problem, "--out", out)
    assert (done.code, done.out) == (0, ""), done.err
    given, policy = load(problem)
    found = Solution.from_json(out.read_bytes())
    assert found == solve(given, policy)
    assert check(given, Policy(seed=3), found) == []
    placed, asked = len(found.assignments), len(given.requests)
    told = f"{placed} of {asked} have a place (at most {found.certificate.most_in_all},"
    assert f"OPTIMAL: {told} whoever goes first), gap 0" in done.err
    assert "URGENT: " in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["problem.npz", "solution.json"]


def test_the_bytes_are_the_same_wherever_the_file_lies(
    run: Run, problem: Path, tmp_path: Path
) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    moved = other / "same.npz"
    moved.write_bytes(problem.read_bytes())
    assert run("solve", problem, "--out", tmp_path / "one.json").code == 0
    assert run("solve", moved, "--out", other / "two.json").code == 0
    assert (tmp_path / "one.json").read_bytes() == (other / "two.json").read_bytes()


def test_a_policy_file_as_the_api_writes_it_goes_before_the_one_inside(
    run: Run, problem: Path, tmp_path: Path
) -> None:
    mine = Policy(seed=9, waiting_points=5)
    content = PolicyOut.model_construct(content=mine).model_dump(
        mode="json", by_alias=True, include={"content"}
    )["content"]
    for written in (content, {"seed": 9, "waitingPoints": 5}):
        (tmp_path / "policy.json").write_text(json.dumps(written))
        done = run(
            "solve", problem, "--policy", tmp_path / "policy.json", "--out", tmp_path / "s.json"
        )
        assert done.code == 0, done.err
        found = Solution.from_json((tmp_path / "s.json").read_bytes())
        assert found == solve(load(problem)[0], mine)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("absent.npz", None, "absent.npz: No such file or directory"),
        ("text.npz", b"not ours", "text.npz is no npz file"),
        ("policy.json", b"{", "is not JSON"),
        ("policy.json", b'{"waitingPoints": -1}', "waitingPoints: must lie between 0 and 10000"),
    ],
)
def test_what_is_wrong_is_one_line_and_nothing_is_written(
    run: Run, problem: Path, tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    path, out = tmp_path / name, tmp_path / "s.json"
    if content is not None:
        path.write_bytes(content)
    words = [problem, "--policy", path] if name.endswith("json") else [path]
    done = run("solve", *words, "--out", out)
    assert done.code == 1
    assert says in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert not out.exists()


WRITING = (
    ("solve", "absent.npz"),
    ("shadow", "absent.npz", "absent.csv"),
    ("simulate",),
    ("round", "problem", uuid4()),
    ("bench", "generate", "--people", 5),
    ("bench", "engine"),
    ("backup",),
)
"""Every command that writes a file, with what it reads not there."""


def test_every_command_that_writes_a_file_is_among_them() -> None:
    asks = {
        module.name
        for module in Path(whole_file.__file__).parent.glob("*.py")
        if re.search(r"^    out: ", module.read_text(), re.MULTILINE)
    }
    assert asks == {"solve.py", "shadow.py", "simulate.py", "rounds.py", "bench.py", "backup.py"}


@pytest.mark.parametrize("words", WRITING, ids=lambda words: " ".join(map(str, words[:2])))
def test_a_file_that_cannot_be_written_is_said_before_any_work(
    run: Run, tmp_path: Path, words: tuple[object, ...]
) -> None:
    nowhere, pipe = tmp_path / "nowhere", tmp_path / "pipe"
    os.mkfifo(pipe)
    for out, said in (
        (nowhere / "s.json", f"{nowhere} is not a folder"),
        (tmp_path, f"{tmp_path} is a folder"),
        (pipe, f"{pipe} is not a file"),
    ):
        done = run(*words, "--out", out)
        assert (done.code, done.err) == (1, f"woonplek: {said}")


@pytest.mark.parametrize(
    ("command", "endings"), [("shadow", ".md"), ("simulate", ".md .svg"), ("bench", ".md .svg")]
)
def test_what_is_written_beside_a_file_is_looked_at_before_any_work_as_well(
    run: Run, tmp_path: Path, command: str, endings: str
) -> None:
    (words,) = (words for words in WRITING if words[0] == command and "generate" not in words)
    for ending in endings.split():
        names = (f"{name}-{ending[1:]}{ending}" for name in ("folder", "pipe", "own"))
        folder, pipe, itself = map(tmp_path.joinpath, names)
        folder.mkdir()
        os.mkfifo(pipe)
        for beside, said in (
            (folder, "is a folder"),
            (pipe, "is not a file"),
            (itself, "is another file of this command too, which would be lost"),
        ):
            out = beside if beside is itself else beside.with_suffix(".json")
            done = run(*words, "--out", out)
            assert (done.code, done.err) == (1, f"woonplek: {beside} {said}")
            assert not itself.exists()
            assert not beside.with_suffix(".json").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("solve", "input"),
        ("solve", "absent.npz", "--policy", "input"),
        ("shadow", "input", "absent.csv"),
        ("shadow", "absent.npz", "input"),
        ("shadow", "absent.npz", "absent.csv", "--policy", "input"),
        ("simulate", "--policy", "input"),
    ],
    ids=" ".join,
)
def test_no_command_writes_over_what_it_reads(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    file, link, name = (tmp_path / each for each in ("input", "link.json", "name.json"))
    file.write_text("kept")
    link.symlink_to(file)
    name.hardlink_to(file)
    given = [file if word == "input" else word for word in words]
    for out in (file, tmp_path / ".." / tmp_path.name / "input", link, name):
        done = run(*given, "--out", out)
        said = f"woonplek: {out} is another file of this command too, which would be lost"
        assert (done.code, done.err) == (1, said)
    assert file.read_text() == "kept"


def test_what_goes_wrong_in_writing_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    for out in (tmp_path, tmp_path / "nowhere" / "s.json"):
        with pytest.raises(OSError, match=rf"'{re.escape(str(out))}'$"):
            whole_file.write_whole(out, "text")
    assert list(tmp_path.iterdir()) == []


def hears_ctrl_c() -> None:
    """Whoever starts the tests in the background may have made them deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_ends_the_engine_and_leaves_nothing(tmp_path: Path) -> None:
    path, out = tmp_path / "problem.npz", tmp_path / "s.json"
    save(path, country(1_000, 1, crossing=True))
    out.write_text("older")
    command = [sys.executable, "-m", "service.cli", "solve", str(path), "--out", str(out)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, preexec_fn=hears_ctrl_c) as program:
        try:
            engine = wait_for_engine(program.pid)
            os.kill(engine, signal.SIGSTOP)
            program.send_signal(signal.SIGINT)
            assert program.wait(60) != 0
        finally:
            program.kill()
    with pytest.raises(ProcessLookupError):
        os.kill(engine, 0)
    assert out.read_text() == "older"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["problem.npz", "s.json"]


def test_a_stored_round_replays_to_its_own_proposals(
    town: Town, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with town.rows() as db:
        for _ in range(3):
            make_place(db)
        for _ in range(5):
            town.request(db)
    round = town.done(seed=4)
    file, out = tmp_path / "problem.npz", tmp_path / "s.json"
    monkeypatch.setenv("DATABASE_URL", town.world.database.dsn)
    done = run("round", "problem", round["id"], "--out", file)
    assert done.code == 0, done.err
    assert digest(load(file)[0]) == round["snapshotHash"]

    monkeypatch.delenv("DATABASE_URL")
    done = run("solve", file, "--out", out)
    assert done.code == 0, done.err
    replayed = Solution.from_json(out.read_bytes())
    with town.rows() as db:
        kept = db.get_one(RoundSnapshot, UUID(round["id"]))
        proposals = db.scalars(select(Proposal).where(Proposal.round_id == UUID(round["id"]))).all()
        assert json.loads(out.read_bytes()) == kept.solution
    assert len(proposals) == 3
    assert {
        (one.request, one.place, one.contract_form, one.score) for one in replayed.assignments
    } == {(one.request_id, one.place_id, one.contract_form, one.score) for one in proposals}


def test_who_takes_a_snapshot_at_the_command_line_stands_in_the_audit(
    town: Town, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    round = town.done()
    monkeypatch.setenv("DATABASE_URL", town.world.database.dsn)
    for asked, code in ((uuid4(), 1), (round["id"], 0)):
        assert run("round", "problem", asked, "--out", tmp_path / "problem.npz").code == code
    (line,) = lines(town.world.database, AuditEvent.action == "take snapshot")
    assert (line.actor, line.origin) == (f"{getuser()} on the command line", "cli")
    assert (line.organisation_id, line.subject_id) == (PLATFORM_ID, UUID(round["id"]))


def test_a_round_that_does_not_exist_is_said_in_one_line(
    town: Town, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", town.world.database.dsn)
    done = run("round", "problem", uuid4(), "--out", tmp_path / "problem.npz")
    assert (done.code, len(done.err.strip().splitlines())) == (1, 1)
    assert "There is no round with this id" in done.err
    assert not (tmp_path / "problem.npz").exists()
