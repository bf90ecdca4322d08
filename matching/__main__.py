"""The engine as a program: `python -m matching PROBLEM.npz --out SOLUTION.json`.

Progress is a line of JSON each (phase, and placed and bound per tier) on standard output, four a
second at most; the solution is a file. SIGTERM ends the run in order, with status CANCELLED.
"""

import argparse
import json
import signal
import sys
import time
from pathlib import Path

from matching.archive import load
from matching.policy import Policy
from matching.solve import Progress, solve

PAUSE_SECONDS = 0.25


class Teller:
    """Prints progress: each new phase, and within one no more than four lines a second."""

    def __init__(self) -> None:
        self._phase = ""
        self._told_at = 0.0

    def __call__(self, progress: Progress) -> None:
        """One line, or none when the last is too young."""
        now = time.monotonic()
        if progress.phase == self._phase and now - self._told_at < PAUSE_SECONDS:
            return
        self._phase, self._told_at = progress.phase, now
        line = {"phase": progress.phase, "value": progress.value, "bound": progress.bound}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def main() -> int:
    """Reads, solves, writes; 2 and a line saying what is wrong when there is nothing to solve."""
    asked = _arguments()
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))
    try:
        problem, kept = load(asked.problem)
        policy = Policy.from_json(asked.policy.read_text()) if asked.policy else kept
    except (OSError, ValueError) as error:
        sys.stderr.write(f"matching: {error}\n")
        return 2
    solution = solve(
        problem,
        policy,
        progress=Teller(),
        deadline=None if asked.seconds is None else time.monotonic() + asked.seconds,
        should_stop=lambda: bool(stopped),
    )
    asked.out.write_text(solution.to_json())
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m matching", description=__doc__)
    parser.add_argument("problem", type=Path, help="an npz file that `matching.archive` wrote")
    parser.add_argument("--policy", type=Path, help="in place of the policy in the file (JSON)")
    parser.add_argument("--out", type=Path, required=True, help="where the solution goes (JSON)")
    parser.add_argument("--seconds", type=float, help="then the best plan so far, with its gap")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
