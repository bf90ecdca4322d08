"""One running cluster is one slot, held by a file lock that the kernel frees when we die."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from service.cluster.errors import AlreadyRunning, SetupError
from service.cluster.folders import own_base

Purpose = Literal["demo", "test"]
PARALLEL_TESTS = 16


@dataclass(frozen=True)
class Slot:
    """A name that only this process uses now, with what it tells the others about itself."""

    name: str
    handle: int

    def announce(self, address: str) -> None:
        """Leaves word where this process can be reached, for whoever finds the slot taken."""
        text = json.dumps({"pid": os.getpid(), "address": address}).encode()
        os.pwrite(self.handle, text, 0)
        os.ftruncate(self.handle, len(text))


@dataclass(frozen=True)
class Holder:
    """The process that holds a slot; the address is empty until it has one."""

    pid: int
    address: str


def names(purpose: Purpose) -> list[str]:
    """The demo has one slot a checkout; test runs side by side take the next free one."""
    return ["demo"] if purpose == "demo" else [f"test-{n}" for n in range(PARALLEL_TESTS)]


@contextmanager
def take(purpose: Purpose) -> Iterator[Slot]:
    """The first free slot; AlreadyRunning when the demo runs, SetupError when all are taken."""
    for name in names(purpose):
        with hold(name) as slot:
            if slot:
                slot.announce("")
                yield slot
                return
    if purpose == "demo":
        where = holder("demo").address or "it is still starting"
        raise AlreadyRunning(f"The demo of this checkout runs already: {where}")
    raise SetupError(f"{PARALLEL_TESTS} test runs are busy in this checkout; wait for one to end.")


@contextmanager
def hold(name: str) -> Iterator[Slot | None]:
    """The slot with this name while nobody else has it, else None."""
    handle = _locked(lock_file(name))
    if handle is None:
        yield None
        return
    try:
        yield Slot(name, handle)
    finally:
        os.close(handle)


def holder(name: str) -> Holder:
    """Who took the slot last; whether it lives is told by `hold`."""
    try:
        told = json.loads(lock_file(name).read_text())
        return Holder(int(told["pid"]), str(told["address"]))
    except (OSError, ValueError, KeyError):
        return Holder(0, "")


def lock_file(name: str) -> Path:
    """The file whose lock is the slot."""
    return own_base() / f"{name}.lock"


def _locked(path: Path) -> int | None:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return None
        # `clean` may have removed the file between the two calls: then the lock is worth nothing.
        if path.exists() and os.path.samestat(os.fstat(handle), path.stat()):
            return handle
        os.close(handle)
