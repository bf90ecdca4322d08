"""Who is signed in on the pages, for who runs the program."""

from typing import Annotated
from uuid import UUID

import typer

from service.cli.operator import operator
from service.db import make_sessions, transaction
from service.page_sessions import service
from service.settings import load
from service.startup.checks import safe_engine

sessions = typer.Typer(name="sessions", no_args_is_help=True)


@sessions.callback()
def about() -> None:
    """Sessions of the pages, whoever they are of.

    Example: woonplek sessions end --person jansen
    """


@sessions.command("end")
def end(
    organisation: Annotated[UUID | None, typer.Option(help="The id of an organisation.")] = None,
    person: Annotated[
        str | None, typer.Option(help="A user, as the audit and the decisions name them.")
    ] = None,
) -> None:
    """End the sessions of a person, of an organisation, or of a person in one; they sign in anew.

    A token that was given out lasts until its end: that is for the identity provider.

    Example: woonplek sessions end --organisation 6f1c8a52-0d3e-4f5b-9a77-2b1d3c4e5f60
    """
    if organisation is None and not person:
        raise typer.BadParameter("say whose: --organisation, --person or both")
    with (
        safe_engine(load()) as engine,
        transaction(make_sessions(engine, origin="cli"), operator()) as db,
    ):
        ended = service.end_of(db, organisation, person)
    for each, count in sorted(ended.items()):
        typer.echo(f"{each}: {count} ended")
    if not ended:
        typer.echo("nobody is signed in so")
