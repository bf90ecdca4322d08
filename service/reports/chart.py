"""Panels of lines as one picture (SVG): the same lines give the same bytes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 420, 320, 52, 40, 118, 40
LABEL_STEP = 12
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
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high`, with words at some of its values."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]

    def share(self, value: float) -> float:
        """How far along a value lies, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Line:
    """Points of one colour, named at their end; `dots` marks each point."""

    name: str
    points: Sequence[Point]
    colour: str
    width: float = 1.5
    dots: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines over two axes."""

    title: str
    x_title: str
    x: Axis
    y: Axis
    lines: Sequence[Line]

    def at(self, point: Point) -> Point:
        """A point of a line as a point of the picture."""
        x = LEFT + self.x.share(point[0]) * (WIDTH - LEFT - RIGHT)
        y = HEIGHT - BOTTOM - self.y.share(point[1]) * (HEIGHT - TOP - BOTTOM)
        return round(x, 1), round(y, 1)


def chart(title: str, panels: Sequence[Panel]) -> str:
    """The panels side by side."""
    drawn = "".join(
        f'<g transform="translate({WIDTH * turn} 0)">{"".join(_panel(panel))}</g>'
        for turn, panel in enumerate(panels)
    )
    width = WIDTH * max(len(panels), 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="11">'
        f"<title>{escape(title)}</title>"
        f'<rect width="{width}" height="{HEIGHT}" fill="#ffffff"/>{drawn}</svg>\n'
    )


def _panel(panel: Panel) -> Iterator[str]:
    title = escape(panel.title)
    yield f'<text x="{LEFT}" y="20" font-size="14" font-weight="bold">{title}</text>'
    yield from _grid(panel)
    ends = []
    for line in panel.lines:
        points = [panel.at(point) for point in line.points]
        path = " ".join(f"{x},{y}" for x, y in points)
        style = f'fill="none" stroke="{line.colour}" stroke-width="{line.width:g}"'
        yield f'<polyline points="{path}" {style}/>'
        for x, y in points if line.dots else ():
            yield f'<circle cx="{x}" cy="{y}" r="2.5" fill="{line.colour}"/>'
        ends.append((points[-1][1], line.name, line.colour))
    yield from _labels(ends)


def _grid(panel: Panel) -> Iterator[str]:
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    for value, words in panel.y.ticks:
        y = panel.at((panel.x.low, value))[1]
        yield f'<line x1="{LEFT}" y1="{y}" x2="{right}" y2="{y}" stroke="#dddddd"/>'
        yield f'<text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{escape(words)}</text>'
    for value, words in panel.x.ticks:
        x = panel.at((value, panel.y.low))[0]
        yield f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{bottom}" stroke="#dddddd"/>'
        yield f'<text x="{x}" y="{bottom + 16}" text-anchor="middle">{escape(words)}</text>'
    middle, title = (LEFT + right) / 2, escape(panel.x_title)
    yield f'<text x="{middle}" y="{bottom + 32}" text-anchor="middle">{title}</text>'


def _labels(ends: Sequence[tuple[float, str, str]]) -> Iterator[str]:
    """At the end of each line its name, moved down where two would meet."""
    lowest = 0.0
    for y, name, colour in sorted(ends):
        lowest = max(y + 4, lowest + LABEL_STEP)
        yield f'<text x="{WIDTH - RIGHT + 6}" y="{lowest}" fill="{colour}">{escape(name)}</text>'
