"""What every table shares: names of constraints, the tenant columns, the column kinds."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    DateTime,
    Enum,
    ForeignKey,
    Integer,
    MetaData,
    String,
    UniqueConstraint,
    Uuid,
    func,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from matching.codes.code import Code


class Base(DeclarativeBase):
    """All tables of the registry."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Identified:
    """A row with a random id, a version that counts its changes, and its first and last moment."""

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    version: Mapped[int] = mapped_column(Integer, nullable=False, default=1)
    created_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), nullable=False
    )
    changed_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), onupdate=func.now(), nullable=False
    )

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version, "eager_defaults": True}


class Owned(Identified):
    """A row that belongs to one organisation: the row-level policies go by this column."""

    organisation_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("organisation.id"), nullable=False
    )


def owned(*others: Any) -> tuple[Any, ...]:
    """The table arguments of an owned row: `(organisation_id, id)` is what others refer to."""
    return (UniqueConstraint("organisation_id", "id"), *others)


def code(codes: type[Code], name: str) -> Enum:
    """A column of one code; `name` names its CHECK."""
    return Enum(
        codes,
        name=name,
        native_enum=False,
        length=40,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
    )


def code_set(codes: type[Code]) -> ARRAY[Code]:
    """A column of several codes; its CHECK is `known_codes` in the table's arguments."""
    return ARRAY(
        Enum(  # type: ignore[arg-type]  # SQLAlchemy types an Enum of str members as str
            codes,
            native_enum=False,
            length=40,
            create_constraint=False,
            values_callable=lambda members: [member.value for member in members],
        )
    )


def known_codes(column: str, codes: type[Code], least: int = 0) -> CheckConstraint:
    """Only codes of the list, and at least so many."""
    known = ", ".join(f"'{member.value}'" for member in codes)
    return CheckConstraint(
        f"{column} <@ ARRAY[{known}]::character varying[] AND cardinality({column}) >= {least}",
        name=f"{column}_known",
    )


def not_empty(column: str = "period") -> CheckConstraint:
    """An empty or begin-less period would slip past an EXCLUDE constraint."""
    return CheckConstraint(
        f"NOT isempty({column}) AND lower({column}) IS NOT NULL", name=f"{column}_not_empty"
    )


def of_municipality(*, nullable: bool = False) -> Mapped[Any]:
    """A column that names a municipality."""
    return mapped_column(String(4), ForeignKey("municipality.code"), nullable=nullable)
