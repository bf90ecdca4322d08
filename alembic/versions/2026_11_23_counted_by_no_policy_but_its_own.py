"""Who counts is asked for no more than on whose behalf, and who waits longest is found in order

Whoever counts sees a row by `counts` whoever it belongs to. `sees` was asked first all the same, for
each row by itself, and gave nothing more. And the watch list reads who waits longest in the
order of two indexes, instead of sorting all who wait.

Revision: 0030, after 0029, made 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

from service.roles import APP, ARCHIVIST, COUNTER, DECIDER, READER, SOLVER

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

OTHERS = f"{APP}, {DECIDER}, {ARCHIVIST}"
SEES = {
    "household": OTHERS,
    "household_member": f"{OTHERS}, {READER}",
    "proposal": OTHERS,
    "request": OTHERS,
}
"""Who still needs it: the solver counts too."""

SEES_BEFORE = {
    "household": f"{OTHERS}, {COUNTER}, {SOLVER}",
    "household_member": "public",
    "proposal": "public",
    "request": f"{OTHERS}, {COUNTER}, {SOLVER}",
}
SINCE = ("homeless_since_date", "waiting_since_date")
OPEN = sa.text("state IN ('ACTIVE', 'OFFERED', 'PARKED')")


def upgrade() -> None:
    _let_see(SEES)
    for since in SINCE:
        op.create_index(f"ix_request_{since}_id", "request", [since, "id"], postgresql_where=OPEN)


def downgrade() -> None:
    for since in SINCE:
        op.drop_index(f"ix_request_{since}_id", "request")
    _let_see(SEES_BEFORE)


def _let_see(roles: dict[str, str]) -> None:
    for table, who in roles.items():
        op.execute(f"alter policy sees on {table} to {who}")
