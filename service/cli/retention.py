"""How long data are kept, for who runs the program."""

from typing import Annotated

import typer

from service.db import make_sessions
from service.retention.classes import TERMS
from service.retention.service import DAYS, end
from service.settings import load
from service.startup.checks import safe_engine


def retention(
    apply: Annotated[
        bool,
        typer.Option("--apply/--dry-run", help="Destroy it, or only tell what would go (default)."),
    ] = False,
) -> None:
    """Tell what is past its term, class by class, or destroy it; a worker does so every night.

    Example: woonplek retention --dry-run
    """
    settings = load()
    with safe_engine(settings) as engine:
        sessions = make_sessions(engine, origin="cli", **{DAYS: settings.retention})
        for ended in end(sessions, dry=not apply):
            kept = TERMS[ended.name]
            what = "gone" if apply else "over"
            typer.echo(f"{ended.name}: {ended.rows} {what}; {ended.days} days since {kept.since}")
