"""A clock that runs out: whenever that is, there is a plan, its bounds hold and nothing is left."""

import os
import signal
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from by_price import priced
from fuzzing import examples, some
from hypothesis import given
from hypothesis import strategies as st
from invented import World, pinned, place, request
from worlds import policies, worlds

from matching import stop as clock
from matching.check import check
from matching.codes.rounds import Status
from matching.flow import market, mincost
from matching.flow import within as processes
from matching.flow.within import within
from matching.generate import country, instance
from matching.optimum import optimizer
from matching.policy import Policy
from matching.problem import Problem
from matching.solution import Certificate, Solution
from matching.solve import solve
from matching.stop import Stop

POLICY, LATER, NEVER = Policy(), 1e9, float("inf")
LIMITED, LEAST = Stop(NEVER), 3
Way = Callable[[Problem, Policy], Solution]


class Looks:
    """A clock that stands still until it was looked at so many times, and then is at its end."""

    def __init__(self, many: float) -> None:
        self.many, self.seen = many, 0

    def __call__(self) -> float:
        self.seen += 1
        return 2 * LATER if self.over else 0.0

    @property
    def over(self) -> bool:
        return self.seen >= self.many


def by_price(problem: Problem, policy: Policy = POLICY) -> Solution:
    return priced(problem, policy, deadline=LATER)


def listed(problem: Problem, policy: Policy = POLICY) -> Solution:
    return solve(problem, policy, deadline=LATER)


@cache
def asked(way: Way) -> Problem:
    return country(80, seed=4, crossing=True) if way is by_price else instance(60, seed=5)


EACH = [by_price, pytest.param(listed, marks=pytest.mark.long)]
"""The listed model takes seconds a look."""


def until(
    many: float, way: Way, problem: Problem | None = None, policy: Policy = POLICY
) -> tuple[Solution, Looks]:
    """What is found by a clock that runs out at this look; each flow in a process of its own."""
    looks = Looks(many)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mincost, "LARGE", -1)
        patch.setattr(clock.time, "monotonic", looks)
        return way(problem or asked(way), policy), looks


@pytest.mark.parametrize("way", EACH)
def test_whenever_the_clock_runs_out_the_plan_holds_and_no_bound_is_too_low(way: Way) -> None:
    best, looks = until(NEVER, way)
    assert best.status is Status.OPTIMAL
    stopped = 0
    for many in (1, *some(range(2, looks.seen), way.__name__)):
        found, _ = until(many, way)
        assert check(asked(way), POLICY, found) == []
        holds(found.certificate, best.certificate)
        stopped += found.status is Status.STOPPED
    assert stopped > 0


@examples(12)
@given(
    world=worlds(),
    policy=policies(),
    way=st.sampled_from([by_price, listed]),
    many=st.integers(1, 25),
)
def test_a_stopped_round_keeps_what_was_fixed_or_proposes_nothing(
    world: World, policy: Policy, way: Way, many: int
) -> None:
    problem = world.problem()
    found, _ = until(many, way, problem, policy)
    assert check(problem, policy, found) == []
    best = solve(problem, policy)
    if Status.INFEASIBLE not in (found.status, best.status):
        holds(found.certificate, best.certificate)


def test_a_round_stopped_before_two_pinned_to_one_unit_were_looked_at_proposes_nothing() -> None:
    both = World(
        requests=[request(), request()], places=[place()], fixed=[pinned(0, 0), pinned(1, 0)]
    ).problem()
    found, _ = until(1, listed, both)
    assert (found.status, found.assignments) == (Status.STOPPED, ())
    assert check(both, POLICY, found) == []
    assert solve(both).status is Status.INFEASIBLE


def holds(told: Certificate, best: Certificate) -> None:
    """A bound is for the counts before it: it is compared as far as these are the best."""
    for tier, proven in zip(told.tiers, best.tiers, strict=True):
        assert tier.bound >= proven.placed >= tier.placed
        if tier.placed < proven.placed:
            return
    assert told.score_bound >= best.score


@pytest.mark.parametrize("way", EACH)
def test_once_the_clock_has_run_out_no_solver_begins(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for one that the last look was for: to tell it how many seconds are left."""
    begun: list[bool] = []

    def told(work: Callable[..., Any]) -> Callable[..., Any]:
        def worked(*words: Any) -> Any:
            now = clock.time.monotonic
            begun.append(isinstance(now, Looks) and now.over)
            return work(*words)

        return worked

    monkeypatch.setattr(optimizer.solver, "solve", told(optimizer.solver.solve))
    monkeypatch.setattr(market, "narrowest", told(market.narrowest))
    monkeypatch.setattr(processes.os, "fork", told(os.fork))
    _, looks = until(NEVER, way)
    assert len(begun) > LEAST
    for many in (1, *some(range(2, looks.seen), f"{way.__name__} begins")):
        begun.clear()
        until(many, way)
        assert sum(begun) <= 1


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that were begun, by number."""
    found: list[int] = []

    def fork(copy: Callable[[], int] = os.fork) -> int:
        if child := copy():
            found.append(child)
        return child

    monkeypatch.setattr(processes.os, "fork", fork)
    return found


def all_are_gone(begun: list[int]) -> None:
    assert begun
    for child in begun:
        with pytest.raises(ChildProcessError):
            os.waitpid(child, os.WNOHANG)


def test_work_that_does_not_end_is_ended_and_leaves_nothing(begun: list[int]) -> None:
    looks: list[None] = []

    def enough() -> bool:
        looks.append(None)
        return len(looks) > 2

    def for_ever() -> bytes:
        signal.pause()
        return b"never"

    assert within(Stop(NEVER, enough), for_ever) is None
    all_are_gone(begun)


def test_work_in_a_process_of_its_own_gives_what_it_gives_here() -> None:
    many = bytes(range(256)) * 10_000
    mine = os.getpid()
    assert within(LIMITED, lambda: many + str(os.getpid() == mine).encode()) == many + b"False"
    assert within(Stop(), lambda: many + str(os.getpid() == mine).encode()) == many + b"True"


def test_work_that_fails_tells_how(begun: list[int]) -> None:
    def failing() -> bytes:
        raise ArithmeticError("the flow ended with 7")

    with pytest.raises(ArithmeticError, match="ended with 7"):
        within(LIMITED, failing)
    all_are_gone(begun)


def test_a_process_that_is_killed_loses_nothing() -> None:
    mine = os.getpid()

    def killed_elsewhere() -> bytes:
        if os.getpid() != mine:
            os.kill(os.getpid(), signal.SIGKILL)
        return b"done here"

    assert within(LIMITED, killed_elsewhere) == b"done here"
