"""What the engine proposes: one household, one place, one contract form."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.codes.contracts import ContractForm
from service.codelists.decisions import ProposalState
from service.models.base import Base, Owned, code, of_municipality, owned
from service.models.organisation import Organisation


class Proposal(Owned, Base):
    """Owned by the municipality of the round; `owner_id` lets, `provider_id` asked,
    `support_provider_id` supports. `digest` stands for all that was shown."""

    __tablename__ = "proposal"

    round_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("round.id"), nullable=False)
    request_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("request.id"), nullable=False)
    household_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("household.id"), nullable=False)
    place_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("place.id"), nullable=False)
    owner_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisation.id"), nullable=False)
    provider_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisation.id"), nullable=False)
    support_provider_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("organisation.id"))
    municipality_code: Mapped[str] = of_municipality()
    place_municipality_code: Mapped[str] = of_municipality()
    contract_form: Mapped[ContractForm] = mapped_column(
        code(ContractForm, "contract_form"), nullable=False
    )
    start_date: Mapped[date] = mapped_column(Date, nullable=False)
    state: Mapped[ProposalState] = mapped_column(code(ProposalState, "state"), nullable=False)
    tier: Mapped[str] = mapped_column(String(40), nullable=False)
    turn: Mapped[int] = mapped_column(Integer, nullable=False, server_default="0")
    """Who goes first before the others of its round (`rounds.turn`)."""
    replaced_by_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("organisation.id"))
    """The municipality whose later round looked at it again, where nobody had decided."""
    score: Mapped[int] = mapped_column(Integer, nullable=False)
    score_parts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False)
    warnings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False)
    alternatives: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False)
    digest: Mapped[str] = mapped_column(String(64), nullable=False)

    replaced_by: Mapped[Organisation | None] = relationship(foreign_keys=[replaced_by_id])

    __table_args__ = owned(
        UniqueConstraint("round_id", "request_id"),
        Index("ix_proposal_organisation_id_state", "organisation_id", "state"),
        Index("ix_proposal_place_id", "place_id"),
        Index("ix_proposal_request_id", "request_id"),
        Index("ix_proposal_round_id_turn", "round_id", "turn", "id"),
        Index(
            "ix_proposal_replaced_elsewhere",
            "round_id",
            postgresql_where=text("replaced_by_id <> organisation_id"),
        ),
        Index("ix_proposal_owner_id", "owner_id"),
        Index("ix_proposal_provider_id", "provider_id"),
        Index("ix_proposal_municipality_code", "municipality_code"),
        Index("ix_proposal_place_municipality_code", "place_municipality_code"),
    )
