"""Where a system of an organisation hears of events."""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, DateTime, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from matching.codes.code import Code
from service.codelists.webhooks import EventType, TurnedOff
from service.models.base import Base, Owned, code, code_set, owned
from service.models.withdrawable import Withdrawable


class WebhookEndpoint(Withdrawable, Owned, Base):
    """An address, the events it wants, and the secret that signs them, which is kept unreadable;
    after a change of secret the one before signs too, until `previous_until`. The last two columns
    are the worker's own."""

    __tablename__ = "webhook_endpoint"

    name: Mapped[str] = mapped_column(String(120), nullable=False)
    url: Mapped[str] = mapped_column(String(500), nullable=False)
    event_types: Mapped[list[Code]] = mapped_column(code_set(EventType), nullable=False)
    active: Mapped[bool] = mapped_column(Boolean, nullable=False, default=True)
    turned_off: Mapped[TurnedOff | None] = mapped_column(code(TurnedOff, "turned_off"))
    kept_secret: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    previous_kept_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    previous_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    rests_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    silent_tries: Mapped[int] = mapped_column(Integer, nullable=False, default=0)

    __table_args__ = owned(
        CheckConstraint("NOT active OR turned_off IS NULL", name="off_has_a_reason"),
        CheckConstraint("cardinality(event_types) > 0", name="wants_something"),
    )
