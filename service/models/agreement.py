"""An owner and a care provider agree on contract forms."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, Uuid
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matching.codes.code import Code
from matching.codes.contracts import ContractForm
from service.models.base import Base, Owned, code_set, known_codes, not_empty, owned
from service.models.withdrawable import Withdrawable
from service.period import DayPeriod, Period


class Agreement(Withdrawable, Owned, Base):
    """The owner (`organisation_id`) lets to or with this provider in these forms."""

    __tablename__ = "agreement"

    provider_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisation.id"), nullable=False)
    contract_forms: Mapped[list[Code]] = mapped_column(code_set(ContractForm), nullable=False)
    period: Mapped[Period] = mapped_column(DayPeriod, nullable=False)

    __table_args__ = owned(
        known_codes("contract_forms", ContractForm, least=1),
        not_empty(),
        ExcludeConstraint(
            ("organisation_id", "="),
            ("provider_id", "="),
            ("period", "&&"),
            where="withdrawn_at IS NULL",
            name="ex_agreement_once",
        ),
        Index("ix_agreement_provider_id", "provider_id"),
    )
