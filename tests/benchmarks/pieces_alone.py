"""What pieces are worth without the whole: `python tests/benchmarks/pieces_alone.py PEOPLE SEED`.

Of a country whose limits cross: its pairs and its file; for some numbers of pieces, how many
households have places in more than one; and how far the plan and the bound of the pieces are from
the end, in the sum that weighs the tiers.
"""

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matching.archive import save
from matching.generate import country
from matching.optimum import crossing, national
from matching.optimum.pieces import groups
from matching.pairs.candidates import Pairs, pairs_of
from matching.pairs.kernel import kernel_of
from matching.pairs.sheet import sheet_of
from matching.policy import Policy
from matching.problem import Problem
from matching.solve import solve

PIECES = (2, 5, 10, 22)


def glued(problem: Problem, pairs: Pairs, many: int) -> float:
    """The share of households with a place whose places are in more than one of so many pieces."""
    region = problem.places.region[pairs.place].astype(np.int64)
    request = np.repeat(np.arange(len(problem.requests)), np.diff(pairs.first))
    group = groups(request, region, len(problem.regions), many)[region]
    seen = np.unique(request * len(problem.regions) + group) // len(problem.regions)
    return float((np.bincount(seen) > 1).sum() / len(np.unique(request)))


def told(problem: Problem) -> str:
    """The file, the pairs and who is in more than one piece."""
    with tempfile.TemporaryDirectory() as folder:
        save(Path(folder, "p.npz"), problem)
        size = Path(folder, "p.npz").stat().st_size
    began = time.process_time()
    pairs = pairs_of(kernel_of(sheet_of(problem, Policy())))
    spent = time.process_time() - began
    many = [k for k in (*PIECES, len(problem.regions)) if k <= len(problem.regions)]
    shares = ", ".join(f"{k}: {glued(problem, pairs, k):.1%}" for k in many)
    return (
        f"{len(pairs) / 1e6:.2f} million pairs in {spent:.1f} cpu s, file {size / 1e6:.2f} MB\n"
        f"households in more than one of so many pieces: {shares}\n"
    )


def compared(problem: Problem) -> str:
    """Plan and bound after the pieces, beside those at the end."""
    after: list[tuple[int, int, int, float]] = []
    ended: list[Any] = []
    descend, crossed = crossing._descend, national.crossed
    began = time.process_time()

    def first(priced: Any, goal: Any, rank: Any, at: Any, *rest: Any) -> None:
        if not after:
            worth = int(at.core.objective[at.plan].sum())
            spent = time.process_time() - began
            after.append((worth, at.shadow.most // at.shadow.grid, int(at.plan.sum()), spent))
        descend(priced, goal, rank, at, *rest)

    def last(*given: Any) -> Any:
        found = crossed(*given)
        ended.append((found, time.process_time() - began))
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crossing, "_descend", first)
        patch.setattr(national, "crossed", last)
        solve(problem)
    worth, most, placed, spent = after[0]
    best, until = ended[0]
    columns, shadow = best.columns, best.shadow
    value = int(shadow.base[columns.request].sum() + columns.score.sum())
    return (
        f"pieces, after {spent:.1f} cpu s: {placed} placed, {1 - worth / value:.1e} below, "
        f"bound {most / value - 1:.1e} above; the whole, after {until:.1f}: {len(columns)} placed, "
        f"bound {shadow.most / shadow.grid / value - 1:.1e} above\n"
    )


def main() -> None:
    """Prints what it measures."""
    people, seed = map(int, sys.argv[1:])
    problem = country(people, seed, crossing=True)
    sys.stdout.write(told(problem))
    sys.stdout.flush()
    sys.stdout.write(compared(problem))


if __name__ == "__main__":
    main()
