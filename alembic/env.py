"""How Alembic reaches our database and what it may compare; read by Alembic, never imported."""

from typing import Any, Literal, Self

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.runtime.migration import MigrationContext
from geoalchemy2 import alembic_helpers
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.schema import SchemaItem

from service import settings
from service.migrations import LOCK_TIMEOUT_MS, owner_engine
from service.models import Base


def include_object(
    item: SchemaItem, name: str | None, kind: str, reflected: bool, compare_to: SchemaItem | None
) -> bool:
    """The job queue's tables are the library's own, and PostGIS' belong to the extension."""
    if kind == "table" and (name or "").startswith("procrastinate_"):
        return False
    return bool(alembic_helpers.include_object(item, name, kind, reflected, compare_to))


def render_item(kind: str, item: object, autogen: AutogenContext) -> str | Literal[False]:
    """Column types of our own are written with the import that they need."""
    module = type(item).__module__
    if kind == "type" and module.startswith("service."):
        autogen.imports.add(f"import {module}")
        return False
    rendered: str | Literal[False] = alembic_helpers.render_item(kind, item, autogen)
    return rendered


def owner_dsn() -> str:
    """The database that the caller gave, or the environment when a developer runs `alembic`."""
    given = context.config.attributes.get("dsn")
    dsn = given or settings.load().database_owner_url.get_secret_value()
    if not dsn:
        raise SystemExit("DATABASE_OWNER_URL must name the database, as the owner role.")
    return str(dsn)


def migrate() -> None:
    """Each migration is a transaction: all of it or nothing, and its locks are let go before the
    next asks for more."""
    engine = owner_engine(owner_dsn())
    with engine.connect() as connection:
        # A statement that the policies would filter is an error here, and never half a migration.
        connection.exec_driver_sql("set row_security = off")
        connection.exec_driver_sql(f"set lock_timeout = {LOCK_TIMEOUT_MS}")
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=include_object,
            process_revision_directives=alembic_helpers.writer,
            render_item=render_item,
            compare_type=True,
            compare_server_default=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


class Written(MockConnection):
    """Stands where a connection is when the SQL is only written down (`--sql`). Who asks it for
    rows gets none: what is written shows what is locked, and is nothing to run on a database."""

    def __init__(self, context: MigrationContext) -> None:
        super().__init__(context.dialect, lambda statement, *_: self.exec_driver_sql(statement))
        self._write = context.impl.static_output

    connection = driver_connection = property(lambda self: self)

    def exec_driver_sql(self, statement: object, *asked: object) -> Self:
        """A statement as it is; one with parameters asks for rows."""
        if not asked:
            self._write(f"{str(statement).strip()};")
        return self

    def scalars(self) -> Self:
        """As of a result."""
        return self

    def all(self) -> list[Any]:
        """No rows."""
        return []


def write_down() -> None:
    """Without a database, each migration without the transaction around it: for the linter."""
    context.configure(dialect_name="postgresql", literal_binds=True)
    written = context.get_context()
    written.impl.connection = Written(written)
    context.run_migrations()


write_down() if context.is_offline_mode() else migrate()
