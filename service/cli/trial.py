"""A pin, a veto or a hold tried on files, as at the table."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from matching.repair import Act, Pair
from matching.trial import try_out
from service.cli.moves import show
from service.cli.refusals import in_one_line
from service.cli.snapshot_files import solved
from service.rounds import wording


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
    reasons = [wording.Words(nl=one.nl, en=one.en) for one in tried.reasons]
    show(tried.repair, policy, reasons)
