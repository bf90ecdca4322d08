"""The comparison as a program: `woonplek bench engine` starts it."""

import argparse
import sys
from pathlib import Path

from rich.console import Console

from peers.kinds import Kind
from peers.machine import machine
from peers.match import compared
from peers.results import OtherFigures, results_at
from peers.runs import DONE, Limits, Run
from peers.tables import growths, row, terminal


def main() -> int:
    """Runs what the file does not hold yet, tells and writes each run as it ends; 1 where a plan
    was wrong."""
    asked = _arguments()
    kinds = asked.kind or list(Kind)
    try:
        results = results_at(asked.out, machine(), asked.seed)
    except OtherFigures as error:
        sys.exit(f"woonplek: {error}")
    progress, runs = Console(stderr=True), []
    for run in compared(asked.people, asked.seed, kinds, Limits(), known=results.known):
        runs.append(run)
        results.add(run)
        line = f"{run.kind}  " + "  ".join(row(run))
        progress.print(line, highlight=False, markup=False, soft_wrap=True)
    _tell(kinds, runs)
    return 1 if any(run.faults for run in runs if run.state == DONE) else 0


def _tell(kinds: list[Kind], runs: list[Run]) -> None:
    console = Console()
    for kind in kinds:
        mine = [run for run in runs if run.kind is kind]
        console.print(terminal(kind, mine))
        for line in growths(mine):
            console.print(line, highlight=False)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m peers", description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--kind", type=Kind, nargs="+", choices=list(Kind))
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
