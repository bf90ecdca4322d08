"""Refuses to start where it would not be safe, with a line that says what to do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from service import migrations
from service.db import make_engine
from service.devissuer import ISSUER
from service.models import Base
from service.roles import APP, EXTENSIONS, ROLES
from service.settings import NO_KEYS, Settings, UnsafeSettings
from service.startup import catalog_repository, repository

SAME_KEY = "WOONPLEK_MATCHING_KEY must be another key than those of WOONPLEK_ENCRYPTION_KEYS."
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
    _refuse([*_of_settings(settings), *_of_database(engine, of_role_and_schema)])


def refuse_unmigratable(owner_url: str) -> None:
    """Raises UnsafeSettings where a migration would fail, or leave what only a superuser owns."""
    engine = migrations.owner_engine(owner_url)
    checks = _of_owner, _of_roles, _of_extensions, _of_origin, _of_older_programs
    _refuse([*_of_database(engine, *checks)])


def _refuse(faults: list[str]) -> None:
    if faults:
        raise UnsafeSettings(" ".join(faults))


def database_url(settings: Settings) -> str:
    """The app role's database; raises UnsafeSettings where none is named."""
    if url := settings.database_url.get_secret_value():
        return url
    raise UnsafeSettings(NO_DATABASE)


def _of_settings(settings: Settings) -> Iterator[str]:
    if not settings.encryption_keys:
        yield NO_KEYS
    if settings.matches_by_an_encryption_key():
        yield SAME_KEY
    if settings.mode == "production" and settings.token_issuer == ISSUER:
        yield "The demo's token issuer does not count in production: set WOONPLEK_TOKEN_ISSUER."


def _of_database(engine: Engine, *checks: Callable[[Connection], Iterator[str]]) -> Iterator[str]:
    try:
        with engine.connect() as connection:
            for check in checks:
                yield from check(connection)
    except OperationalError as error:
        yield f"The database cannot be reached: {first_line(error)}"
    except DBAPIError as error:
        yield f"The database cannot be read: {first_line(error)}"


def _of_owner(connection: Connection) -> Iterator[str]:
    role = repository.role(connection)
    if role.superuser:
        yield (
            f"The database role {role.name} is a superuser: use the role woonplek_owner in "
            "DATABASE_OWNER_URL."
        )


def _of_roles(connection: Connection) -> Iterator[str]:
    if missing := repository.missing_roles(connection, ROLES):
        yield f"The database's server lacks the roles {', '.join(missing)}: run with --roles."


def _of_extensions(connection: Connection) -> Iterator[str]:
    if missing := repository.missing_extensions(connection, EXTENSIONS):
        yield f"The database lacks the extensions {', '.join(missing)}: run with --roles."


def of_role_and_schema(connection: Connection) -> Iterator[str]:
    """Everything about the database that is not as it must be."""
    yield from _of_role(connection)
    yield from _of_schema(connection)


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
    elif _is_older(found):
        yield (
            f"The database's schema is at {found}, this program needs {migrations.newest()}: "
            "run `woonplek migrate`."
        )
    else:
        yield from _of_origin(connection)
        yield from _of_audit(connection)
        yield from catalog_repository.dangers(connection)


def _of_audit(connection: Connection) -> Iterator[str]:
    """Only added to: who could do more would be the one to be found."""
    if found := repository.rights_on_audit(connection):
        yield (
            f"The database role {found.name} may do more with the audit than add lines "
            f"({', '.join(found.rights)}): take that right away."
        )


def _of_origin(connection: Connection) -> Iterator[str]:
    """A newer program of ours may have gone further: what is unknown to us is no fault while it
    holds all our tables."""
    found = repository.revision(connection)
    if found is None or _is_older(found):
        return
    if repository.missing_tables(connection, Base.metadata.tables):
        yield f"The database holds the schema of another program (at {found})."


def _of_older_programs(connection: Connection) -> Iterator[str]:
    """Those that are at work would be left behind unable to go on."""
    found = repository.revision(connection)
    if found is None or not migrations.is_known(found):
        return
    stops = migrations.stopping(found)
    if stops and (count := repository.at_work(connection, APP)):
        lost = "; ".join(f"after {each} they can no longer {how}" for each, how in stops.items())
        yield f"Stop the programs that are at work ({count} connections as {APP}): {lost}."


def _is_older(revision: str) -> bool:
    return revision != migrations.newest() and migrations.is_known(revision)


def first_line(error: DBAPIError) -> str:
    """What the database said, without its context."""
    return str(error.orig).strip().splitlines()[0]
