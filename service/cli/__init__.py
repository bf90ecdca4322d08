"""The program `woonplek`: each command is a module here, with its help and an example."""

import gc

from service.cli.interrupts import ending_at_once

ALLOCATIONS = 50_000
"""Between two searches for rubbish; with Python's own 700 a tenth of the start is spent on them."""


def main() -> None:
    """Runs the command that the arguments name."""
    gc.set_threshold(ALLOCATIONS)
    with ending_at_once():
        from service.cli.program import run
    run()
