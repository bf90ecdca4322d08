"""Imports: how many faults there are beyond those that are kept

Revision: 0005, after 0004, made 2026-11-22
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("intake", sa.Column("fault_count", sa.Integer(), nullable=False))


def downgrade() -> None:
    op.drop_column("intake", "fault_count")
