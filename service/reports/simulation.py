"""A simulated year told: rows of a table, JSON, Markdown and a picture."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from matching.simulate import WAYS, Outcome
from service.reports.chart import COLOURS, Axis, Line, Panel, chart
from service.reports.tables import Heading, markdown

HEADINGS: tuple[Heading, ...] = (
    ("Manier", "Way"),
    ("Geplaatst", "Placed"),
    ("Spoed", "Urgent"),
    ("Jongeren", "Youth"),
    ("Wachten (weken)", "Wait (weeks)"),
    ("Spoed: wachten", "Urgent wait"),
    ("Jongeren > 13 weken", "Youth > 13 weeks"),
    ("Punten per plek", "Points a match"),
    ("Nooit geplaatst", "Never placed"),
    ("Nee gezegd", "Refusals"),
    ("CPU s", "CPU s"),
)
NAMES = {way.code: (way.nl, way.en) for way in WAYS}
PANELS: tuple[tuple[str, Callable[[Outcome], Sequence[int]]], ...] = (
    ("Geplaatst · Placed", lambda told: told.placed_by_week),
    ("Spoed geplaatst · Urgent placed", lambda told: told.urgent_by_week),
    ("Jongeren > 13 weken · Youth > 13 weeks", lambda told: told.youth_long_by_week),
)


@dataclass(frozen=True, slots=True)
class Simulated:
    """What was asked, what each way of planning brought, and the most that anything could."""

    people: int
    weeks: int
    seed: int
    policy_sha256: str
    most_placed: int
    outcomes: tuple[Outcome, ...]

    def to_json(self) -> str:
        """No times are in it: the same year and policy give the same text."""
        told = asdict(self)
        for row, outcome in zip(told["outcomes"], self.outcomes, strict=True):
            row["never_placed"] = outcome.never_placed
        return json.dumps(told, indent=1) + "\n"


def rows_of(found: Simulated, seconds: Mapping[str, float]) -> list[tuple[str, ...]]:
    """A row for each way of planning with the CPU seconds it took, and one for the bound."""
    rows = [_row(told, seconds[told.way]) for told in found.outcomes]
    bound = ("Wie het jaar kent · Clairvoyant", f"≤ {found.most_placed:,}")
    return [*rows, (*bound, *[""] * (len(HEADINGS) - len(bound)))]


def turned(
    found: Simulated, seconds: Mapping[str, float]
) -> tuple[list[Heading], list[tuple[str, ...]]]:
    """The same with a column for each way of planning, which fits a terminal."""
    ways = [NAMES[told.way] for told in found.outcomes]
    headings = [("", ""), *ways, ("Wie het jaar kent", "Clairvoyant")]
    names = [nl if nl == en else f"{nl}\n{en}" for nl, en in HEADINGS]
    figures = list(zip(*rows_of(found, seconds), strict=True))
    return headings, [(name, *row) for name, row in zip(names[1:], figures[1:], strict=True)]


def as_markdown(found: Simulated, seconds: Mapping[str, float]) -> str:
    """The table under the command that made it."""
    command = f"woonplek simulate --people {found.people} --weeks {found.weeks} --seed {found.seed}"
    return "\n".join([f"`{command}`", "", *markdown(HEADINGS, rows_of(found, seconds)), ""])


def picture(found: Simulated) -> str:
    """Week by week: placed, urgent placed, and the young who wait too long."""
    panels = [_panel(title, found, series) for title, series in PANELS]
    return chart("Een jaar van wekelijkse rondes · A year of weekly rounds", panels)


def _row(told: Outcome, seconds: float) -> tuple[str, ...]:
    return (
        " · ".join(NAMES[told.way]),
        f"{told.placed:,}",
        f"{told.urgent_placed:,}",
        f"{told.youth_placed:,}",
        f"{told.mean_wait:.1f}",
        f"{told.mean_urgent_wait:.1f}",
        f"{told.youth_long_percent:.1f}%",
        f"{told.mean_fit:.1f}",
        f"{told.never_placed:,}",
        f"{told.refusals:,}",
        f"{seconds:.1f}",
    )


def _panel(title: str, found: Simulated, series: Callable[[Outcome], Sequence[int]]) -> Panel:
    many = max(1, *(max(series(told)) for told in found.outcomes))
    step = _step(many)
    top = -(-many // step) * step
    weeks = max(found.weeks, 2)
    lines = [
        Line(NAMES[told.way][0], list(enumerate(series(told), 1)), COLOURS[turn])
        for turn, told in enumerate(found.outcomes)
    ]
    return Panel(
        title=title,
        x_title="week",
        x=Axis(1, weeks, tuple((week, str(week)) for week in (1, weeks // 2, weeks))),
        y=Axis(0, top, tuple((value, f"{value:,}") for value in range(0, top + 1, step))),
        lines=lines,
    )


def _step(many: int) -> int:
    """1, 2 or 5 times a power of ten, so that some five lines fit."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if many <= 5 * factor * power:
                return factor * power
        power *= 10
