"""Takes in files of places and requests from the command line, as the API does."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import Progress, TaskID

from service.actor import SYSTEM, Actor
from service.cli.operator import operator
from service.codelists.decisions import ImportState
from service.db import Sessions, make_engine, make_sessions, transaction
from service.errors import InvalidInput, NotFound
from service.intake import service
from service.intake.subjects import PLACES, REQUESTS, Subject
from service.models import Intake
from service.organisations import repository as organisations
from service.reports.faults import faults_table
from service.settings import load
from service.startup.checks import database_url, refuse_unsafe

STATEMENT_MS = 60_000

imports = typer.Typer(no_args_is_help=True, name="import")

File = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV file (UTF-8).")
]
Organisation = Annotated[
    UUID,
    typer.Option(envvar="WOONPLEK_ORGANISATION", help="Id of the organisation whose file it is."),
]


@imports.callback()
def about() -> None:
    """Take in a CSV file of places or requests: all of it, or nothing and a report.

    Example: woonplek import places docs/import-places-example.csv --organisation ID
    """


@imports.command("places")
def places(file: File, organisation: Organisation) -> None:
    """Take in places of an owner.

    Example: woonplek import places docs/import-places-example.csv --organisation ID
    """
    _take_in(PLACES, file, organisation)


@imports.command("requests")
def requests(file: File, organisation: Organisation) -> None:
    """Take in requests of a care provider.

    Example: woonplek import requests docs/import-requests-example.csv --organisation ID
    """
    _take_in(REQUESTS, file, organisation)


def _take_in(subject: Subject, file: Path, organisation: UUID) -> None:
    content = _content(file)
    # A name on disk need not be text.
    name = os.fsencode(file.name).decode(errors="replace")[:120]
    with _sessions() as sessions:
        actor = _worker_of(sessions, organisation)
        intake = _carried_out(sessions, actor, subject, content, name)
    _show(intake)
    if intake.state is ImportState.REFUSED:
        sys.exit(1)


def _content(file: Path) -> bytes:
    """All of the file; a device or a pipe may never end."""
    if not file.is_file():
        raise InvalidInput(f"{file} is not a file.")
    with file.open("rb") as opened:
        content = opened.read(service.MAX_FILE_BYTES + 1)
    if len(content) > service.MAX_FILE_BYTES:
        raise InvalidInput(f"{file} is larger than {service.MAX_FILE_BYTES // 2**20} MiB.")
    return content


@contextmanager
def _sessions() -> Iterator[Sessions]:
    settings = load()
    engine = make_engine(
        database_url(settings),
        statement_timeout=STATEMENT_MS,
        idle_in_transaction_session_timeout=STATEMENT_MS,
    )
    try:
        refuse_unsafe(settings, engine)
        yield make_sessions(engine, keys=settings.keys(), scanner=settings.scanner, origin="cli")
    finally:
        engine.dispose()


def _worker_of(sessions: Sessions, organisation: UUID) -> Actor:
    with transaction(sessions, SYSTEM) as db:
        kind = organisations.kind_of(db, organisation)
    if kind is None:
        raise NotFound("There is no organisation with this id.")
    return operator(organisation, kind)


def _carried_out(
    sessions: Sessions, actor: Actor, subject: Subject, content: bytes, name: str
) -> Intake:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(subject.dutch, total=content.count(b"\n"))
        tell = partial(_tell, progress, task)
        with transaction(sessions, actor) as db:
            handed = service.hand_in(db, actor, subject, content, name)
            return service.carry_out(db, actor, handed.id, tell)


def _tell(progress: Progress, task: TaskID, rows: int) -> None:
    progress.update(task, completed=rows)


def _show(intake: Intake) -> None:
    console = Console()
    if intake.state is ImportState.DONE:
        new, changed = intake.created_rows, intake.changed_rows
        same = intake.unchanged_rows
        console.print(f"{new} nieuw, {changed} veranderd, {same} hetzelfde")
        console.print(f"{new} new, {changed} changed, {same} the same", style="dim")
        return
    nl, en = _faults(intake.fault_count)
    console.print(f"Er is niets ingelezen: {nl}.")
    console.print(f"Nothing was taken in: {en}.", style="dim")
    console.print(faults_table(intake.faults))
    if more := intake.fault_count - len(intake.faults):
        nl, en = _faults(more)
        console.print(f"Hier staat niet: {nl}. Not shown here: {en}.")


def _faults(count: int) -> tuple[str, str]:
    nl, en = ("fout", "fault") if count == 1 else ("fouten", "faults")
    return f"{count} {nl}", f"{count} {en}"
