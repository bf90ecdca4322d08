"""The audit for those who look after it: whether it is whole, its head, and who saw somebody."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated
from uuid import UUID

import psycopg
import typer

from service.audit import reading_repository as repository
from service.audit.heads import Head, heads_in
from service.audit.verification import Verdict, verify
from service.settings import UnsafeSettings, load

NO_AUDIT = "Set WOONPLEK_AUDIT_URL to the database, as the role woonplek_auditor."

AsJson = Annotated[bool, typer.Option("--json", help="For a program that reads it.")]

audit = typer.Typer(name="audit", no_args_is_help=True)


@audit.callback()
def about() -> None:
    """The audit: who did and read what, of whom.

    Example: woonplek audit verify --head heads.txt
    """


@audit.command("verify")
def check(
    head: Annotated[
        str | None,
        typer.Option(help="A head, or a file with one a line: what was kept elsewhere."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Look whether the audit is as it was sealed; ends with 1 and names each batch that is not, and
    when lines have waited for their seal for over an hour.

    Only a head that was kept elsewhere shows that the end was cut off, or all of it written anew.

    Example: woonplek audit verify --head /mnt/elsewhere/heads.txt
    """
    kept = _kept(head)
    with _reading() as connection:
        found = verify(connection, kept)
    if as_json:
        typer.echo(json.dumps(found.as_json()))
    else:
        for line in _told(found):
            typer.echo(line)
    if not found.sound:
        sys.exit(1)


@audit.command("head")
def print_head() -> None:
    """Print the number and the hash of the last batch, to be kept where nobody reaches both.

    Example: woonplek audit head >> /mnt/elsewhere/heads.txt
    """
    with _reading() as connection:
        last = repository.last_seal(connection)
    if last is None:
        sys.exit("woonplek: nothing is sealed yet: a worker does it once a minute")
    typer.echo(Head(last.number, last.hash))


@audit.command("person")
def person(
    household: Annotated[UUID, typer.Argument(help="The id of the household.")],
    as_json: AsJson = False,
) -> None:
    """List who saw or did what of a household, the oldest first; with --json one object a line.

    Example: woonplek audit person 6f1c8a52-0d3e-4f5b-9a77-2b1d3c4e5f60
    """
    with _reading() as connection:
        lines = repository.about(connection, household)
    for line in lines:
        if as_json:
            typer.echo(json.dumps(line, default=str))
        else:
            typer.echo(
                "{at:%Y-%m-%d %H:%M:%S} {actor} of {organisation_id}: {action} {subject} "
                "{subject_id}, {result}".format(**line)
            )
    if not lines:
        typer.echo("The audit holds nothing of this household.", err=True)


def _kept(given: str | None) -> list[Head]:
    try:
        return [] if given is None else heads_in(given)
    except ValueError as error:
        sys.exit(f"woonplek: {error}")


@contextmanager
def _reading() -> Iterator[repository.Reader]:
    url = load().audit_url.get_secret_value()
    if not url:
        raise UnsafeSettings(NO_AUDIT)
    try:
        with repository.reading(url) as connection:
            yield connection
    except psycopg.OperationalError:
        raise
    except psycopg.Error as error:
        sys.exit(f"woonplek: the audit cannot be read: {str(error).splitlines()[0]}")


def _told(found: Verdict) -> Iterator[str]:
    for broken in found.broken:
        yield f"BROKEN  {broken}"
    if found.head is None and not found.broken:
        yield "Nothing is sealed yet."
    elif found.head is not None:
        whole = "is not" if found.broken else "is"
        yield f"The audit {whole} as it was sealed: {found.lines} lines in {found.batches} batches."
        yield f"Head {found.head}"
    if found.over:
        yield f"Of {found.over} batches the lines are gone: they need not be kept any more."
    if found.unsealed:
        yield f"{found.unsealed} lines are not sealed yet, the first of {found.unsealed_since}."
    if found.late:
        yield "LATE    no worker seals, or somebody keeps a transaction open: see to it."
