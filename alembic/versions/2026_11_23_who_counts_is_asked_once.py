"""Whether somebody counts is asked once a query, and not for each row

`counts` lets every row through, if only it is known on whose behalf. That was asked at each row
anew, which took more time than the counting.

Revision: 0031, after 0030, made 2026-11-23
"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TABLES = (
    "agreement",
    "household",
    "household_member",
    "housing_first_rule",
    "lease",
    "lease_budget",
    "neighbourhood_capacity",
    "offer",
    "place",
    "placement",
    "policy",
    "property",
    "proposal",
    "quota",
    "request",
    "request_anchor",
    "request_avoid_area",
    "request_group",
    "round",
    "round_snapshot",
    "support_capacity",
)
SOMEBODY = "nullif(current_setting('app.organisation', true), '')::uuid is not null"


def upgrade() -> None:
    _count(f"(select {SOMEBODY})")


def downgrade() -> None:
    _count(SOMEBODY)


def _count(rule: str) -> None:
    for table in TABLES:
        op.execute(f"alter policy counts on {table} using ({rule})")
