"""One engine on one instance within its limits, and what came of it."""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matching.policy import Policy
from peers.kinds import Kind

HERE = Path(__file__).parents[1]
ROOT = HERE.parents[1]
GRACE = 5
PR_SET_PDEATHSIG = 1
BEFORE = [tier.code for tier in Policy().tiers].index(Policy().minimums_before)
"""The tier that minimums come before; every engine gets the policy as it is by itself."""
OUT_OF_MEMORY = ("bad_alloc", "memoryerror", "cannot allocate", "memory allocation")
DONE, STOPPED, CANNOT, FAILED = "done", "stopped", "cannot", "failed"
SKIPPED = "stopped before"
"""Not asked, as it was stopped at a smaller size."""


@dataclass(frozen=True, slots=True)
class Limits:
    """CPU seconds and bytes of memory of one engine on one instance."""

    seconds: int = 300
    memory: int = 8 << 30


@dataclass(frozen=True, slots=True)
class Run:
    """What came of an engine on an instance; costs and counts are 0 where it did not end.

    `cpu` is from the problem in memory to the plan, `listed` of it for listing the columns;
    `tiers` and `score` are the checker's own count, `faults` what it found wrong; `reached` of
    `asked` is what quotas ask at least, all together. `problem` is the
    instance's digest and `version` the engine's own, where it has one.
    """

    engine: str
    kind: Kind
    people: int
    state: str
    remark: str = ""
    cpu: float = 0.0
    wall: float = 0.0
    listed: float = 0.0
    megabytes: int = 0
    pairs: int = 0
    columns: int = 0
    tiers: tuple[int, ...] = ()
    score: int = 0
    reached: int = 0
    asked: int = 0
    faults: tuple[str, ...] = ()
    problem: str = ""
    version: str = ""

    @property
    def value(self) -> tuple[int, ...]:
        """What plans are compared by, first number first: as in a certificate."""
        return (*self.tiers[:BEFORE], self.reached, *self.tiers[BEFORE:], self.score)


def told_by(engine: str, path: Path, limits: Limits) -> dict[str, Any]:
    """What the engine's process said, or why it said nothing; it ends with us (Linux)."""

    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def limited() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + GRACE))
        resource.setrlimit(resource.RLIMIT_DATA, (limits.memory, limits.memory))

    command = [sys.executable, "-m", "peers.worker", engine, str(path), str(limits.seconds)]
    places = os.pathsep.join((str(ROOT), str(HERE)))
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": places},
        preexec_fn=limited,
    ) as process:
        out, errors = process.communicate()
    if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return {"stopped": f"{limits.seconds} s"}
    if process.returncode and _out_of_memory(errors):
        return {"stopped": _gigabytes(limits.memory)}
    if process.returncode:
        return {"failed": (errors.strip().splitlines() or [f"{process.returncode}"])[-1]}
    said: dict[str, Any] = json.loads(out.splitlines()[-1])
    if said.get("stopped") == "memory":
        said["stopped"] = _gigabytes(limits.memory)
    return said


def _gigabytes(memory: int) -> str:
    return f"{memory / (1 << 30):.2g} GB"


def _out_of_memory(errors: str) -> bool:
    return any(word in errors.lower() for word in OUT_OF_MEMORY)
