"""Municipalities: who their neighbours are, found when boundaries are loaded

Revision: 0006, after 0005, made 2026-11-22
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("municipality", sa.Column("neighbour_codes", sa.ARRAY(sa.String(4))))
    op.create_check_constraint(
        op.f("ck_municipality_neighbours_need_a_boundary"),
        "municipality",
        "neighbour_codes IS NULL OR boundary IS NOT NULL",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_municipality_neighbours_need_a_boundary"), "municipality")
    op.drop_column("municipality", "neighbour_codes")
