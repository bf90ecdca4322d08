"""Placements: what limits count of one stays as it was when it was decided

Revision: 0014, after 0013, made 2026-11-22
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

CARE_TYPES = sa.Enum(
    "NONE",
    "AMBULANT",
    "HOUSING_FIRST_ACT",
    "BESCHERMD_THUIS",
    "BESCHERMD_WONEN",
    "OPVANG_MET_BEGELEIDING",
    "JONGEREN_COACHING",
    "NAZORG",
    name="care_type",
    native_enum=False,
    create_constraint=True,
    length=40,
)
AS_IT_STANDS = """
    update placement set
        care_type = r.care_type, housing_first = r.housing_first,
        from_shelter = r.ethos in ('EMERGENCY_SHELTER', 'TEMPORARY_ACCOMMODATION'),
        youth = not exists (select 1 from household_member m
                            where m.household_id = p.household_id and m.age_band = 'AGE_27_PLUS')
    from proposal p join request r on r.id = p.request_id
    where p.id = placement.proposal_id"""
COLUMNS = ("care_type", "housing_first", "youth", "from_shelter")


def upgrade() -> None:
    op.add_column("placement", sa.Column("care_type", CARE_TYPES, nullable=True))
    for name in COLUMNS[1:]:
        op.add_column("placement", sa.Column(name, sa.Boolean(), nullable=True))
    op.execute(AS_IT_STANDS)
    for name in COLUMNS:
        op.alter_column("placement", name, nullable=False)


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("placement", name)
