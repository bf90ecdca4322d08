"""The program `woonplek`: each command is a module here, with its help and an example."""

from service.cli.interrupts import ending_at_once


def main() -> None:
    """Runs the command that the arguments name."""
    with ending_at_once():
        from service.cli.program import run
    run()
