"""The tests, which the launcher of a checkout runs by itself."""

from typing import Annotated

import typer

from service.cli.checkout import ONLY_THERE
from service.cluster import SetupError


def run_tests(
    words: Annotated[
        list[str] | None, typer.Argument(help="Arguments of pytest (.venv/bin/pytest --help).")
    ] = None,
) -> None:
    """Run the tests, or those that are named; in a checkout of the source only.

    With --fuzz they search further: more invented examples, and requests invented from the OpenAPI
    document. With --faults what takes long runs as well: the database and the API killed under
    load, connections cut, crowds that cross, programs as they are deployed. With --browser Chromium
    walks through the pages. CI runs them so.

    Example: ./woonplek test tests/matching -k rules
    """
    raise SetupError(ONLY_THERE.format(command="test"))
