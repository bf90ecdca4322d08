"""Who waits longest of those without a proposal is looked up while counting

As of proposals: the policy of requests is asked for each of them otherwise. Who sees which of these
rows stays the same.

Revision: 0035, after 0034, made 2026-11-23
"""

from alembic import op

from service.roles import COUNTER

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

RIGHT = "select (round_id, request_id, tier) on round_unplaced"


def upgrade() -> None:
    op.execute(f"grant {RIGHT} to {COUNTER}")


def downgrade() -> None:
    op.execute(f"revoke {RIGHT} from {COUNTER}")
