"""Secrets of webhooks are encrypted, each readable for its own endpoint alone

Whose secrets stand there yet, reads them with the keys of the settings: set WOONPLEK_ENCRYPTION_KEYS
for `migrate` too. Programs of before cannot sign any more: stop them first.

Revision: 0024, after 0023, made 2026-11-23
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from service import settings
from service.encryption.keys import Keys

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

COLUMNS = {"kept_secret": "secret", "previous_kept_secret": "previous_secret"}


def upgrade() -> None:
    for kept in COLUMNS:
        op.add_column("webhook_endpoint", sa.Column(kept, sa.LargeBinary()))
    _rewrite(
        COLUMNS,
        lambda keys, where, plain: keys.encrypt(plain.encode(), where),
    )
    op.alter_column("webhook_endpoint", "kept_secret", nullable=False)
    for plain in COLUMNS.values():
        op.drop_column("webhook_endpoint", plain)


def downgrade() -> None:
    for plain in COLUMNS.values():
        op.add_column("webhook_endpoint", sa.Column(plain, sa.String(100)))
    _rewrite(
        {plain: kept for kept, plain in COLUMNS.items()},
        lambda keys, where, kept: keys.decrypt(bytes(kept), where).decode(),
    )
    op.alter_column("webhook_endpoint", "secret", nullable=False)
    for kept in COLUMNS:
        op.drop_column("webhook_endpoint", kept)


def _rewrite(columns: dict[str, str], of: Callable[[Keys, str, Any], object]) -> None:
    """Fills each new column from its old one, as the table's owner; nobody else sees the table until
    the migration ends."""
    op.execute("alter table webhook_endpoint no force row level security")
    bind = op.get_bind()
    old = ", ".join(columns.values())
    rows = bind.execute(sa.text(f"select id, {old} from webhook_endpoint")).all()
    keys = settings.load().keys() if rows else None
    new = ", ".join(f"{name} = :{name}" for name in columns)
    for id, *values in rows:
        filled = {
            name: None if value is None else of(keys, f"webhook_endpoint.secret:{id}", value)
            for name, value in zip(columns, values, strict=True)
        }
        bind.execute(
            sa.text(f"update webhook_endpoint set {new} where id = :id"), {"id": id} | filled
        )
    op.execute("alter table webhook_endpoint force row level security")
