"""Workers beside a test, in this process or as programs of their own, and what they started."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from unittest.mock import patch

from isolated_databases import Database, compile_once
from sqlalchemy import Engine

from service import worker
from service.db import make_engine
from service.domains import CHORES, JOBS
from service.jobs import Job
from service.settings import Settings

PATIENCE_SECONDS = 60.0


def until(condition: Callable[[], bool]) -> None:
    """Waits for something that must come, and leaves the processor to it meanwhile."""
    deadline, pause = time.monotonic() + PATIENCE_SECONDS, 0.01
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(pause)
        pause = min(1.3 * pause, 0.2)


@contextmanager
def working(database: Database, *jobs: Job) -> Iterator[None]:
    """A worker on a loop of its own, as beside the API; it knows all jobs and chores unless some
    jobs are named."""
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    known = (jobs, ()) if jobs else (JOBS, CHORES)
    running = worker.work(Settings(mode="test"), database.dsn, stop, *known)
    thread = Thread(target=lambda: loop.run_until_complete(running))
    with patch.object(worker, "make_engine", _experienced_engine):
        thread.start()
        try:
            yield
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join(PATIENCE_SECONDS)
            loop.close()
            assert not thread.is_alive()


def _experienced_engine(*given: Any, **settings: Any) -> Engine:
    """A worker's first job would otherwise compile each statement anew, in every test."""
    engine = make_engine(*given, **settings)
    compile_once(engine)
    return engine


@contextmanager
def worker_program(database: Database) -> Iterator[subprocess.Popen[bytes]]:
    """`woonplek worker` in a process of its own; killed at the end if it is still there."""
    environment = os.environ | {"DATABASE_URL": database.dsn, "PYTHONWARNINGS": "default"}
    program = [sys.executable, "-m", "service.cli", "worker"]
    with subprocess.Popen(program, env=environment) as started:
        try:
            yield started
        finally:
            started.kill()


def engine_of(parent: int) -> int | None:
    """The process of the engine that this process started; None while there is none."""
    for each in children_of(parent):
        if b"-m\0matching\0" in _command(Path(f"/proc/{each}")):
            return each
    return None


def children_of(parent: int) -> Iterator[int]:
    """The living processes that this process started."""
    for each in Path("/proc").iterdir():
        if each.name.isdecimal():
            state, started_by, *_ = _fields(each)
            if int(started_by) == parent and state != "Z":
                yield int(each.name)


def is_there(process: int) -> bool:
    """Whether the process lives: nobody may have asked yet how a dead one ended."""
    return _fields(Path(f"/proc/{process}"))[0] not in "ZX"


def _command(process: Path) -> bytes:
    """Empty for the moments in which the engine's process is still another program."""
    try:
        command = (process / "cmdline").read_bytes()
    except OSError:
        return b""
    return b"" if b"child.py" in command else command


def _fields(process: Path) -> list[str]:
    """State, parent and so on (proc(5)); of a process that is gone, dead and nobody's."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["X", "0"]


def wait_for_engine(parent: int) -> int:
    """The engine's process, as soon as there is one."""
    until(lambda: engine_of(parent) is not None)
    found = engine_of(parent)
    assert found is not None
    return found
