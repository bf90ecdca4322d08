"""The engine as a program: `python -m matching PROBLEM.npz --out SOLUTION.json`.

Progress is a line of JSON each (phase, and placed and bound per tier) on standard output, four a
second at most; the solution is a file. With `--advice` a second file says what would have helped,
what is scarce and who can choose; by the line of phase ADVICE the solution is whole. SIGTERM ends
the run in order, with status CANCELLED.
"""

import argparse
import json
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from matching.advice import advise
from matching.archive import load
from matching.codes.rounds import Status
from matching.mapping import Map
from matching.output_path import refuse_unwritable
from matching.policy import Policy
from matching.solution import Solution
from matching.solve import Progress, solve
from matching.stop import Stop
from matching.table import ProblemError

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


def main(words: Sequence[str] | None = None, map: Map = map) -> int:
    """Reads, solves, writes; 2 and a line saying what is wrong when there is nothing to solve.

    `words` are those after the program's name, as they came unless given.
    """
    asked = _arguments(words)
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))
    try:
        written = filter(None, (asked.out, asked.advice))
        refuse_unwritable(written, read=(asked.problem, asked.policy))
        problem, kept = load(asked.problem)
        policy = Policy.from_json(asked.policy.read_text()) if asked.policy else kept
    except (OSError, ValueError) as error:
        sys.stderr.write(f"matching: {error}\n")
        return 2
    tell, stop = Teller(), Stop(_after(asked.seconds), lambda: bool(stopped))
    try:
        solution = solve(
            problem,
            policy,
            progress=tell,
            deadline=stop.deadline,
            should_stop=stop.asked,
            map=map,
        )
    except ProblemError as error:
        sys.stderr.write(f"matching: {error}\n")
        return 2
    asked.out.write_text(solution.to_json())
    if asked.advice and solution.status is not Status.CANCELLED:
        tell(_advising(solution))
        beside = Stop(_after(asked.advice_seconds), stop.asked)
        asked.advice.write_text(advise(problem, policy or Policy(), solution, beside).to_json())
    return 0


def _advising(solution: Solution) -> Progress:
    """The last line of progress: the plan is there, what can be told beside it comes."""
    tiers = solution.certificate.tiers
    return Progress(
        "ADVICE", tuple(tier.placed for tier in tiers), tuple(tier.bound for tier in tiers)
    )


def _after(seconds: float | None) -> float | None:
    return None if seconds is None else time.monotonic() + seconds


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m matching", description=__doc__)
    parser.add_argument("problem", type=Path, help="an npz file that `matching.archive` wrote")
    parser.add_argument("--policy", type=Path, help="in place of the policy in the file (JSON)")
    parser.add_argument("--out", type=Path, required=True, help="where the solution goes (JSON)")
    parser.add_argument("--seconds", type=float, help="then the best plan so far, with its gap")
    parser.add_argument("--advice", type=Path, help="where what would have helped goes (JSON)")
    parser.add_argument(
        "--advice-seconds", type=float, help="then as many second places as are found (tells so)"
    )
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
