"""Urgency: what its decision says of refusing, kept with the request and shown with the offer

Revision: 0009, after 0008, made 2026-11-22
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("request", sa.Column("urgency_refusal_effect", sa.String(2000), nullable=True))
    op.add_column("offer", sa.Column("refusal_effect", sa.String(2000), nullable=True))


def downgrade() -> None:
    op.drop_column("offer", "refusal_effect")
    op.drop_column("request", "urgency_refusal_effect")
