"""The comparison as a program: `woonplek bench engine` starts it."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from peers.kinds import Kind
from peers.machine import machine
from peers.match import compared
from peers.picture import picture
from peers.runs import DONE, Limits, Run
from peers.tables import growths, markdown, row, terminal


def main() -> int:
    """Runs, tells each run as it ends, and writes what was asked for; 1 where a plan was wrong."""
    asked = _arguments()
    console, progress = Console(), Console(stderr=True)
    kinds = asked.kind or list(Kind)
    runs: list[Run] = []
    for run in compared(asked.people, asked.seed, kinds, Limits()):
        runs.append(run)
        line = f"{run.kind}  " + "  ".join(row(run))
        progress.print(line, highlight=False, markup=False, soft_wrap=True)
    for kind in kinds:
        mine = [run for run in runs if run.kind is kind]
        console.print(terminal(kind, mine))
        for line in growths(mine):
            console.print(line, highlight=False)
    if asked.out:
        _write(asked.out, asked.seed, runs)
    return 1 if any(run.faults for run in runs if run.state == DONE) else 0


def _write(out: Path, seed: int, runs: list[Run]) -> None:
    """The figures as JSON, and beside them as Markdown and as a picture."""
    told = {"machine": machine(), "seed": seed, "runs": [asdict(run) for run in runs]}
    out.write_text(json.dumps(told, indent=1) + "\n")
    out.with_suffix(".md").write_text(markdown(machine(), runs))
    out.with_suffix(".svg").write_text(picture(runs))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m peers", description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--kind", type=Kind, nargs="+", choices=list(Kind))
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
