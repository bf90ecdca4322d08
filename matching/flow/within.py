"""Work that looks at no clock, done in a process of its own so that it can be ended in time.

A flow in a solver listens to nobody until it is done, which takes a third of a minute in the
largest rounds.
"""

import ctypes
import os
import select
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

from matching.stop import Stop

LOOK_SECONDS, CHUNK = 0.05, 1 << 20
PR_SET_PDEATHSIG = 1


def within(stop: Stop, work: Callable[[], bytes]) -> bytes | None:
    """What the work gives; None when it had to stop, and then nothing of it is left.

    Without a deadline, and where a process cannot be copied, it is done here and waited for. What
    fails in the copy is done here again, and tells how.
    """
    if stop.deadline is None or not hasattr(os, "fork"):
        return work()
    if stop.now():
        return None
    reading, writing = os.pipe()
    parent = os.getpid()
    if (child := os.fork()) == 0:
        _give(work, writing, parent)
    os.close(writing)
    try:
        found = _received(reading, stop)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return work() if found == b"" else found


def _give(work: Callable[[], bytes], writing: int, parent: int) -> NoReturn:
    """In the copy: nothing but the work and its bytes, and never longer than its parent."""
    try:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == parent:
            left = memoryview(work())
            while left:
                left = left[os.write(writing, left) :]
    finally:
        # Nothing that belongs to the other process is closed, flushed or told.
        os._exit(0)


def _received(reading: int, stop: Stop) -> bytes | None:
    """All that comes through a pipe until it is closed; None when it is time to stop."""
    found = bytearray()
    while not stop.now():
        if not select.select([reading], [], [], LOOK_SECONDS)[0]:
            continue
        if not (part := os.read(reading, CHUNK)):
            return bytes(found)
        found += part
    return None
