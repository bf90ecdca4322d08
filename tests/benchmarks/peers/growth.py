"""How fast the cost of an engine grows."""

from collections.abc import Sequence

import numpy as np

from peers.runs import DONE, Run

LEAST_SECONDS = 0.05


def exponent(runs: Sequence[Run], by: str = "people") -> float | None:
    """b where CPU seconds are about a * size ** b (least squares on logarithms); None below two.

    Runs too short to be measured are left out.
    """
    done = [run for run in runs if run.state == DONE and run.cpu >= LEAST_SECONDS]
    sizes = np.log([float(getattr(run, by)) for run in done if getattr(run, by)])
    if len(np.unique(sizes)) < 2 or len(sizes) < len(done):
        return None
    return float(np.polyfit(sizes, np.log([run.cpu for run in done]), 1)[0])
