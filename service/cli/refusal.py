"""After a no, on files: the next offers, or a plan that moves few others."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from matching.refusals import Way, answer
from matching.repair import Pair, Since
from service.cli.moves import show
from service.cli.refusals import in_one_line
from service.cli.snapshot_files import solved


def pair_of(text: str) -> Pair:
    """A request and a place (ids) with a colon between."""
    try:
        request, place = (UUID(part) for part in text.split(":"))
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no REQUEST:PLACE, two ids") from None
    return Pair(request, place)


def refusal(
    problem: Annotated[Path, typer.Argument(help="A problem (npz; docs/engine-file.md).")],
    refused: Annotated[
        list[Pair],
        typer.Option(
            parser=pair_of,
            metavar="REQUEST:PLACE",
            help="A request and its place (ids) that will not be; may be repeated.",
        ),
    ],
    new_plan: Annotated[
        bool,
        typer.Option(
            "--new-plan",
            help="Weigh everybody again; who stays counts for the policy's stickiness more.",
        ),
    ] = False,
    solution: Annotated[
        Path | None, typer.Option(help="What `woonplek solve` wrote for it; else it is solved now.")
    ] = None,
) -> None:
    """After a no: the next offer for the household and for the place, with nobody else moved.

    With --new-plan: a whole plan that moves as few others as it can. Nothing is decided.

    Example: woonplek refusal problem.npz --refused REQUEST:PLACE
    """
    way = Way.NEW_PLAN if new_plan else Way.NEXT_OFFERS
    with in_one_line(problem, "worked out"):
        given, policy, found = solved(problem, solution)
        told = answer(given, policy, found, way, Since(tuple(refused)))
    show(told.repair, policy)
