"""One engine on one file, in a process of its own: `python -m peers.worker ENGINE FILE SECONDS`.

The last line on standard output is JSON: the plan, and what it cost until there.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

from matching.archive import load
from matching.pairs.candidates import pairs_of
from matching.pairs.kernel import kernel_of
from matching.pairs.sheet import sheet_of
from matching.policy import Policy
from peers.bipartite import CannotExpress
from peers.case import case_of
from peers.engines import OURS, PEERS, ours
from peers.programs import NoPlan

MARGIN = 0.9
"""The share of the limit that solvers with a clock of their own may use."""


def run(engine: str, path: Path, seconds: float) -> dict[str, object]:
    """The plan as rows, CPU seconds (to list the columns, and in all) and peak memory."""
    problem, kept = load(path)
    policy = kept or Policy()
    began, began_wall = cpu_seconds(), time.perf_counter()
    listed, pairs, columns = 0.0, 0, 0
    if engine == OURS:
        choices, remark = ours(problem, policy, MARGIN * seconds)
    else:
        case = case_of(problem, policy)
        listed, pairs, columns = cpu_seconds() - began, case.pairs, len(case.columns)
        chosen, remark = PEERS[engine](case, MARGIN * (seconds - cpu_seconds()))
        plan = case.columns.take(chosen)
        parts = (plan.request, plan.place, plan.form, plan.provider)
        choices = zip(*(part.tolist() for part in parts), strict=True)
    told = {
        "cpu": cpu_seconds() - began,
        "wall": time.perf_counter() - began_wall,
        "listed": listed,
        "megabytes": _peak_megabytes(),
        "columns": columns,
        "remark": remark,
        "choices": [list(choice) for choice in choices],
    }
    return told | {"pairs": pairs or len(pairs_of(kernel_of(sheet_of(problem, policy))))}


def cpu_seconds() -> float:
    """Of this program and of those that it began and that ended."""
    return sum(os.times()[:4])


def _peak_megabytes() -> int:
    """Of this program, or of a copy of it that holds more: `ru_maxrss` of its own would count the
    memory at the fork of who began it as well.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    own = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024


def main() -> int:
    """Says what it found, or in a word why not."""
    engine, path, seconds = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
    try:
        told = run(engine, path, seconds)
    except CannotExpress as error:
        told = {"cannot": str(error)}
    except NoPlan as error:
        told = {"stopped": str(error)}
    except MemoryError:
        told = {"stopped": "memory"}
    except ModuleNotFoundError as error:
        told = {"cannot": f"{error.name} is not installed; it is a development package"}
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
