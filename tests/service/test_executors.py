"""Pieces of a round are solved here, in processes or on a Dask cluster: the same comes of it."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from command_line import Run
from command_line import woonplek as woonplek
from far_away import patient, process, refused, slow_but, survived
from towns import Town
from towns import town as town
from workers import is_there, until

from matching import solve as door
from matching.archive import save
from matching.generate import country
from matching.mapping import Map
from matching.optimum import piecewise
from matching.policy import Policy
from matching.solve import solve
from service.jobs import Job
from service.rounds import engine_process, executors, solving
from service.rounds.engine_process import EngineFailed
from service.rounds.executors import PROCESSES, checked, opened
from service.rounds.running import RUN, Engine, run
from service.rounds.snapshot_file import as_bytes
from service.rounds.solving import Solved

if TYPE_CHECKING:
    from distributed import LocalCluster

Log = pytest.LogCaptureFixture


@contextmanager
def cluster(workers: int, folder: Path) -> Iterator[LocalCluster]:
    """A scheduler here, and so many workers in processes of their own; they write in the folder."""
    from dask.config import set as configured
    from distributed import LocalCluster

    with (
        configured({"temporary-directory": str(folder)}),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
        ) as opened,
    ):
        yield opened


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """A cluster of one worker."""
    with cluster(1, tmp_path_factory.mktemp("dask")) as opened:
        yield opened


def given_up(log: Log) -> list[str]:
    """What was said of executors that are given up."""
    return [each.getMessage() for each in log.records if "is given up" in each.getMessage()]


PROBLEM, POLICY = country(200, seed=3, crossing=True), Policy()


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> Callable[[Map], str]:
    """The plan of a country that falls apart in many pieces, solved by a map."""

    def planned(spread: Map) -> str:
        with monkeypatch.context() as patch:
            patch.setattr(door, "LISTED", 0)
            patch.setattr(door, "REGION", 0)
            patch.setattr(piecewise, "HOUSEHOLDS", 3)
            return solve(PROBLEM, POLICY, map=spread).to_json()

    return planned


def test_a_cluster_finds_the_same_plan_as_this_process(
    dask: LocalCluster, in_pieces: Callable[[Map], str], caplog: Log
) -> None:
    with opened(dask.scheduler_address) as spread:
        assert in_pieces(spread) == in_pieces(map)
    assert given_up(caplog) == []


def test_processes_find_the_same_plan_as_this_one(
    in_pieces: Callable[[Map], str], monkeypatch: pytest.MonkeyPatch, caplog: Log
) -> None:
    """The whole way, as a round goes it: the engine is a program that starts the processes."""
    monkeypatch.setattr(solving, "SPREAD", "tests.service.small_pieces")
    data = as_bytes(PROBLEM, POLICY)
    found = solving.solve(data, lambda _: None, lambda: False, PROCESSES)
    assert found.to_json() == in_pieces(map)
    assert given_up(caplog) == []


def test_a_scheduler_that_is_away_changes_nothing_but_the_log(
    in_pieces: Callable[[Map], str], monkeypatch: pytest.MonkeyPatch, caplog: Log
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
    monkeypatch.setattr(executors, "CONNECT_SECONDS", 0.1)
    with opened(address) as spread:
        assert in_pieces(spread) == in_pieces(map)
    assert len(given_up(caplog)) == 1
    assert address in given_up(caplog)[0]


def does_other_work(spread: Map) -> None:
    """It is in other processes, comes back in order, and a fault of its own is told as here."""
    assert os.getpid() not in set(spread(process, range(9)))
    assert list(spread(patient, [0.2, 0.0, 0.1])) == [0.2, 0.0, 0.1]
    with pytest.raises(ZeroDivisionError, match="nothing to share"):
        list(spread(refused, range(3)))


def test_processes_work_in_order_and_tell_a_fault_of_the_work_itself() -> None:
    with opened(PROCESSES) as spread:
        does_other_work(spread)


def test_a_cluster_works_in_order_and_tells_a_fault_of_the_work_itself(dask: LocalCluster) -> None:
    with opened(dask.scheduler_address) as spread:
        does_other_work(spread)


def test_what_a_lost_process_was_doing_is_done_here(tmp_path: Path, caplog: Log) -> None:
    with opened(PROCESSES) as spread:
        found = list(spread(survived, [tmp_path / "killed"] * 5))
        assert found[-1] == os.getpid()
        assert set(spread(process, range(2))) == {os.getpid()}
    assert len(given_up(caplog)) == 1


def test_what_a_lost_worker_was_doing_is_done_by_another(
    dask: LocalCluster, tmp_path: Path, caplog: Log
) -> None:
    with opened(dask.scheduler_address) as spread:
        assert os.getpid() not in set(spread(survived, [tmp_path / "killed"] * 3))
    assert (tmp_path / "killed").exists()
    assert given_up(caplog) == []


def test_a_worker_of_another_version_is_not_trusted(
    dask: LocalCluster, monkeypatch: pytest.MonkeyPatch, caplog: Log
) -> None:
    monkeypatch.setattr(executors, "_versions", lambda: ("0.0.1", "9"))
    with opened(dask.scheduler_address) as spread:
        assert set(spread(process, range(3))) == {os.getpid()}
    assert len(given_up(caplog)) == 1
    assert "('0.0.1', '9')" in given_up(caplog)[0]


def test_what_does_not_come_back_in_time_is_done_here(
    dask: LocalCluster, monkeypatch: pytest.MonkeyPatch, caplog: Log
) -> None:
    monkeypatch.setattr(executors, "LATE_SECONDS", 0.2)
    with opened(dask.scheduler_address) as spread:
        assert set(spread(slow_but, [os.getpid()] * 3)) == {os.getpid()}
    assert len(given_up(caplog)) == 1


def test_a_cluster_without_workers_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: Log, tmp_path: Path
) -> None:
    monkeypatch.setattr(executors, "CONNECT_SECONDS", 0.5)
    with cluster(0, tmp_path) as idle, opened(idle.scheduler_address) as spread:
        assert list(spread(process, range(2))) == [os.getpid()] * 2
    assert len(given_up(caplog)) == 1


def test_who_stops_asking_leaves_nothing_with_the_scheduler(dask: LocalCluster) -> None:
    with opened(dask.scheduler_address) as spread:
        results = iter(spread(patient, [0.2] * 50))
        assert next(results) == 0.2
        assert dask.scheduler.tasks
        del results
        until(lambda: not dask.scheduler.tasks)


PRINTS_ITS_PROCESSES = """
from far_away import patient, process
from service.rounds.executors import opened
with opened("processes") as spread:
    print(*set(spread(process, range(9))), flush=True)
    list(spread(patient, [60] * 9))
"""


def test_processes_do_not_outlive_an_engine_that_is_killed() -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", PRINTS_ITS_PROCESSES]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as engine:
        assert engine.stdout is not None
        processes = [int(word) for word in engine.stdout.readline().split()]
        assert processes
        assert all(map(is_there, processes))
        engine.send_signal(signal.SIGKILL)
    until(lambda: not any(map(is_there, processes)))


def test_what_the_engine_says_though_it_ends_well_is_in_the_log(caplog: Log) -> None:
    with caplog.at_level(logging.WARNING):
        engine_process.run("tests.service.far_away", [], [], lambda _: None, lambda: False)
    assert [each.getMessage() for each in caplog.records] == ["the engine: not as it should be"]


def test_a_round_is_solved_by_the_executor_of_the_settings(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WOONPLEK_EXECUTOR", PROCESSES)
    asked = []

    def noted(problem: bytes, told: Any, stopped: Any, executor: str) -> Solved:
        asked.append(executor)
        raise EngineFailed("enough is known")

    round = town.done(Job(RUN.name, partial(run, engine=Engine(solve=noted))))
    assert (round["state"], asked) == ("FAILED", [PROCESSES])


def test_a_problem_from_a_file_is_solved_by_an_executor(woonplek: Run, tmp_path: Path) -> None:
    problem = country(40, seed=1)
    save(tmp_path / "p.npz", problem)
    words = ("--out", tmp_path / "s.json", "--executor", PROCESSES)
    ended = woonplek("solve", tmp_path / "p.npz", *words)
    assert ended.code == 0, ended.err
    assert (tmp_path / "s.json").read_text() == solve(problem).to_json()


@pytest.mark.parametrize(
    "words", ["dask", "tcp://", "tcp://host", "host:8786", "tls://host:8786", "tcp://u:p@host:1"]
)
def test_what_names_no_executor_is_refused_in_one_line(
    woonplek: Run, tmp_path: Path, words: str
) -> None:
    save(tmp_path / "p.npz", country(4, seed=1))
    ended = woonplek("solve", tmp_path / "p.npz", "--out", tmp_path / "s", "--executor", words)
    assert ended.code != 0
    assert "tcp://scheduler:8786" in ended.err
    assert len(ended.err.strip().splitlines()) == 1
    assert not (tmp_path / "s").exists()


def test_a_scheduler_is_refused_where_dask_is_not_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(executors, "find_spec", lambda _: None)
    assert checked(PROCESSES) == PROCESSES
    with pytest.raises(ValueError, match=r"woonplek\[dask\]"):
        checked("tcp://[::1]:8786")
