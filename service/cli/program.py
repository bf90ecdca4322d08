"""Runs the command that was asked for; whatever a person can mend is said in one line."""

import os
import sys
from typing import NoReturn

import psycopg
import typer
from sqlalchemy.exc import OperationalError
from typer.exceptions import TyperException

from geo.errors import GeographyError, SourceUnavailable
from service.cli.commands import Commands
from service.cluster import AlreadyRunning, SetupError
from service.errors import WoonplekError
from service.settings import UnsafeSettings

NAME = "woonplek"

app = typer.Typer(
    name=NAME,
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def woonplek() -> None:
    """Matches homeless people in the Netherlands to homes.

    Example: woonplek demo
    """


EXPECTED = (
    SetupError,
    AlreadyRunning,
    UnsafeSettings,
    WoonplekError,
    GeographyError,
    SourceUnavailable,
)
"""Errors that a person can do something about: one line, no traceback."""


def run() -> None:
    """Runs the command that the arguments name."""
    try:
        sys.exit(app(prog_name=NAME, standalone_mode=False) or 0)
    except TyperException as error:
        _refuse(error)
    except EXPECTED as error:
        sys.exit(f"woonplek: {error}")
    except (psycopg.OperationalError, OperationalError) as error:
        sys.exit(f"woonplek: {_database_says(error)}")
    except OSError as error:
        _forget_unwritten()
        where = f"{error.filename}: " if error.filename else ""
        sys.exit(f"woonplek: {where}{error.strerror}")


def _refuse(error: TyperException) -> NoReturn:
    """A command that was not given as it should be; without any its help is told already."""
    context: typer.Context | None = getattr(error, "ctx", None)
    if said := " ".join(error.format_message().split()):
        help_of = f" (help: {context.command_path} --help)" if context else ""
        typer.echo(f"{NAME}: {said}{help_of}", err=True)
    sys.exit(error.exit_code)


def _database_says(error: Exception) -> str:
    """A server that answers with a code was reached."""
    cause = getattr(error, "orig", error)
    reached = getattr(cause, "sqlstate", None) is not None
    what = "could not do this" if reached else "cannot be reached"
    return f"the database {what}: {str(cause).strip().splitlines()[0]}"


def _forget_unwritten() -> None:
    """What could not be written would be tried again at the end, and end in a traceback."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
