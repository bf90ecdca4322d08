"""What can be withdrawn stays on record."""

from datetime import datetime

from sqlalchemy import DateTime
from sqlalchemy.orm import Mapped, declared_attr, mapped_column


class Withdrawable:
    """Withdrawn rows no longer count and no longer stand in lists; they can still be read."""

    @declared_attr
    def withdrawn_at(cls) -> Mapped[datetime | None]:
        return mapped_column(DateTime(timezone=True))
