"""The results as a picture (SVG): CPU seconds by people, in powers of ten, a panel a kind."""

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10

from peers.kinds import Kind
from peers.runs import DONE, Run
from service.reports.chart import COLOURS, Axis, Line, Panel, chart

LEAST = 0.01


def picture(runs: Sequence[Run]) -> str:
    """Only what ended is drawn; the same runs give the same bytes."""
    done = [run for run in runs if run.state == DONE]
    kinds = list(dict.fromkeys(run.kind for run in done))
    engines = list(dict.fromkeys(run.engine for run in runs))
    panels = [_panel(kind, done, engines) for kind in kinds]
    return chart("CPU seconds by people, ours beside other ways", panels)


def _panel(kind: Kind, done: Sequence[Run], engines: Sequence[str]) -> Panel:
    mine = [run for run in done if run.kind is kind]
    people, seconds = [run.people for run in mine], [_seconds(run) for run in mine]
    first, last = floor(log10(min(people))), ceil(log10(max(people) + 1))
    low, high = floor(log10(min(seconds))), ceil(log10(max(seconds)) + 1e-9)
    high = max(high, low + 1)
    return Panel(
        title=str(kind),
        x_title="people",
        x=Axis(first, last, tuple((power, f"{10**power:,}") for power in range(first, last + 1))),
        y=Axis(low, high, tuple((power, f"{10.0**power:g} s") for power in range(low, high + 1))),
        lines=list(_lines(mine, engines)),
    )


def _lines(mine: Sequence[Run], engines: Sequence[str]) -> Iterator[Line]:
    for turn, engine in enumerate(engines):
        runs = sorted((run.people, _seconds(run)) for run in mine if run.engine == engine)
        if runs:
            points = [(log10(people), log10(seconds)) for people, seconds in runs]
            width = 3 if turn == 0 else 1.5
            yield Line(engine, points, COLOURS[turn % len(COLOURS)], width, dots=True)


def _seconds(run: Run) -> float:
    return max(run.cpu, LEAST)
