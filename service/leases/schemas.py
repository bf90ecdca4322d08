"""Leases on the wire: the landlord is told who signs, not who asked for the household."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from matching.codes.contracts import ContractForm, TenureTitle
from service.audit.shown import About
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


class _Lease(Outbound):
    id: Annotated[UUID, About("leases")]
    placement_id: UUID
    organisation_id: UUID = Field(description="The municipality of the round (gemeente)")
    owner_id: UUID = Field(description="Who lets (verhuurder)")
    tenant: LeaseParty = Field(description="Who is the tenant from the first day (huurder)")
    contract_form: ContractForm
    tenure_title: TenureTitle
    rent_cents: int = Field(description="Bare rent a month, euro cents; 0 for a care stay")
    period: Period
    milestones: list[MilestoneOut]
    version: int


class LeaseForPartyOut(_Lease):
    """A lease as its owner and a receiving municipality know it."""

    view: Literal["PARTY"]
    contract_provider_id: UUID | None = Field(
        description="The care provider that signs too, where the contract form has one"
    )


class LeaseOut(_Lease):
    """The contract of a placement (huurovereenkomst; VERA Overeenkomst) in full: for the
    municipality that decides and the care providers."""

    view: Literal["FULL"]
    provider_id: UUID = Field(description="The care provider that asked")
    intermediary_id: UUID | None = Field(
        description="The care provider that is the tenant, where it is"
    )


LeaseShown = Annotated[LeaseOut | LeaseForPartyOut, Field(discriminator="view")]


class LeasePage(Outbound):
    """A page of leases."""

    leases: list[LeaseShown]
    next_cursor: str | None


class LeaseListing(PageQuery):
    """Filters on leases."""

    placement_id: UUID | None = None
    contract_form: ContractForm | None = None
    tenure_title: TenureTitle | None = None
