"""Becomes another program that is niced and dies with its parent; standard library only.

Run as `python -I -S child.py PARENT PROGRAM ARGUMENT ...`. Between fork and exec of a process with
threads nothing but exec is safe, so this happens in the child's own first moments.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
NICENESS = 10


def main(parent: int, command: list[str]) -> None:
    """Asks the kernel to end us with the parent (where it can), then becomes the command."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("the parent is gone")
    os.nice(NICENESS)
    os.execv(command[0], command)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
