"""Why somebody has no place and what would have helped, read aloud from files."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console

from matching.advice import Advice, advise
from matching.confirm import Confirmed, confirm
from matching.policy import Policy
from matching.problem import Problem
from matching.reasons.standing import standing
from matching.rules.declaration import Audience
from matching.solution import Solution, Unplaced
from service.cli.refusals import in_one_line
from service.cli.snapshot_files import solved
from service.reports.explanation import Sentence, about, confirmed, counted, summary
from service.reports.scarcity import tables
from service.reports.tables import terminal


def explain(
    problem: Annotated[Path, typer.Argument(help="A problem (npz; docs/engine-file.md).")],
    solution: Annotated[
        Path | None, typer.Option(help="What `woonplek solve` wrote for it; else it is solved now.")
    ] = None,
    request: Annotated[
        list[UUID] | None, typer.Option(help="Whom to explain (id); may be given more than once.")
    ] = None,
    people: Annotated[
        int, typer.Option(min=0, max=100_000, help="Or else how many of those without a place.")
    ] = 5,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Solve the round anew for each change that is told.")
    ] = False,
    scarce: Annotated[
        bool, typer.Option("--scarce", help="Also what one more of everything would bring.")
    ] = False,
) -> None:
    """Tell why somebody has no place, what would have helped, and whom that costs a place.

    With --confirm a change that does not bring what is told ends with an error.

    Example: woonplek explain problem.npz --people 5 --confirm
    """
    with in_one_line(problem, "explained"):
        given, policy, found = solved(problem, solution)
        asked = _asked(found, request or [], people)
        told = advise(given, policy, found)
        failed = _read_aloud(given, policy, found, told, asked, anew=confirm)
    if scarce and told.scarcity:
        for (nl, en), headings, rows in tables(policy, told):
            _say([(nl, en)])
            Console().print(terminal(headings, rows))
    if failed:
        sys.exit(f"woonplek: {failed} of what was told is not so")


def _asked(found: Solution, requests: Sequence[UUID], people: int) -> Sequence[Unplaced]:
    without = {one.request: one for one in found.unplaced}
    for each in requests:
        if each not in without:
            placed = any(one.request == each for one in found.assignments)
            raise ValueError(f"{each} {'has a place' if placed else 'is no request'} in this plan")
    return [without[each] for each in requests] or found.unplaced[:people]


def _read_aloud(
    problem: Problem,
    policy: Policy,
    found: Solution,
    told: Advice,
    asked: Sequence[Unplaced],
    anew: bool,
) -> int:
    """Tells about each; how many of the changes, solved anew, do not bring what is told."""
    stood = standing(problem, policy, found) if anew and told.changes else None
    _say([summary(found, told)])
    results: list[Confirmed] = []
    for one in asked:
        changes = told.of(one.request, Audience.MUNICIPALITY)
        lines = list(about(one, told, len(changes)))
        for number, change in enumerate(changes, 1):
            lines.append(counted(number, change))
            if stood is not None:
                results.append(confirm(stood, change))
                lines.append(confirmed(results[-1]))
        _say(lines)
    return sum(not result.agrees for result in results)


def _say(lines: Sequence[Sentence]) -> None:
    """All in Dutch, then all in English."""
    console = Console()
    for language, style in ((0, None), (1, "dim")):
        for line in lines:
            console.print(line[language], highlight=False, markup=False, style=style)
    console.print()
