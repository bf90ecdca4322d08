"""The results as tables: for the terminal and as Markdown."""

from collections.abc import Mapping, Sequence

from rich.table import Table

from peers.growth import exponent
from peers.kinds import MEANS, Kind
from peers.runs import DONE, Run

HEADER = ("Engine", "People", "Pairs", "CPU s", "of it listing", "MB", "By tier", "Score", "Remark")


def row(run: Run) -> tuple[str, ...]:
    """One run in words."""
    name, people = run.engine, f"{run.people:,}"
    if run.state != DONE:
        return (name, people, "", "", "", "", "", "", f"{run.state}: {run.remark}")
    remark = f"WRONG: {run.faults[0]}" if run.faults else run.remark
    return (
        name,
        people,
        f"{run.pairs:,}" if run.pairs else "",
        f"{run.cpu:.2f}",
        f"{run.listed:.2f}" if run.listed else "",
        f"{run.megabytes:,}",
        " ".join(f"{many:,}" for many in run.tiers),
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
    found = []
    for engine in dict.fromkeys(run.engine for run in runs):
        mine = [run for run in runs if run.engine == engine]
        if (people := exponent(mine)) is not None:
            pairs = exponent(mine, by="pairs")
            more = "" if pairs is None else f", pairs^{pairs:.2f}"
            found.append(f"{engine}: people^{people:.2f}{more}")
    return found


def markdown(machine: Mapping[str, str], runs: Sequence[Run]) -> str:
    """All runs by kind, the growth, and the machine."""
    parts = ["Measured on: " + ", ".join(f"{name} {what}" for name, what in machine.items()), ""]
    for kind in dict.fromkeys(run.kind for run in runs):
        mine = [run for run in runs if run.kind is kind]
        parts += [f"### {kind}: {MEANS[kind]}", "", _line(HEADER), _line(["---"] * len(HEADER))]
        parts += [_line(row(run)) for run in mine]
        parts += ["", *(f"- {line}" for line in growths(mine)), ""]
    return "\n".join(parts)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
