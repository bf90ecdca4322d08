"""What the database says of itself."""

from sqlalchemy import func, select, text, true
from sqlalchemy.orm import Session

from service.models import Municipality


def schema_revision(db: Session) -> str | None:
    """The migration that the database is at."""
    found: str | None = db.scalar(text("select version_num from alembic_version"))
    return found


def boundaries(db: Session) -> int:
    """How many municipalities have an outline."""
    return db.scalar(select(func.count(Municipality.boundary))) or 0


def answers(db: Session) -> bool:
    """Whether the database does."""
    return db.scalar(select(true())) is True
