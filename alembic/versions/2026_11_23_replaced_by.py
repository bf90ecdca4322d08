"""A proposal that lapsed says whose later round took its place

What another municipality's round replaces was gone without a word to who was to decide on it. A
program of before leaves the column empty.

Revision: 0037, after 0036, made 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

from service.roles import SOLVER

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "alter table proposal add column replaced_by_id uuid"
        " constraint fk_proposal_replaced_by_id references organisation (id)"
    )  # in one, as a new column without values is not read to check its key
    op.create_index(
        "ix_proposal_replaced_elsewhere",
        "proposal",
        ["round_id"],
        postgresql_where=sa.text("replaced_by_id <> organisation_id"),
    )
    op.execute(f"grant update (replaced_by_id) on proposal to {SOLVER}")


def downgrade() -> None:
    op.drop_column("proposal", "replaced_by_id")
