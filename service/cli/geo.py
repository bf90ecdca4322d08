"""What an operator does with the map."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from geo.boundaries import Boundary
from geo.boundary_sources import BoundaryReading, boundaries_from_pdok, boundaries_in
from geo.json_source import JsonSource
from service.actor import SYSTEM
from service.cli.refusals import in_one_line
from service.cli.whole_file import read_whole
from service.db import make_engine, make_sessions, transaction
from service.geography.boundaries import Loaded, put
from service.settings import load
from service.startup.checks import database_url

PDOK = "pdok"

geo = typer.Typer(name="geo", no_args_is_help=True)


@geo.callback()
def about() -> None:
    """What the registry knows of the map.

    Example: woonplek geo boundaries pdok
    """


@geo.command("boundaries")
def load_boundaries(
    source: Annotated[str, typer.Argument(help="A GeoJSON file, or the word pdok.")],
) -> None:
    """Load the boundaries of the municipalities, all of a source or nothing.

    From then on a point must lie inside its municipality.

    Example: woonplek geo boundaries pdok
    """
    reading = boundaries_from_pdok(JsonSource()) if source == PDOK else _file(Path(source))
    dsn = database_url(load())
    loaded = _written(dsn, _read(reading))
    typer.echo(
        f"{loaded.put} boundaries are loaded; {loaded.present} of {loaded.municipalities} "
        "municipalities have one."
    )


def _file(path: Path) -> BoundaryReading:
    with in_one_line(path, "loaded"):
        return boundaries_in(read_whole(path), str(path))


def _read(reading: BoundaryReading) -> list[Boundary]:
    console = Console(stderr=True)
    return list(
        track(reading.boundaries, "Reading boundaries", total=reading.expected, console=console)
    )


def _written(dsn: str, boundaries: list[Boundary]) -> Loaded:
    engine = make_engine(dsn)
    try:
        with transaction(make_sessions(engine), SYSTEM) as db:
            db.info["origin"] = "cli"
            return put(db, boundaries)
    finally:
        engine.dispose()
