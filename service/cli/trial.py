"""A pin, a veto or a hold tried on files, as at the table."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console

from matching.policy import Policy
from matching.repair import Act, Pair, Seat
from matching.trial import Trial, try_out
from service.cli.refusals import in_one_line
from service.cli.snapshot_files import solved
from service.reports.scarcity import gained
from service.reports.tables import terminal
from service.rounds import wording
from service.rounds.tried import outcome_of

HEADINGS = (
    ("Aanvraag", "Request"),
    ("Was en wordt", "Before and after"),
)


def trial(
    problem: Annotated[Path, typer.Argument(help="A problem (npz; docs/engine-file.md).")],
    act: Annotated[Act, typer.Option(help="What to do with the pair.")],
    request: Annotated[UUID, typer.Option(help="The request (id).")],
    place: Annotated[UUID, typer.Option(help="The place (id).")],
    solution: Annotated[
        Path | None, typer.Option(help="What `woonplek solve` wrote for it; else it is solved now.")
    ] = None,
) -> None:
    """Try a pin, a veto or a hold: what it brings and costs, and whom. Nothing is decided.

    Example: woonplek trial problem.npz --act VETO --request ID --place ID
    """
    with in_one_line(problem, "tried"):
        given, policy, found = solved(problem, solution)
        tried = try_out(given, policy, found, act, Pair(request, place))
    _show(tried, policy)


def _show(tried: Trial, policy: Policy) -> None:
    console, repair = Console(), tried.repair
    outcomes = [outcome_of(move.before, move.after) for move in repair.moves]
    words = wording.of_trial(repair.possible, outcomes)
    shifts = [wording.of_shift(one.asked, one.before, one.after) for one in repair.minimums]
    reasons = [wording.Words(nl=one.nl, en=one.en) for one in tried.reasons]
    for one in (words, *shifts, *reasons):
        console.print(one.nl, highlight=False, markup=False)
        console.print(one.en, highlight=False, markup=False, style="dim")
    console.print(", ".join(gained(policy, repair.gain)), highlight=False)
    rows = [
        (f"{move.request}\n{outcome.nl}\n{outcome.en}", _from_to(move.before, move.after))
        for move, outcome in zip(repair.moves, outcomes, strict=True)
    ]
    if rows:
        console.print(terminal(HEADINGS, rows))


def _from_to(before: Seat | None, after: Seat | None) -> str:
    """The two places; where they are one, what else differs."""
    if before and after and before.place == after.place:
        return f"{before.place}\n{before.contract_form.nl}\n{after.contract_form.nl}"
    return "\n".join(str(seat.place) if seat else "-" for seat in (before, after))
