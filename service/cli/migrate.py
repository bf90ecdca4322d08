"""Brings a database up to what this program needs."""

import time
from typing import Annotated

import typer
from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy.exc import DBAPIError

from geo.boundary_sources import boundaries_from_file
from service import migrations
from service.actor import SYSTEM
from service.cluster import SetupError
from service.db import make_engine, make_sessions, transaction
from service.geography import boundaries
from service.reference import service as reference
from service.roles import ensure_extensions, ensure_roles, let_owner_migrate
from service.settings import Settings, UnsafeSettings, load
from service.startup import repository
from service.startup.checks import first_line, refuse_unmigratable

TRIES = 20
PAUSE_SECONDS = 3.0


def migrate(
    roles: Annotated[
        bool, typer.Option("--roles", help="Make the roles and the extensions first.")
    ] = False,
) -> None:
    """Upgrade the schema and load the municipalities, and their boundaries where
    WOONPLEK_BOUNDARIES names a file; doing it again changes nothing.

    Example: woonplek migrate --roles
    """
    settings = load()
    if roles:
        _make_roles(settings)
    owner = settings.database_owner_url.get_secret_value()
    if not owner:
        raise UnsafeSettings("Set DATABASE_OWNER_URL to the database, as the role woonplek_owner.")
    _upgrade(owner)
    _load(settings, owner)
    typer.echo(f"The database is at {migrations.newest()}.")


def _make_roles(settings: Settings) -> None:
    admin = settings.admin_url.get_secret_value()
    if not admin:
        raise UnsafeSettings("Set WOONPLEK_ADMIN_URL to a superuser of the database's server.")
    ensure_roles(admin, settings.role_passwords())
    ensure_extensions(admin)
    let_owner_migrate(admin)


def _upgrade(owner: str) -> None:
    """Beside a program that serves: who cannot lock a table at once lets it go and comes back, as
    everybody who asks for it meanwhile would wait behind us."""
    refuse_unmigratable(owner)
    for left in reversed(range(TRIES)):
        try:
            return migrations.upgrade(owner)
        except DBAPIError as error:
            if not (left and isinstance(error.orig, LockNotAvailable | DeadlockDetected)):
                raise SetupError(f"{_where(owner)}: {first_line(error)}") from error
        typer.echo(f"Others are at work in a table; once more in {PAUSE_SECONDS:g} s.", err=True)
        time.sleep(PAUSE_SECONDS)


def _where(owner: str) -> str:
    """How far it came: each migration is there whole, or nothing of it."""
    with migrations.owner_engine(owner).connect() as connection:
        found = repository.revision(connection)
    return f"the database is at {found}" if found else "the database is as it was"


def _load(settings: Settings, owner: str) -> None:
    outlines = (
        list(boundaries_from_file(settings.boundaries).boundaries) if settings.boundaries else []
    )
    engine = make_engine(owner, statement_timeout=0, idle_in_transaction_session_timeout=0)
    with transaction(make_sessions(engine, origin="cli"), SYSTEM) as db:
        reference.load(db)
        if outlines:
            boundaries.put(db, outlines)
    engine.dispose()
