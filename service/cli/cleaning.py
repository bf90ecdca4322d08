"""Away with what the demo and the tests left."""

import typer

from service import cluster


def clean() -> None:
    """Stop this checkout's demo and remove what the demo and the tests left; nothing else.

    Example: woonplek clean
    """
    for line in cluster.clean() or ["nothing to remove"]:
        typer.echo(line)
