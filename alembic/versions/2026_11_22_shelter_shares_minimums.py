"""Shelter under the Wmo, shared costs, minimums of quotas

Revision: 0010, after 0009, made 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NUMBER, SHARE = "ck_quota_a_number_given", "ck_quota_share_in_percent"
OUTCOMES = sa.Enum(
    "NOT_APPLICABLE",
    "YES",
    "NO",
    "UNDER_INVESTIGATION",
    name="equal_treatment",
    native_enum=False,
    create_constraint=True,
    length=40,
)
EXPIRE = "update proposal set state = 'EXPIRED' where state = 'PROPOSED'"
"""What was sealed over other columns can no longer be compared: a new round proposes anew."""


def _no(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False)


def upgrade() -> None:
    op.add_column("place", _no("commercial_rent"))
    op.add_column("place", _no("wmo_shelter"))
    op.add_column(
        "request",
        sa.Column("equal_treatment", OUTCOMES, server_default="NOT_APPLICABLE", nullable=False),
    )
    op.add_column("request", sa.Column("equal_treatment_reason", sa.String(2000), nullable=True))
    op.add_column("quota", _no("from_shelter_only"))
    op.add_column("quota", sa.Column("minimum_percent", sa.Integer(), nullable=True))
    op.create_check_constraint(op.f(SHARE), "quota", "minimum_percent BETWEEN 0 AND 100")
    op.drop_constraint(op.f(NUMBER), "quota")
    given = "num_nonnulls(minimum, minimum_percent, maximum) > 0"
    op.create_check_constraint(op.f(NUMBER), "quota", given)
    op.add_column("round", sa.Column("minimums", postgresql.JSONB(), nullable=True))
    op.execute(EXPIRE)


def downgrade() -> None:
    op.drop_column("round", "minimums")
    op.execute("delete from quota where minimum is null and maximum is null")
    op.drop_constraint(op.f(NUMBER), "quota")
    given = "minimum IS NOT NULL OR maximum IS NOT NULL"
    op.create_check_constraint(op.f(NUMBER), "quota", given)
    op.drop_constraint(op.f(SHARE), "quota")
    op.drop_column("quota", "minimum_percent")
    op.drop_column("quota", "from_shelter_only")
    op.drop_column("request", "equal_treatment_reason")
    op.drop_column("request", "equal_treatment")
    op.drop_column("place", "wmo_shelter")
    op.drop_column("place", "commercial_rent")
    op.execute(EXPIRE)
