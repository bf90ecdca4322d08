"""Measuring: the engine on invented problems, ours beside other ways to make a plan, and what trust
costs. What is measured with stands with the tests: in a checkout of the source only."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from matching.archive import save
from matching.generate import country
from service.cli.whole_file import writable

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "tests" / "benchmarks"

TRUST = (
    "row_level_security.py",
    "parallel_approvals.py",
    "audit_verify.py",
    "audit_cost.py",
)
"""Each prints its figures by itself."""

bench = typer.Typer(name="bench", no_args_is_help=True)

Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same country.")]


@bench.callback()
def about() -> None:
    """Measure the engine, and what trust costs.

    Example: woonplek bench generate --people 1000 --seed 1 --out problem.npz
    """


@bench.command("generate")
def generate(
    people: Annotated[int, typer.Option(min=0, help="How many households ask.")],
    out: Annotated[Path, typer.Option(help="Where the problem goes (npz).")],
    seed: Seed = 1,
    crossing: Annotated[
        bool,
        typer.Option("--crossing", help="With free choice of provider, leases, quotas, minimums."),
    ] = False,
) -> None:
    """Write an invented country as a problem, for `woonplek solve`.

    Example: woonplek bench generate --people 1000 --seed 1 --out problem.npz
    """
    writable(out)
    problem = country(people, seed, crossing)
    try:
        save(out, problem)
    except OSError as error:
        sys.exit(f"woonplek: {out}: {error.strerror}")
    typer.echo(f"{people} households, {len(problem.units)} units at {len(problem.places)} places")


@bench.command("engine")
def engine(
    people: Annotated[
        list[int] | None, typer.Option(min=1, help="How many households; may be repeated.")
    ] = None,
    seed: Seed = 1,
    kind: Annotated[
        list[str] | None,
        typer.Option(help="bare, laminar or crossing; may be repeated, all if left out."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Figures as JSON; a .md and an .svg come beside it. What it holds is kept.",
        ),
    ] = None,
) -> None:
    """Measure the engine beside other ways to make a plan, judged by one checker.

    Each gets 300 s of CPU and 8 GB an instance; each figure is written as it comes. Cut off, the
    same command goes on where it stopped. A checkout with the development packages only.

    Example: woonplek bench engine --people 1000 --people 5000 --out results.json
    """
    writable(out, ".md", ".svg")
    _expect_a_checkout()
    words = ["--people", *map(str, people or [1_000]), "--seed", str(seed)]
    words += ["--kind", *kind] if kind else []
    words += ["--out", str(out.resolve())] if out else []
    raise typer.Exit(_run("-P", "-m", "peers", *words))


@bench.command("trust")
def trust() -> None:
    """Measure what trust costs and holds, with the development packages: some ten minutes.

    On 30,000 places and 32,000 requests: reads with row-level security to those without. Fifty
    approvals of one place at once, a hundred times. How fast the audit is verified, and what it
    costs a read. Ends with 1 where one of them could not be measured.

    Example: woonplek bench trust
    """
    _expect_a_checkout()
    failed = []
    for name in TRUST:
        typer.echo(f"\n{name.removesuffix('.py').replace('_', ' ')}")
        failed += [name] if _run(str(PEERS / name)) else []
    if failed:
        sys.exit(f"woonplek: not measured: {', '.join(failed)}")


def _expect_a_checkout() -> None:
    if not PEERS.is_dir():
        sys.exit("woonplek: this works in a checkout of the source only")


def _run(*words: str) -> int:
    """A Python of its own with these words; how it ended."""
    places = os.pathsep.join((str(ROOT), str(PEERS)))
    environment = os.environ | {"PYTHONPATH": places}
    return subprocess.run([sys.executable, *words], env=environment, check=False).returncode
