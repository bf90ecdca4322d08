"""A lease is drawn up when every needed yes is there, and ends with its placement."""

from datetime import date

from sqlalchemy.orm import Session

from matching.codes.contracts import ContractForm
from matching.tenure import LEASED_BY_PROVIDER
from service.audit import service as audit
from service.codelists.decisions import LeaseParty, MilestoneKind
from service.leases import repository
from service.leases.stay import milestones
from service.models import Lease, LeaseMilestone, Place, Placement, Proposal
from service.period import Period

RENT_FREE = frozenset({ContractForm.CARE_STAY})


def draw_up(db: Session, proposal: Proposal, placement: Placement, place: Place) -> Lease:
    """The lease of a confirmed placement, with the days that matter."""
    form = proposal.contract_form
    leased = form in LEASED_BY_PROVIDER
    tenant = LeaseParty.CARE_PROVIDER if leased else LeaseParty.HOUSEHOLD
    supporting = proposal.support_provider_id or proposal.provider_id
    due = milestones(place, form, placement.period)
    lease = Lease(
        organisation_id=placement.organisation_id,
        placement_id=placement.id,
        owner_id=placement.owner_id,
        provider_id=placement.provider_id,
        intermediary_id=supporting if leased else None,
        tenant=tenant,
        contract_form=form,
        tenure_title=place.tenure_title,
        rent_cents=0 if form in RENT_FREE else place.rent_cents,
        period=placement.period,
        milestones=[
            LeaseMilestone(ordinal=number, kind=kind, due_date=day)
            for number, (day, kind) in enumerate(due)
        ],
    )
    repository.add(db, lease)
    audit.record(db, "draw up", "leases", lease.id)
    return lease


def end(db: Session, placement: Placement, last_day: date) -> None:
    """The lease ends on this day; what would have been due later no longer is."""
    lease = repository.of_placement(db, placement.id)
    kept = [
        row
        for row in lease.milestones
        if row.due_date <= last_day and row.kind is not MilestoneKind.END
    ]
    ending = LeaseMilestone(
        ordinal=len(lease.milestones), kind=MilestoneKind.END, due_date=last_day
    )
    lease.milestones = [*kept, ending]
    lease.period = Period.of(lease.period.start_date, last_day)
    audit.record(db, "end", "leases", lease.id)
