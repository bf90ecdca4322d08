"""Page sessions: who is signed in on the pages

A row is there for who knows its key, and for nobody else: not even for its organisation.

Revision: 0018, after 0017, made 2026-11-22
"""

import sqlalchemy as sa
from alembic import op

from service.roles import APP, ARCHIVIST

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KINDS = sa.Enum(
    "CORPORATION",
    "PRIVATE_LANDLORD",
    "HOST",
    "CARE_PROVIDER",
    "MUNICIPALITY",
    "CENTRE_MUNICIPALITY",
    "SOCIAL_VACANCY_MANAGER",
    "CLIENT_COUNCIL",
    "PLATFORM",
    "NATIONAL_DESK",
    name="kind",
    native_enum=False,
    create_constraint=True,
    length=40,
)
KNOWN = "key = nullif(current_setting('app.page_session', true), '')"
MINE = "organisation_id = nullif(current_setting('app.organisation', true), '')::uuid"
OLD = "seen_at < now() - interval '1 day'"


def upgrade() -> None:
    op.create_table(
        "page_session",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("user_name", sa.String(length=120), nullable=False),
        sa.Column("assurance", sa.String(length=200), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_page_session_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_page_session")),
    )
    op.create_index("ix_page_session_seen_at", "page_session", ["seen_at"])
    op.execute("alter table page_session enable row level security, force row level security")
    op.execute(f"create policy sees on page_session for select to public using ({KNOWN})")
    op.execute(
        f"create policy adds on page_session for insert to public with check ({KNOWN} and {MINE})"
    )
    op.execute(
        f"create policy changes on page_session for update to public "
        f"using ({KNOWN}) with check ({KNOWN})"
    )
    op.execute(f"revoke update, delete on page_session from {APP}")
    op.execute(f"grant update (seen_at, ended_at) on page_session to {APP}")
    for name, command in (("finds", "select"), ("destroys", "delete")):
        op.execute(
            f"create policy {name} on page_session for {command} to {ARCHIVIST} using ({OLD})"
        )
    op.execute(f"grant select, delete on page_session to {ARCHIVIST}")


def downgrade() -> None:
    op.drop_table("page_session")
