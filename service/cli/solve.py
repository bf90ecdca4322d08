"""A problem file in, a solution file out: the engine without a database."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from matching.archive import load
from matching.policy import Policy
from matching.solution import Solution
from service.cli.policy_files import policy_in
from service.cli.refusals import in_one_line
from service.cli.whole_file import writable, write_whole
from service.rounds import solving
from service.rounds.executors import HERE, checked
from service.rounds.snapshot_file import as_bytes


def _known(executor: str) -> str:
    try:
        return checked(executor)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def solve(
    problem: Annotated[Path, typer.Argument(help="A problem (npz; docs/engine-file.md).")],
    out: Annotated[Path, typer.Option(help="Where the solution goes (JSON).")],
    policy: Annotated[
        Path | None, typer.Option(help="JSON file with a policy, instead of the one in the file.")
    ] = None,
    executor: Annotated[
        str,
        typer.Option(
            callback=_known,
            help="Where pieces are solved: processes, or a Dask scheduler (tcp://host:8786).",
        ),
    ] = HERE,
) -> None:
    """Solve a problem from a file; Ctrl-C stops, and nothing is written.

    The same problem, policy and version give the same bytes, by whatever executor: no times and no
    paths are in them.

    Example: woonplek solve problem.npz --out solution.json
    """
    writable(out, read=(problem, policy))
    with in_one_line(problem, "written"):
        given, kept = load(problem)
        rules = (policy_in(policy) if policy else kept) or Policy()
        data = as_bytes(given, rules)
        del given
        found = solving.solve(data, Teller(rules), lambda: False, executor)
        write_whole(out, found.to_json())
    Console(stderr=True).print(_ended(found), highlight=False)


class Teller:
    """Prints on standard error how far the engine is: each line once."""

    def __init__(self, policy: Policy) -> None:
        self._tiers = [tier.code for tier in policy.tiers]
        self._console = Console(stderr=True)
        self._shown = ""

    def __call__(self, told: solving.Told) -> None:
        """A line of progress."""
        counts = zip(self._tiers, told["value"], told["bound"], strict=True)
        tiers = ", ".join(f"{tier}: {placed} of {bound}" for tier, placed, bound in counts)
        if (line := f"{told['phase']}  {tiers}") != self._shown:
            self._console.print(line, highlight=False)
            self._shown = line


def _ended(found: Solution) -> str:
    asked = len(found.assignments) + len(found.unplaced)
    gap, most = found.certificate.gap, found.certificate.most_in_all
    placed = f"{len(found.assignments)} of {asked} have a place"
    return f"{found.status}: {placed} (at most {most}, whoever goes first), gap {gap}"
