"""A landlord opened who comes to live in its place."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from service.codelists.persons import HandOverPurpose
from service.models.base import Base, Owned, code, owned


class HandOver(Owned, Base):
    """Owned by the landlord that opened it; their care provider reads that it did, and for what."""

    __tablename__ = "hand_over"

    placement_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("placement.id"), nullable=False)
    provider_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisation.id"), nullable=False)
    purpose: Mapped[HandOverPurpose] = mapped_column(
        code(HandOverPurpose, "purpose"), nullable=False
    )

    __table_args__ = owned(
        Index("ix_hand_over_placement_id", "placement_id"),
        Index("ix_hand_over_provider_id", "provider_id"),
    )
