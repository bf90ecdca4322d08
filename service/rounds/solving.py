"""The engine in a process of its own: `python -m matching`, niced, dead when its parent is.

The problem goes in and the solution comes out by files without a name, so that nothing of them is
left on the disk whatever happens; progress comes as JSON lines.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import matching
from matching.codes import Status
from matching.solution import Solution
from service.rounds import child
from service.rounds.snapshot_file import opened, path_of

KILL_AFTER_SECONDS = 2.0
LOOK_SECONDS = 0.25
MOST_DETAIL = 500

Told = dict[str, Any]
Child = subprocess.Popen[bytes]


class EngineFailed(Exception):
    """The engine ended without a result; the message is the last it said."""


class EngineStopped(Exception):
    """The engine was stopped, by us or by somebody else, before it had its best result."""


def solve(
    problem: bytes,
    told: Callable[[Told], None],
    stopped: Callable[[], bool],
    seconds: int | None = None,
) -> Solution:
    """Solves a snapshot file. `told` gets each line of progress; `stopped` is asked a few times a
    second, and a yes ends the engine: `EngineStopped`. After so many seconds the engine gives the
    best plan that it has, with its gap."""
    with opened(problem) as given, TemporaryFile() as result, TemporaryFile() as errors:
        with _started(given, result, errors, seconds) as running:
            for line in _lines(running, stopped):
                told(json.loads(line))
        if running.returncode == -signal.SIGTERM:
            raise EngineStopped
        if running.returncode:
            raise EngineFailed(_last_line(errors) or f"it ended with {running.returncode}")
        result.seek(0)
        solution = Solution.from_json(result.read())
        if solution.status is Status.CANCELLED:
            raise EngineStopped
        return solution


@contextmanager
def _started(
    given: IO[bytes], result: IO[bytes], errors: IO[bytes], seconds: int | None
) -> Iterator[Child]:
    """The engine, which does not outlive the block."""
    program = [
        sys.executable,
        "-P",
        "-m",
        "matching",
        str(path_of(given)),
        "--out",
        str(path_of(result)),
        *(() if seconds is None else ("--seconds", str(seconds))),
    ]
    parent = [sys.executable, "-I", "-S", str(child.__file__), str(os.getpid())]
    with subprocess.Popen(
        [*parent, *program],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=_environment(),
        pass_fds=(given.fileno(), result.fileno()),
        start_new_session=True,  # Ctrl-C is for us; we end the engine when we are done
    ) as running:
        try:
            yield running
        finally:
            _ended(running)


def _environment() -> dict[str, str]:
    """No secret reaches the engine, and it finds itself wherever we were installed."""
    where = Path(matching.__file__).parents[1]
    return {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(where)}


def _lines(running: Child, stopped: Callable[[], bool]) -> Iterator[bytes]:
    """What the engine says, line by line, until it ends."""
    assert running.stdout is not None
    kept = b""
    with selectors.DefaultSelector() as selector:
        selector.register(running.stdout, selectors.EVENT_READ)
        while True:
            if stopped():
                raise EngineStopped
            if not selector.select(LOOK_SECONDS):
                continue
            if not (read := os.read(running.stdout.fileno(), 65_536)):
                break
            *lines, kept = (kept + read).split(b"\n")
            yield from lines
    running.wait()


def _ended(running: Child) -> None:
    if running.poll() is None:
        running.terminate()
    try:
        running.wait(KILL_AFTER_SECONDS)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()


def _last_line(errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = errors.read().decode(errors="replace").strip().splitlines()
    return lines[-1][:MOST_DETAIL] if lines else ""
