"""Rounds: what would have helped, what is scarce and who can choose, kept beside the plan

Revision: 0011, after 0010, made 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATE = sa.Enum(
    "GIVEN",
    "NOT_PROVEN",
    "TOO_LARGE",
    "FAILED",
    name="advice_state",
    native_enum=False,
    create_constraint=True,
    length=40,
)


def upgrade() -> None:
    op.add_column("round", sa.Column("advice_state", STATE, nullable=True))
    op.add_column("round_snapshot", sa.Column("advice", postgresql.JSONB(), nullable=True))
    op.add_column(
        "round_unplaced",
        sa.Column("changes", postgresql.JSONB(), server_default="[]", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("round_unplaced", "changes")
    op.drop_column("round_snapshot", "advice")
    op.drop_column("round", "advice_state")
