"""What was done, by whom, to what and about whom: only ever added to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    String,
    Uuid,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.codelists.audit import ProcessingActivity
from service.models.base import Base, code


class AuditEvent(Base):
    """The six fields of BIO2 8.15.01 (action, object, result, origin, actor, time), and those of
    Logboek Dataverwerkingen: trace, operation, processing activity, and whom it is about.

    `person_id` is a household's random id, and the only thing here that leads to anybody. Nothing
    is referred to by a foreign key: a line stays when all else is gone, and who takes no part here
    has lines too."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), nullable=False
    )
    organisation_id: Mapped[UUID] = mapped_column(Uuid, nullable=False)
    actor: Mapped[str] = mapped_column(String(120), nullable=False)
    action: Mapped[str] = mapped_column(String(60), nullable=False)
    subject: Mapped[str] = mapped_column(String(60), nullable=False)
    subject_id: Mapped[UUID] = mapped_column(Uuid, nullable=False)
    result: Mapped[str] = mapped_column(String(60), nullable=False)
    origin: Mapped[str] = mapped_column(String(60), nullable=False)
    person_id: Mapped[UUID | None] = mapped_column(Uuid)
    activity: Mapped[ProcessingActivity | None] = mapped_column(
        code(ProcessingActivity, "activity")
    )
    trace_id: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    operation_id: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    parent_operation_id: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = (
        CheckConstraint("octet_length(trace_id) = 16", name="trace_id_length"),
        CheckConstraint(
            "octet_length(operation_id) = 8 AND octet_length(parent_operation_id) = 8",
            name="operation_id_length",
        ),
        Index("ix_audit_event_organisation_id_id", "organisation_id", "id"),
        Index("ix_audit_event_subject_id", "subject_id"),
        Index("ix_audit_event_person_id", "person_id"),
    )


class AuditSeal(Base):
    """A batch of lines under one hash: all those after the batch before, up to `upto`.

    `root` is that of the Merkle tree over the lines, `hash` that of this row and of the batch
    before; `form` says which fields of a line were hashed, and how."""

    __tablename__ = "audit_seal"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sealed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), nullable=False)
    form: Mapped[int] = mapped_column(BigInteger, nullable=False)
    upto: Mapped[int] = mapped_column(BigInteger, nullable=False)
    lines: Mapped[int] = mapped_column(BigInteger, nullable=False)
    root: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
