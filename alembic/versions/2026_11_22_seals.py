"""Rounds: the seals of what their input was, instead of its versions

Revision: 0007, after 0006, made 2026-11-22
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

EXPIRE = "update proposal set state = 'EXPIRED' where state = 'PROPOSED'"
"""What was sealed by versions can no longer be compared with anything: a new round proposes anew."""


def upgrade() -> None:
    op.alter_column("round_snapshot", "versions", new_column_name="seals")
    op.execute(EXPIRE)


def downgrade() -> None:
    op.alter_column("round_snapshot", "seals", new_column_name="versions")
    op.execute(EXPIRE)
