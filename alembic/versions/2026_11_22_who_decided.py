"""Decisions and offers: whose official decided, and the municipality that it was decided for

Revision: 0012, after 0011, made 2026-11-22
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OF_THE_REQUEST = """
    update offer set municipality_id = o.id from proposal p
    join organisation o on o.municipality_code = p.municipality_code and o.withdrawn_at is null
    where p.id = offer.proposal_id and offer.municipality_id <> o.id"""
OF_THE_ROUND = """
    update {table} set {column} = p.organisation_id from proposal p
    where p.id = {table}.proposal_id and {table}.{column} <> p.organisation_id"""


def upgrade() -> None:
    op.drop_constraint(op.f("fk_decision_organisation_id_proposal_id"), "decision")
    op.create_foreign_key(
        op.f("fk_decision_proposal_id"), "decision", "proposal", ["proposal_id"], ["id"]
    )
    op.execute(OF_THE_REQUEST)


def downgrade() -> None:
    op.execute(OF_THE_ROUND.format(table="offer", column="municipality_id"))
    op.execute(OF_THE_ROUND.format(table="decision", column="organisation_id"))
    op.drop_constraint(op.f("fk_decision_proposal_id"), "decision")
    op.create_foreign_key(
        op.f("fk_decision_organisation_id_proposal_id"),
        "decision",
        "proposal",
        ["organisation_id", "proposal_id"],
        ["organisation_id", "id"],
    )
