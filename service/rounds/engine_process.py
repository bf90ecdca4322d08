"""The engine in a process of its own, niced, dead when its parent is.

What goes in and what comes out are files without a name, so that nothing of them is left on the
disk whatever happens; what it says meanwhile comes line by line.
"""

import logging
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import matching
from service.rounds import child

log = logging.getLogger(__name__)

KILL_AFTER_SECONDS = 2.0
LOOK_SECONDS = 0.25
MOST_DETAIL = 500

Child = subprocess.Popen[bytes]


class EngineFailed(Exception):
    """The engine ended without a result; the message is the last it said."""


class EngineStopped(Exception):
    """The engine was stopped, by us or by somebody else, before it had its best result."""


def run(
    module: str,
    words: Sequence[str],
    files: Sequence[IO[bytes]],
    told: Callable[[bytes], None],
    stopped: Callable[[], bool],
) -> None:
    """Runs a module of the engine with these arguments, which may name the files.

    `told` gets each line; `stopped` is asked a few times a second, and a yes ends the engine.
    """
    with TemporaryFile() as errors:
        with _started(module, words, files, errors) as running:
            for line in _lines(running, stopped):
                told(line)
        if running.returncode == -signal.SIGTERM:
            raise EngineStopped
        if running.returncode:
            raise EngineFailed(_last_line(errors) or f"it ended with {running.returncode}")
        for said in _all_lines(errors):
            log.warning("the engine: %s", said)


@contextmanager
def _started(
    module: str, words: Sequence[str], files: Sequence[IO[bytes]], errors: IO[bytes]
) -> Iterator[Child]:
    """The engine, which does not outlive the block."""
    program = [sys.executable, "-P", "-m", module, *words]
    parent = [sys.executable, "-I", "-S", str(child.__file__), str(os.getpid())]
    with subprocess.Popen(
        [*parent, *program],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=_environment(),
        pass_fds=[file.fileno() for file in files],
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
    lines = _all_lines(errors)
    return lines[-1][:MOST_DETAIL] if lines else ""


def _all_lines(errors: IO[bytes]) -> list[str]:
    errors.seek(0)
    return errors.read().decode(errors="replace").strip().splitlines()
