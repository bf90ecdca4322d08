"""The results as a picture (SVG): CPU seconds by people, in powers of ten, a panel a kind."""

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10
from xml.sax.saxutils import escape

from peers.kinds import Kind
from peers.runs import DONE, Run

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 420, 320, 52, 40, 118, 40
LABEL_STEP = 12
LEAST = 0.01
COLOURS = (
    "#b00020",
    "#1b5e9c",
    "#2e7d32",
    "#8e5a00",
    "#6a1b9a",
    "#00796b",
    "#5d4037",
    "#37474f",
    "#ad1457",
)


class Axes:
    """From people and seconds to points of a panel."""

    def __init__(self, runs: Sequence[Run]) -> None:
        people, seconds = [run.people for run in runs], [max(run.cpu, LEAST) for run in runs]
        self.first, self.last = floor(log10(min(people))), ceil(log10(max(people) + 1))
        self.low, self.high = floor(log10(min(seconds))), ceil(log10(max(seconds)) + 1e-9)
        self.high = max(self.high, self.low + 1)

    def x(self, people: float) -> float:
        """Where so many people stand."""
        share = (log10(people) - self.first) / (self.last - self.first)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, seconds: float) -> float:
        """Where so many seconds stand."""
        share = (log10(max(seconds, LEAST)) - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)


def picture(runs: Sequence[Run]) -> str:
    """Only what ended is drawn; the same runs give the same bytes."""
    done = [run for run in runs if run.state == DONE]
    kinds = list(dict.fromkeys(run.kind for run in done))
    engines = list(dict.fromkeys(run.engine for run in runs))
    panels = [
        f'<g transform="translate({WIDTH * turn} 0)">{"".join(_panel(kind, done, engines))}</g>'
        for turn, kind in enumerate(kinds)
    ]
    width = WIDTH * max(len(kinds), 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="11">'
        "<title>CPU seconds by people, ours beside other ways</title>"
        f'<rect width="{width}" height="{HEIGHT}" fill="#ffffff"/>{"".join(panels)}</svg>\n'
    )


def _panel(kind: Kind, done: Sequence[Run], engines: Sequence[str]) -> Iterator[str]:
    mine = [run for run in done if run.kind is kind]
    axes = Axes(mine)
    yield f'<text x="{LEFT}" y="20" font-size="14" font-weight="bold">{kind}</text>'
    yield from _grid(axes)
    ends = []
    for engine in engines:
        line = sorted((run.people, run.cpu) for run in mine if run.engine == engine)
        if line:
            colour = COLOURS[engines.index(engine) % len(COLOURS)]
            points = [(axes.x(people), axes.y(seconds)) for people, seconds in line]
            path = " ".join(f"{x},{y}" for x, y in points)
            width = 3 if engine == engines[0] else 1.5
            style = f'fill="none" stroke="{colour}" stroke-width="{width}"'
            yield f'<polyline points="{path}" {style}/>'
            yield from (f'<circle cx="{x}" cy="{y}" r="2.5" fill="{colour}"/>' for x, y in points)
            ends.append((points[-1][1], engine, colour))
    yield from _labels(ends)


def _grid(axes: Axes) -> Iterator[str]:
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    for power in range(axes.low, axes.high + 1):
        y = axes.y(10.0**power)
        yield f'<line x1="{LEFT}" y1="{y}" x2="{right}" y2="{y}" stroke="#dddddd"/>'
        yield f'<text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{10.0**power:g} s</text>'
    for power in range(axes.first, axes.last + 1):
        x = axes.x(10.0**power)
        yield f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{bottom}" stroke="#dddddd"/>'
        yield f'<text x="{x}" y="{bottom + 16}" text-anchor="middle">{10**power:,}</text>'
    yield f'<text x="{(LEFT + right) / 2}" y="{bottom + 32}" text-anchor="middle">people</text>'


def _labels(ends: Sequence[tuple[float, str, str]]) -> Iterator[str]:
    """At the end of each line its name, moved down where two would meet."""
    lowest = 0.0
    for y, engine, colour in sorted(ends):
        lowest = max(y + 4, lowest + LABEL_STEP)
        yield f'<text x="{WIDTH - RIGHT + 6}" y="{lowest}" fill="{colour}">{escape(engine)}</text>'
