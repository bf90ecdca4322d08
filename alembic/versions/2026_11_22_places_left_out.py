"""Rounds: how many free places nobody could consent to

Revision: 0008, after 0007, made 2026-11-22
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("round", sa.Column("places_left_out", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("round", "places_left_out")
