"""Who somebody is: sealed, in the scope of their care provider, and nowhere else."""

from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Owned, not_empty, owned
from service.period import DayPeriod, Period


class Person(Owned, Base):
    """A person of a household, owned by its care provider.

    `sealed` is the identity under a key of this person's own, and `wrapped_key` that key under the
    installation's. The marks are keyed digests of name and birth date, by which the database finds
    the same person elsewhere without knowing who it is; a child in somebody's household has none.
    """

    __tablename__ = "person"

    household_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("household.id"), nullable=False)
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    match_key: Mapped[str] = mapped_column(String(40), nullable=False)
    exact_mark: Mapped[bytes | None] = mapped_column(LargeBinary)
    possible_marks: Mapped[list[bytes]] = mapped_column(ARRAY(LargeBinary), nullable=False)

    __table_args__ = owned(
        CheckConstraint(
            "(exact_mark IS NULL) = (cardinality(possible_marks) = 0)", name="marked_or_not"
        ),
        Index("ix_person_exact_mark", "exact_mark"),
        Index(
            "ix_person_possible_marks",
            "possible_marks",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},  # read for every proposal, written seldom
        ),
    )


class PersonClaim(Base):
    """That somebody holds a place for some days: by their mark, so that nobody holds two, whichever
    care providers ask. Kept by the database alone, as placements and persons come and go.

    `twin` tells apart what a municipality found to be no second home of one person. Null is a claim
    of who grew up in a home or came to live there later: nobody decided on it, so it is never
    refused, and from then on it counts against every approval.
    """

    __tablename__ = "person_claim"

    person_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    placement_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("placement.id", ondelete="CASCADE"), primary_key=True
    )
    organisation_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("organisation.id"), nullable=False
    )
    mark: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    twin: Mapped[int | None] = mapped_column(SmallInteger)
    period: Mapped[Period] = mapped_column(DayPeriod, nullable=False)

    __table_args__ = (
        not_empty(),
        ExcludeConstraint(
            ("mark", "="), ("twin", "="), ("period", "&&"), name="ex_person_claim_once"
        ),
        Index("ix_person_claim_placement_id", "placement_id"),
    )
