"""Leases on the wire."""

from datetime import date
from uuid import UUID

from pydantic import Field

from matching.codes import ContractForm, TenureTitle
from service.codelists.decisions import LeaseParty, MilestoneKind
from service.paging import PageQuery
from service.period import Period
from service.wire import Outbound


class MilestoneOut(Outbound):
    """A day on which something must be done, or can first or last be done."""

    kind: MilestoneKind
    due_date: date
    source: str = Field(description="The law or practice it rests on (grondslag)")
    indicative: bool = Field(description="Nobody could verify the term (indicatie)")


class LeaseOut(Outbound):
    """The contract of a placement (huurovereenkomst; VERA Overeenkomst)."""

    id: UUID
    placement_id: UUID
    organisation_id: UUID = Field(description="The municipality that decided")
    owner_id: UUID = Field(description="Who lets (verhuurder)")
    provider_id: UUID = Field(description="The care provider that asked")
    intermediary_id: UUID | None = Field(
        description="The care provider that is the tenant, where it is"
    )
    tenant: LeaseParty = Field(description="Who is the tenant from the first day (huurder)")
    contract_form: ContractForm
    tenure_title: TenureTitle
    rent_cents: int = Field(description="Bare rent a month, euro cents; 0 for a care stay")
    period: Period
    milestones: list[MilestoneOut]
    version: int


class LeasePage(Outbound):
    """A page of leases."""

    leases: list[LeaseOut]
    next_cursor: str | None


class LeaseListing(PageQuery):
    """Filters on leases."""

    placement_id: UUID | None = None
    contract_form: ContractForm | None = None
    tenure_title: TenureTitle | None = None
