"""One run of the engine over a region."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship, synonym

from matching.codes.rounds import AdviceState
from service.codelists.decisions import RoundFailure, RoundState
from service.models.base import Base, Owned, code, owned


class Round(Owned, Base):
    """Who asked, over which region, by which policy, how far it is and what was proven."""

    __tablename__ = "round"

    region_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("region.id"), nullable=False)
    policy_id: Mapped[UUID | None] = mapped_column(Uuid)
    day_date: Mapped[date] = mapped_column(Date, nullable=False)
    seed: Mapped[int] = mapped_column(Integer, nullable=False)
    state: Mapped[RoundState] = mapped_column(code(RoundState, "state"), nullable=False)
    cancel_requested: Mapped[bool] = mapped_column(Boolean, nullable=False, default=False)
    asked_by: Mapped[str] = mapped_column(String(120), nullable=False)
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    progress: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    engine_version: Mapped[str | None] = mapped_column(String(40))
    snapshot_hash: Mapped[str | None] = mapped_column(String(64))
    policy_hash: Mapped[str | None] = mapped_column(String(64))
    certificate: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    minimums: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB)
    requests: Mapped[int | None] = mapped_column(Integer)
    places: Mapped[int | None] = mapped_column(Integer)
    places_left_out: Mapped[int | None] = mapped_column(Integer)
    proposed: Mapped[int | None] = mapped_column(Integer)
    advice_state: Mapped[AdviceState | None] = mapped_column(code(AdviceState, "advice_state"))
    failure: Mapped[RoundFailure | None] = mapped_column(code(RoundFailure, "failure"))
    failure_detail: Mapped[str | None] = mapped_column(String(500))

    __table_args__ = owned(
        ForeignKeyConstraint(
            ["organisation_id", "policy_id"], ["policy.organisation_id", "policy.id"]
        ),
        Index(
            "uq_round_active_region",
            "region_id",
            unique=True,
            postgresql_where="state IN ('QUEUED', 'SOLVING')",
        ),
        Index("ix_round_organisation_id_created_at", "organisation_id", "created_at"),
    )


class RoundSnapshot(Base):
    """What the engine saw, so that the round can be replayed; and what it answered.

    `problem` is the engine's own file (npz), the policy in it; `seals` are those of the requests
    and places that it was made from, by id."""

    __tablename__ = "round_snapshot"

    round_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("round.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("organisation.id"), nullable=False
    )
    problem: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    seals: Mapped[dict[str, str]] = mapped_column(JSONB, nullable=False)
    solution: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    advice: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class RoundUnplaced(Base):
    """Why a request got no proposal in a round: `eligible_units` fitted but went to others, and
    `reasons` are the rules in the way of the rest, with at how many units each stood. `changes` are
    the smallest single changes that would have given it a place; not everybody may hear of all."""

    __tablename__ = "round_unplaced"

    round_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("round.id"), primary_key=True)
    request_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("request.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("organisation.id"), nullable=False
    )
    provider_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisation.id"), nullable=False)
    tier: Mapped[str] = mapped_column(String(40), nullable=False)
    turn: Mapped[int] = mapped_column(Integer, nullable=False, server_default="0")
    """Who goes first before the others of its round (`rounds.turn`)."""
    eligible_units: Mapped[int] = mapped_column(Integer, nullable=False)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, nullable=False, server_default="[]"
    )

    round: Mapped[Round] = relationship(lazy="raise", viewonly=True)

    id: Mapped[UUID] = synonym("request_id")
    """What tells the rows of one round apart."""

    __table_args__ = (
        Index("ix_round_unplaced_request_id", "request_id"),
        Index("ix_round_unplaced_round_id_turn", "round_id", "turn", "request_id"),
    )
