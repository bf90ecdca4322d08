"""What tests have done in other processes, which import no more than this."""

import os
import signal
import sys
import time
from pathlib import Path


def process(_: object) -> int:
    """In which process this is."""
    return os.getpid()


def survived(mark: Path) -> int:
    """In which process this is; the first that begins is killed, and leaves the mark."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def patient(seconds: float) -> float:
    """The seconds, when they have gone by."""
    time.sleep(seconds)
    return seconds


def slow_but(there: int) -> int:
    """In which process this is: at once there, after some seconds elsewhere."""
    if os.getpid() != there:
        time.sleep(3)
    return os.getpid()


def refused(_: object) -> None:
    """A fault of its own."""
    raise ZeroDivisionError("nothing to share")


if __name__ == "__main__":
    sys.stderr.write("not as it should be\n")
