"""Household links: the household answers its offer itself

A row is there for the care provider that made it, and for who knows its code or the secret of the
visit that it opened.

Revision: 0021, after 0020, made 2026-11-22
"""

import sqlalchemy as sa
from alembic import op

from service.roles import APP, DECIDER, SOLVER

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MINE = "organisation_id = nullif(current_setting('app.organisation', true), '')::uuid"
KEY = "nullif(current_setting('app.household_link', true), '')"
KNOWN = f"key = {KEY} or session_key = {KEY}"
ITSELF = "answered_by_household"


def upgrade() -> None:
    op.add_column(
        "offer", sa.Column(ITSELF, sa.Boolean(), server_default="false", nullable=False)
    )
    op.create_check_constraint(
        "household_answers_for_itself", "offer", f"NOT {ITSELF} OR party = 'HOUSEHOLD'"
    )
    op.execute(f"grant update ({ITSELF}) on offer to {DECIDER}")
    op.create_table(
        "household_link",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("session_key", sa.String(length=64), nullable=True),
        sa.Column("question", sa.String(length=2000), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["offer_id"],
            ["offer.id"],
            name=op.f("fk_household_link_offer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_household_link_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_link")),
        sa.UniqueConstraint("key", name=op.f("uq_household_link_key")),
        sa.UniqueConstraint("organisation_id", "id", name=op.f("uq_household_link_organisation_id_id")),
        sa.UniqueConstraint("session_key", name=op.f("uq_household_link_session_key")),
    )
    op.create_index("ix_household_link_offer_id", "household_link", ["offer_id"])
    op.execute("alter table household_link enable row level security, force row level security")
    seen = f"{MINE} or {KNOWN}"
    op.execute(f"create policy sees on household_link for select to public using ({seen})")
    op.execute(f"create policy adds on household_link for insert to public with check ({MINE})")
    op.execute(
        f"create policy changes on household_link for update to public "
        f"using ({MINE}) with check ({MINE})"
    )
    op.execute(f"revoke delete on household_link from {APP}")
    # Whom a line of the audit is about is looked up by who writes it.
    op.execute(f"grant select (id, offer_id) on household_link to {SOLVER}, {DECIDER}")


def downgrade() -> None:
    op.drop_table("household_link")
    op.execute(f"revoke update ({ITSELF}) on offer from {DECIDER}")
    op.drop_constraint(op.f("ck_offer_household_answers_for_itself"), "offer")
    op.drop_column("offer", ITSELF)
