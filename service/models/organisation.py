"""Who takes part: corporations, hosts, care providers, municipalities."""

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from matching.codes.code import Code
from matching.codes.contracts import ContractForm
from service.codelists.organisations import OrganisationKind
from service.models.base import Base, Identified, code, code_set, known_codes, of_municipality


class Organisation(Identified, Base):
    """A tenant of the registry; `contract_forms` are those a care provider works with."""

    __tablename__ = "organisation"

    kind: Mapped[OrganisationKind] = mapped_column(code(OrganisationKind, "kind"), nullable=False)
    name: Mapped[str] = mapped_column(String(120), nullable=False)
    kvk_number: Mapped[str | None] = mapped_column(String(8))
    email: Mapped[str | None] = mapped_column(String(120))
    municipality_code: Mapped[str | None] = of_municipality(nullable=True)
    contract_forms: Mapped[list[Code]] = mapped_column(code_set(ContractForm), nullable=False)
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        known_codes("contract_forms", ContractForm),
        CheckConstraint(
            "(kind IN ('MUNICIPALITY', 'CENTRE_MUNICIPALITY')) = (municipality_code IS NOT NULL)",
            name="municipality_named",
        ),
        Index(
            "uq_organisation_municipality",
            "municipality_code",
            unique=True,
            postgresql_where="withdrawn_at IS NULL",
        ),
    )
