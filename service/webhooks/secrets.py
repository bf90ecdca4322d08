"""How the secret of a webhook is kept: encrypted, and readable for its own endpoint alone."""

from typing import cast
from uuid import UUID

from sqlalchemy.orm import Session

from service.encryption.keys import Keys


def kept(db: Session, endpoint_id: UUID, secret: str) -> bytes:
    """The secret as the database has it."""
    return _keys(db).encrypt(secret.encode(), _where(endpoint_id))


def told(db: Session, endpoint_id: UUID, kept: bytes) -> str:
    """The secret as its receiver has it; raises Unreadable."""
    return _keys(db).decrypt(kept, _where(endpoint_id)).decode()


def _keys(db: Session) -> Keys:
    return cast(Keys, db.info["keys"])


def _where(endpoint_id: UUID) -> str:
    return f"webhook_endpoint.secret:{endpoint_id}"
