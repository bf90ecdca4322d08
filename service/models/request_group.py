"""Requests that hang together."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from matching.codes.households import GroupKind
from service.models.base import Base, Owned, code, owned
from service.models.withdrawable import Withdrawable


class RequestGroup(Withdrawable, Owned, Base):
    """Households that live together in one property, all or none, or never in one complex."""

    __tablename__ = "request_group"

    kind: Mapped[GroupKind] = mapped_column(code(GroupKind, "kind"), nullable=False)
    name: Mapped[str] = mapped_column(String(60), nullable=False)

    __table_args__ = owned()
