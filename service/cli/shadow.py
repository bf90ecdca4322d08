"""Decisions that people took, beside what the engine would have proposed that day."""

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from matching.archive import load
from matching.policy import Policy
from matching.shadow import Shadow, replay
from service.cli.policy_files import policy_in
from service.cli.refusals import in_one_line
from service.cli.whole_file import read_whole, writable, write_whole
from service.reports.faults import faults_table
from service.reports.shadow import HEADINGS, as_markdown, summary, tier_rows
from service.reports.tables import terminal
from service.shadow.decisions_file import WrongDecisions, decisions_in


def shadow(
    problem: Annotated[Path, typer.Argument(help="The snapshot of the day (npz).")],
    decisions: Annotated[
        Path, typer.Argument(help="CSV (UTF-8) with the columns request, place and date.")
    ],
    out: Annotated[Path, typer.Option(help="The comparison (JSON); a .md comes beside it.")],
    policy: Annotated[
        Path | None, typer.Option(help="JSON file with a policy, instead of the one in the file.")
    ] = None,
) -> None:
    """Compare people's decisions of a day with what the engine would have proposed.

    Nothing is decided and nothing is changed: for who wants to look on before trusting it.

    Example: woonplek shadow problem.npz decisions.csv --out comparison.json
    """
    figures, page = writable(out, ".md", read=(problem, decisions, policy))
    with in_one_line(problem, "written"):
        found = _compared(problem, decisions, policy)
    write_whole(figures, found.to_json())
    write_whole(page, as_markdown(found))
    console = Console()
    console.print(terminal(HEADINGS, tier_rows(found.tiers, between="\n")))
    nl, en = summary(found)
    console.print(nl, highlight=False)
    console.print(en, style="dim", highlight=False)


def _compared(problem: Path, decisions: Path, policy: Path | None) -> Shadow:
    given, kept = load(problem)
    rules = (policy_in(policy) if policy else kept) or Policy()
    try:
        return replay(given, rules, decisions_in(read_whole(decisions), given))
    except WrongDecisions as error:
        _refuse(error)


def _refuse(error: WrongDecisions) -> NoReturn:
    console, count = Console(), error.faults.count
    console.print(f"Er is niets vergeleken: {count} {'fout' if count == 1 else 'fouten'}.")
    said = f"Nothing was compared: {count} {'fault' if count == 1 else 'faults'}."
    console.print(said, style="dim")
    console.print(faults_table(error.faults.as_json()))
    sys.exit(1)
