"""A year of weekly rounds in an invented country, planned in several ways."""

import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from matching.policy import Policy
from matching.simulate import WAYS, Outcome, Way, Year, most_placed, outcome_of, run, year_of
from matching.simulate.week import Planned, Week
from service.cli.policy_files import policy_in
from service.cli.whole_file import writable, write_whole
from service.reports.simulation import Simulated, as_markdown, picture, turned
from service.reports.tables import terminal


def simulate(
    people: Annotated[
        int, typer.Option(min=1, max=100_000, help="About how many households ask in the year.")
    ] = 1_000,
    weeks: Annotated[int, typer.Option(min=1, max=520, help="How many weekly rounds.")] = 52,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same year.")] = 1,
    policy: Annotated[Path | None, typer.Option(help="JSON file with a policy.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Figures as JSON; a .md and an .svg come beside it."),
    ] = None,
) -> None:
    """Simulate a year of weekly rounds: by hand, by the engine, and looking ahead.

    Every plan is checked. JSON and picture hold no times: the same seed gives the same bytes.

    Example: woonplek simulate --people 1000 --seed 1 --out year.json
    """
    files = writable(out, ".md", ".svg", read=(policy,))
    rules = _policy(policy)
    year = year_of(people, weeks, seed)
    seconds: dict[str, float] = {}
    told = tuple(_lived(year, rules, way, seconds) for way in WAYS)
    most = most_placed(year, rules)
    found = Simulated(people, weeks, seed, rules.sha256(), most, told)
    Console().print(terminal(*turned(found, seconds)))
    if files:
        figures, page, drawing = files
        write_whole(figures, found.to_json())
        write_whole(page, as_markdown(found, seconds))
        write_whole(drawing, picture(found))


def _policy(path: Path | None) -> Policy:
    try:
        return policy_in(path) if path else Policy()
    except typer.BadParameter as error:
        sys.exit(f"woonplek: {error}")


def _lived(year: Year, policy: Policy, way: Way, seconds: dict[str, float]) -> Outcome:
    """A year under one way of planning; what planning took, without the checker, is noted."""
    seconds[way.code] = 0.0

    def timed(week: Week) -> Planned:
        began = time.process_time()
        planned = way.plan(week)
        seconds[way.code] += time.process_time() - began
        return planned

    told = outcome_of(way.code, year, run(year, policy, timed))
    said = f"{way.nl} · {way.en}: {told.placed:,} ({seconds[way.code]:.1f} s)"
    Console(stderr=True).print(said, highlight=False)
    return told
