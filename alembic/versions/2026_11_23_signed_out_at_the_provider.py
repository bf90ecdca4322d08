"""A session knows by what the provider calls it, so that the provider can end it

Revision: 0034, after 0033, made 2026-11-23
"""

import sqlalchemy as sa

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

COLUMNS = ("subject", "sid")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("page_session", sa.Column(name, sa.String(length=255), nullable=True))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("page_session", name)
