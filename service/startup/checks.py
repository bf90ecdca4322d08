"""Refuses to start where it would not be safe, with a line that says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from service import migrations
from service.db import make_engine
from service.devissuer import ISSUER
from service.settings import Settings, UnsafeSettings
from service.startup import repository

NO_DATABASE = "Set DATABASE_URL to the database, as the role woonplek_app."


@contextmanager
def safe_engine(settings: Settings) -> Iterator[Engine]:
    """The database of these settings for as long as the block lasts, if all is as it must be."""
    engine = make_engine(database_url(settings), settings.pool_size)
    try:
        refuse_unsafe(settings, engine)
        yield engine
    finally:
        engine.dispose()


def refuse_unsafe(settings: Settings, engine: Engine) -> None:
    """Raises UnsafeSettings with everything that is not as it must be."""
    faults = list(_of_settings(settings))
    try:
        with engine.connect() as connection:
            faults += [*_of_role(connection), *_of_schema(connection)]
    except OperationalError as error:
        faults.append(f"The database cannot be reached: {_first_line(error)}")
    if faults:
        raise UnsafeSettings(" ".join(faults))


def database_url(settings: Settings) -> str:
    """The app role's database; raises UnsafeSettings where none is named."""
    if url := settings.database_url.get_secret_value():
        return url
    raise UnsafeSettings(NO_DATABASE)


def _of_settings(settings: Settings) -> Iterator[str]:
    if settings.mode == "production" and settings.token_issuer == ISSUER:
        yield "The demo's token issuer does not count in production: set WOONPLEK_TOKEN_ISSUER."


def _of_role(connection: Connection) -> Iterator[str]:
    role = repository.role(connection)
    instead = "use the role woonplek_app in DATABASE_URL"
    if role.superuser:
        yield f"The database role {role.name} is a superuser: {instead}."
    elif role.bypasses_policies:
        yield f"The database role {role.name} is free of row-level security: {instead}."
    elif role.owner:
        yield f"The database role {role.name} owns tables: {instead}."


def _of_schema(connection: Connection) -> Iterator[str]:
    found = repository.revision(connection)
    if found is None:
        yield "The database has no schema yet: run `woonplek migrate`."
    elif found != migrations.newest() and migrations.is_known(found):
        yield (
            f"The database's schema is at {found}, this program needs {migrations.newest()}: "
            "run `woonplek migrate`."
        )


def _first_line(error: OperationalError) -> str:
    return str(error.orig).strip().splitlines()[0]
