"""Rounds: why one failed, and which versions of its input it saw

Revision: 0004, after 0003, made 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FAILURES = ("INPUT_REFUSED", "ENGINE_FAILED", "CHECK_FAILED", "GAVE_UP", "UNEXPECTED")


def upgrade() -> None:
    op.drop_column("round", "failure")
    failure = sa.Enum(
        *FAILURES, name="failure", native_enum=False, create_constraint=True, length=40
    )
    op.add_column("round", sa.Column("failure", failure, nullable=True))
    op.add_column("round", sa.Column("failure_detail", sa.String(500), nullable=True))
    op.add_column("round_snapshot", sa.Column("versions", postgresql.JSONB(), nullable=False))
    op.add_column("round_unplaced", sa.Column("tier", sa.String(40), nullable=False))
    op.add_column("round_unplaced", sa.Column("eligible_units", sa.Integer(), nullable=False))


def downgrade() -> None:
    op.drop_column("round_unplaced", "eligible_units")
    op.drop_column("round_unplaced", "tier")
    op.drop_column("round_snapshot", "versions")
    op.drop_column("round", "failure_detail")
    op.drop_column("round", "failure")
    op.add_column("round", sa.Column("failure", sa.String(500), nullable=True))
