"""The app role's rights, and the tables of the job queue.

The library's schema is taken as it is up to its own 03.04.00_50_post_add_retry_failed_job_procedure.sql;
each later file of it needs a migration of ours.

Revision: 0001, the first, made 2026-11-22
"""

from alembic import op
from procrastinate.schema import SchemaManager

from service.roles import GRANTS_TO_APP, REVOKES_FROM_APP

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

QUEUE_FUNCTIONS = """
    select format('drop function %s cascade', p.oid::regprocedure)
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and p.proname like 'procrastinate%'"""


def upgrade() -> None:
    for statement in GRANTS_TO_APP:
        op.execute(statement)
    # The raw connection: the library's SQL holds percent signs, which SQLAlchemy reads as its own.
    op.get_bind().connection.driver_connection.execute(SchemaManager.get_schema())


def downgrade() -> None:
    raw = op.get_bind().connection.driver_connection
    for (table,) in raw.execute(
        "select tablename from pg_tables where schemaname = 'public'"
        " and tablename like 'procrastinate%'"
    ).fetchall():
        raw.execute(f"drop table {table} cascade")
    for (statement,) in raw.execute(QUEUE_FUNCTIONS).fetchall():
        raw.execute(statement)
    for (kind,) in raw.execute(
        "select t.typname from pg_type t join pg_namespace n on n.oid = t.typnamespace"
        " where n.nspname = 'public' and t.typname like 'procrastinate%' and t.typtype in ('e','c')"
    ).fetchall():
        raw.execute(f"drop type if exists {kind} cascade")
    for statement in REVOKES_FROM_APP:
        op.execute(statement)
