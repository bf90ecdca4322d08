"""A person ends sessions of its own elsewhere

Who is signed in sees and ends the sessions of the same user of the same organisation, and nobody
else's; who is not knows a session by its key, as before.

Revision: 0026, after 0025, made 2026-11-23
"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

KNOWN = "key = nullif(current_setting('app.page_session', true), '')"
OWN = """(organisation_id = nullif(current_setting('app.organisation', true), '')::uuid
    and user_name = current_setting('app.user', true))"""


def upgrade() -> None:
    _say(f"{KNOWN} or {OWN}")


def downgrade() -> None:
    _say(KNOWN)


def _say(rule: str) -> None:
    op.execute(f"alter policy sees on page_session using ({rule})")
    op.execute(f"alter policy changes on page_session using ({rule}) with check ({rule})")
