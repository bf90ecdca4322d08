"""Today is the day in the Netherlands for the policies too, and not the one in UTC

In the first hours of a day a mandate that ended yesterday still counted for the database, and one
from today on did not yet, while the service went by the day here.

Revision: 0020, after 0019, made 2026-11-22
"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TODAY = """
    create function today() returns date language sql stable parallel safe
    as $$ select (now() at time zone 'Europe/Amsterdam')::date $$"""

OF_FUNCTIONS_WITH = """
    select pg_get_functiondef(p.oid) from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prolang <> (
        select oid from pg_language where lanname = 'c')
    and p.prosrc ~ %(word)s order by p.proname"""


def _rewrite(word: str, before: str, after: str) -> None:
    """The same functions with another word for today; they stay the definer's."""
    bind = op.get_bind()
    for definition in bind.exec_driver_sql(OF_FUNCTIONS_WITH, {"word": word}).scalars().all():
        bind.exec_driver_sql(definition.replace(before, after).replace("%", "%%"))


def upgrade() -> None:
    op.execute(TODAY)
    _rewrite("current_date", "current_date", "today()")


def downgrade() -> None:
    _rewrite(r"\mtoday\(\)", "today()", "current_date")
    op.execute("drop function today()")
