"""Trials are worked out by a worker, and read later

A trial is its organisation's own. What came of it names requests, so that it goes with them.

Revision: 0033, after 0032, made 2026-11-23
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from service.roles import APP, ARCHIVIST

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

KINDS = sa.Enum(
    "PAIR",
    "POLICY",
    "REPAIR",
    name="kind",
    native_enum=False,
    create_constraint=True,
    length=40,
)
FAILURES = sa.Enum(
    "TOO_LONG",
    "NOT_KEPT",
    "GAVE_UP",
    "UNEXPECTED",
    name="failure",
    native_enum=False,
    create_constraint=True,
    length=40,
)
MINE = "organisation_id = nullif(current_setting('app.organisation', true), '')::uuid"
OVER = """created_at < now() - interval '1 day'
    or exists (select from unnest((select (dossier()).everything)) known
        where position(known::text in asked::text) > 0 or position(known::text in answer::text) > 0)"""


def upgrade() -> None:
    op.create_table(
        "trial",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("asked", postgresql.JSONB(), nullable=False),
        sa.Column("asked_by", sa.String(length=120), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", postgresql.JSONB(), nullable=True),
        sa.Column("failure", FAILURES, nullable=True),
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
        sa.CheckConstraint(
            "num_nonnulls(answer, failure) = num_nonnulls(finished_at)",
            name=op.f("ck_trial_ends_in_one_way"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "round_id"],
            ["round.organisation_id", "round.id"],
            name=op.f("fk_trial_organisation_id_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_trial_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
        sa.UniqueConstraint("organisation_id", "id", name=op.f("uq_trial_organisation_id_id")),
    )
    op.create_index("ix_trial_created_at", "trial", ["created_at"])
    op.execute("alter table trial enable row level security, force row level security")
    op.execute(f"create policy sees on trial for select to public using ({MINE})")
    op.execute(f"create policy adds on trial for insert to public with check ({MINE})")
    op.execute(
        f"create policy changes on trial for update to public using ({MINE}) with check ({MINE})"
    )
    op.execute(f"revoke delete on trial from {APP}")
    for name, command in (("finds", "select"), ("destroys", "delete")):
        op.execute(f"create policy {name} on trial for {command} to {ARCHIVIST} using ({OVER})")
    op.execute(f"grant select, delete on trial to {ARCHIVIST}")


def downgrade() -> None:
    op.drop_table("trial")
