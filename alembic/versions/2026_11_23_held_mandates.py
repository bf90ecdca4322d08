"""Who decides by mandate holds it until its word is written

A mandate that was withdrawn while an approval waited for its locks was seen by the policies alone,
and only where the approval wrote something that they guard.

Revision: 0036, after 0035, made 2026-11-23
"""

from alembic import op

from service.roles import DECIDER

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

ITS_OWN = "mandated_id = nullif(current_setting('app.organisation', true), '')::uuid"


def upgrade() -> None:
    op.execute(f"grant update (version) on mandate to {DECIDER}")
    op.execute(
        f"create policy locks on mandate for update to {DECIDER}"
        f" using ({ITS_OWN}) with check (false)"
    )


def downgrade() -> None:
    op.execute("drop policy locks on mandate")
    op.execute(f"revoke update (version) on mandate from {DECIDER}")
