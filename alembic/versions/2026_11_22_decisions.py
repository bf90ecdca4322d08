"""Approvals can be withdrawn, placements end with a reason and keep their days.

Revision: 0003, after 0002, made 2026-11-22 01:14:09.595710
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ENDING_REASONS = (
    "MOVED_ON",
    "RESIDENT_NOTICE",
    "LANDLORD_NOTICE",
    "IN_CONSULTATION",
    "TERM_OVER",
    "COURT_ORDER",
    "BACK_TO_SHELTER",
    "DECEASED",
)


def upgrade() -> None:
    op.add_column("decision", sa.Column("withdrawal_motivation", sa.String(2000)))
    op.add_column("decision", sa.Column("withdrawn_by", sa.String(120)))
    op.add_column("decision", sa.Column("withdrawn_at", sa.DateTime(timezone=True)))
    op.create_check_constraint(
        op.f("ck_decision_withdrawal_whole"),
        "decision",
        "num_nulls(withdrawal_motivation, withdrawn_by, withdrawn_at) IN (0, 3)",
    )
    op.add_column("placement", sa.Column("ending_reason", sa.String(40)))
    known = ", ".join(f"'{reason}'" for reason in ENDING_REASONS)
    op.create_check_constraint(
        op.f("ck_placement_ending_reason"), "placement", f"ending_reason IN ({known})"
    )
    op.create_check_constraint(
        op.f("ck_placement_ending_has_a_reason"),
        "placement",
        "(state = 'ENDED') = (ending_reason IS NOT NULL)",
    )
    _exclude_overlaps_where("state <> 'CANCELLED'")


def downgrade() -> None:
    _exclude_overlaps_where("state IN ('HELD', 'CONFIRMED')")
    op.drop_constraint(op.f("ck_placement_ending_has_a_reason"), "placement")
    op.drop_constraint(op.f("ck_placement_ending_reason"), "placement")
    op.drop_column("placement", "ending_reason")
    op.drop_constraint(op.f("ck_decision_withdrawal_whole"), "decision")
    op.drop_column("decision", "withdrawn_at")
    op.drop_column("decision", "withdrawn_by")
    op.drop_column("decision", "withdrawal_motivation")


def _exclude_overlaps_where(condition: str) -> None:
    for column in ("place", "household"):
        name = op.f(f"ex_placement_{column}")
        op.drop_constraint(name, "placement")
        op.create_exclude_constraint(
            name,
            "placement",
            (f"{column}_id", "="),
            ("period", "&&"),
            where=sa.text(condition),
            using="gist",
        )
