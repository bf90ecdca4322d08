"""The results as a table for the terminal."""

from collections.abc import Sequence

from rich.table import Table

from peers.growth import exponent
from peers.kinds import MEANS, Kind
from peers.runs import DONE, Run

HEADER = (
    "Engine",
    "People",
    "Pairs",
    "CPU s",
    "of it listing",
    "MB",
    "By tier",
    "Minimums",
    "Score",
    "Remark",
)


def row(run: Run) -> tuple[str, ...]:
    """One run in words."""
    name, people = run.engine, f"{run.people:,}"
    if run.state != DONE:
        return (name, people, *[""] * (len(HEADER) - 3), f"{run.state}: {run.remark}")
    remark = f"WRONG: {run.faults[0]}" if run.faults else run.remark
    return (
        name,
        people,
        f"{run.pairs:,}" if run.pairs else "",
        f"{run.cpu:.2f}",
        f"{run.listed:.2f}" if run.listed else "",
        f"{run.megabytes:,}",
        " ".join(f"{many:,}" for many in run.tiers),
        f"{run.reached:,} of {run.asked:,}" if run.asked else "",
        f"{run.score:,}",
        remark,
    )


def terminal(kind: Kind, runs: Sequence[Run]) -> Table:
    """The runs of one kind, for rich."""
    table = Table(title=f"{kind}: {MEANS[kind]}")
    for name in HEADER:
        table.add_column(name, no_wrap=name == HEADER[0])
    for run in runs:
        table.add_row(*row(run))
    return table


def growths(runs: Sequence[Run]) -> list[str]:
    """A line for each engine that ended at two sizes or more."""
    engines = dict.fromkeys(run.engine for run in runs)
    found = {engine: growth([run for run in runs if run.engine == engine]) for engine in engines}
    return [f"{engine}: {words}" for engine, words in found.items() if words]


def growth(runs: Sequence[Run]) -> str:
    """How the CPU seconds of an engine grow, where it ended at two sizes or more."""
    people, pairs = exponent(runs), exponent(runs, by="pairs")
    if people is None:
        return ""
    return f"people^{people:.2f}" + ("" if pairs is None else f", pairs^{pairs:.2f}")
