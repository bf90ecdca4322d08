"""`woonplek explain`, `trial` and `refusal`: read aloud from files, confirmed by solving anew."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from command_line import Run
from command_line import woonplek as woonplek

from matching.advice import Advice, advise
from matching.archive import load, save
from matching.capacity.ladder import Gain
from matching.codes.rounds import Status
from matching.confirm import Confirmed
from matching.difference import Shift
from matching.generate import instance
from matching.policy import Policy
from matching.refusals import Way, answer
from matching.repair import Act, Pair, Since
from matching.rules.declaration import Audience
from matching.solution import Solution
from matching.solve import solve
from matching.trial import try_out
from service.cli import explain
from service.reports.scarcity import gained, tables

PROBLEM, POLICY = instance(60, seed=5, places=30), Policy()
PLAN = solve(PROBLEM, POLICY)
ADVICE = advise(PROBLEM, POLICY, PLAN)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A problem and its solution, on a wide screen."""
    monkeypatch.setenv("COLUMNS", "600")
    save(tmp_path / "problem.npz", PROBLEM, POLICY)
    (tmp_path / "solution.json").write_text(PLAN.to_json())
    return tmp_path / "problem.npz", tmp_path / "solution.json"


def told_of(advice: Advice, count: int) -> list[str]:
    """What an official may hear of the first so many, in Dutch."""
    first = PLAN.unplaced[:count]
    every = [one for each in first for one in advice.of(each.request, Audience.MUNICIPALITY)]
    return [one.nl for one in every]


def test_five_people_hear_why_and_what_would_have_helped_confirmed_in_two_languages(
    woonplek: Run, files: tuple[Path, Path]
) -> None:
    done = woonplek("explain", files[0], "--solution", files[1], "--people", 5, "--confirm")
    assert done.code == 0, done.err
    said = told_of(ADVICE, 5)
    assert len(said) > 2
    assert all(sentence in done.out for sentence in said)
    assert done.out.count("Opnieuw opgelost: dat klopt.") == len(said)
    assert done.out.count("Solved anew: that is so.") == len(said)
    asked = [f"Aanvraag {one.request}" in done.out for one in PLAN.unplaced]
    assert asked == [number < 5 for number in range(len(asked))]
    for one in PLAN.unplaced[:5]:
        for blocker in one.blockers:
            counts = f"Aantal woonplekken: {blocker.units}; als enige: {blocker.alone}."
            assert counts in done.out


TRIED = ("--act", "VETO", "--request", UUID(int=1), "--place", UUID(int=2))
REFUSED = ("--refused", f"{UUID(int=1)}:{UUID(int=2)}")


@pytest.mark.parametrize(
    ("command", "more"), [("explain", ()), ("trial", TRIED), ("refusal", REFUSED)]
)
def test_a_solution_that_never_ends_is_one_line(
    woonplek: Run, files: tuple[Path, Path], command: str, more: tuple[object, ...]
) -> None:
    done = woonplek(command, files[0], *more, "--solution", "/dev/zero")
    assert (done.code, done.err.strip()) == (1, "woonplek: /dev/zero is not a file")


def test_without_a_solution_it_is_solved_first_and_says_the_same(
    woonplek: Run, files: tuple[Path, Path]
) -> None:
    given = woonplek("explain", files[0], "--solution", files[1])
    solved = woonplek("explain", files[0])
    assert (solved.code, solved.out) == (0, given.out)
    assert "TIERS  URGENT: " in solved.err


def test_who_is_asked_for_is_told_and_nobody_else(woonplek: Run, files: tuple[Path, Path]) -> None:
    one = PLAN.unplaced[-1].request
    done = woonplek("explain", files[0], "--solution", files[1], "--request", one)
    assert done.code == 0, done.err
    assert re.findall(r"^Aanvraag (\S+)", done.out, re.MULTILINE) == [str(one)]


def test_what_is_no_way_out_is_not_read_aloud(woonplek: Run, files: tuple[Path, Path]) -> None:
    """Nor is a household's own refusal read to an official."""
    done = woonplek("explain", files[0], "--solution", files[1], "--people", 100)
    every = [one for one in ADVICE.changes if one.nl in done.out]
    assert every
    for each in PLAN.unplaced:
        told = {one.rule for one in ADVICE.of(each.request, Audience.MUNICIPALITY)}
        assert not told & {"E14_AREA", "E14_GROUP", "E26_REFUSED", "E02_CHILDREN"}
    assert done.out.count("dan had dit huishouden een woonplek") == len(told_of(ADVICE, 100))


def test_a_change_that_is_not_so_ends_with_an_error(
    woonplek: Run, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = Gain((0,) * len(POLICY.tiers), 0)
    monkeypatch.setattr(explain, "confirm", lambda _, one: Confirmed(one, nothing, True))
    done = woonplek("explain", files[0], "--solution", files[1], "--confirm")
    count = len(told_of(ADVICE, 5))
    assert done.code == 1
    assert done.err == f"woonplek: {count} of what was told is not so"
    assert done.out.count("dat klopt NIET") == count


def test_what_is_scarce_is_a_table_for_a_screen_of_80(
    woonplek: Run, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = woonplek("explain", files[0], "--solution", files[1], "--people", 0, "--scarce")
    assert done.code == 0, done.err
    assert ADVICE.scarcity is not None
    lines = done.out.splitlines()
    assert max(map(len, lines)) <= 80
    for one in ADVICE.scarcity.slots:
        assert (str(one.provider) in done.out) or not one.gain.better
    for title in ("Eén woonplek meer", "One more lease of the provider", "A second place"):
        assert title in done.out
    for each in ADVICE.choice:
        assert re.search(rf"{each.tier.nl} +{each.placed} +{each.with_choice}", done.out)


def test_which_minimum_rests_on_what_is_chosen_is_a_table_where_there_is_one() -> None:
    quota = uuid4()
    fewer = replace(ADVICE, choice_minimums=(Shift(quota, 5, 4, 2),))
    without, more = (
        list(tables(POLICY, one)) for one in (replace(fewer, choice_minimums=()), fewer)
    )
    assert more[:-1] == without
    assert more[-1][2] == [(str(quota), "5", "4", "2")]


def test_beside_a_plan_that_is_not_proven_it_says_why_there_is_no_more(
    woonplek: Run, files: tuple[Path, Path]
) -> None:
    files[1].write_text(replace(PLAN, status=Status.STOPPED).to_json())
    done = woonplek("explain", files[0], "--solution", files[1], "--confirm", "--scarce")
    assert done.code == 0, done.err
    assert "Niet te zeggen: het plan is niet bewezen het beste." in done.out
    assert "Cannot be told: the plan is not proven best." in done.out
    assert "Wat had geholpen" not in done.out


@pytest.mark.parametrize("way", list(Way))
def test_after_a_no_it_is_told_who_is_next_and_who_moves(
    woonplek: Run, files: tuple[Path, Path], way: Way
) -> None:
    pairs = [Pair(one.request, one.place) for one in PLAN.assignments[:2]]
    words = [word for pair in pairs for word in ("--refused", f"{pair.request}:{pair.place}")]
    more = ("--new-plan",) if way is Way.NEW_PLAN else ()
    done = woonplek("refusal", files[0], *words, *more, "--solution", files[1])
    assert done.code == 0, done.err
    found = answer(PROBLEM, POLICY, PLAN, way, Since(tuple(pairs))).repair
    assert {pair.request for pair in pairs} & {move.request for move in found.moves}
    for move in found.moves:
        assert str(move.request) in done.out
        assert move.after is None or str(move.after.place) in done.out
    assert ", ".join(gained(POLICY, found.gain)) in done.out
    lacking = woonplek("refusal", files[0], "--refused", pairs[0].request)
    assert lacking.code != 0
    assert "is no REQUEST:PLACE, two ids" in lacking.err


@pytest.mark.parametrize("command", ["explain", "trial"])
def test_what_is_wrong_is_one_line(
    woonplek: Run, files: tuple[Path, Path], tmp_path: Path, command: str
) -> None:
    nobody, placed = uuid4(), PLAN.assignments[0].request
    pair = () if command == "explain" else ("--act", "PIN", "--place", PLAN.assignments[0].place)
    other = tmp_path / "other.npz"
    save(other, instance(60, seed=6, places=30), POLICY)
    stranger = tmp_path / "policy.npz"
    save(stranger, PROBLEM, Policy(seed=9))
    ask = ("--request", nobody)
    wrong = {
        (tmp_path / "absent.npz", *ask): "absent.npz: No such file or directory",
        (files[1], *ask): "is no npz file",
        (files[0], "--solution", files[0], *ask): "",
        (other, "--solution", files[1], *ask): f"is not a solution of {other}",
        (stranger, "--solution", files[1], *ask): "was made under another policy",
        (files[0], "--solution", files[1], *ask): f"{nobody} is ",
        (files[0], "--request", "7"): "Input should be a valid UUID",
    }
    if command == "explain":
        wrong[files[0], "--solution", files[1], "--request", placed] = f"{placed} has a place"
    for words, says in wrong.items():
        done = woonplek(command, *words, *pair)
        assert done.code != 0
        assert says in done.err
        assert len(done.err.strip().splitlines()) == 1, done.err


@pytest.mark.parametrize("act", Act)
def test_a_trial_tells_whom_it_concerns(woonplek: Run, files: tuple[Path, Path], act: Act) -> None:
    one = PLAN.assignments[0]
    words = ("--act", act, "--request", one.request, "--place", one.place)
    done = woonplek("trial", files[0], "--solution", files[1], *words)
    assert done.code == 0, done.err
    pair = Pair(one.request, one.place)
    found = try_out(*load(files[0]), Solution.from_json(files[1].read_bytes()), act, pair)
    moved = re.findall(r"^ ([0-9a-f-]{36})", done.out, re.MULTILINE)
    assert {str(move.request) for move in found.repair.moves} <= set(moved)
    assert f"{found.repair.gain.points:+} p" in done.out
    if act is Act.PIN:
        assert "Er verandert niets." in done.out
