"""A lease with the ground of each day that matters."""

from collections.abc import Sequence

from service.codelists.decisions import MilestoneKind
from service.leases.schemas import LeaseOut, LeasePage, MilestoneOut
from service.leases.terms import Term, terms_on
from service.models import Lease, LeaseMilestone
from service.paging import Page

AGREED = "agreed between the parties, or the last day that the place may be lived in"


def shown_page(found: Page[Lease]) -> LeasePage:
    """A page of leases."""
    return LeasePage(leases=[shown(lease) for lease in found.rows], next_cursor=found.next_cursor)


def shown(lease: Lease) -> LeaseOut:
    """One lease."""
    terms = terms_on(lease.period.start_date, lease.contract_form, lease.tenure_title)
    columns = {name: getattr(lease, name) for name in LeaseOut.model_fields if name != "milestones"}
    milestones = [_milestone(row, terms) for row in lease.milestones]
    return LeaseOut.model_validate(columns | {"milestones": milestones})


def _milestone(row: LeaseMilestone, terms: Sequence[Term]) -> MilestoneOut:
    """The end is the law's only where the law sets one; else it was agreed."""
    ground = next((term for term in terms if _is_ground(term, row.kind)), None)
    return MilestoneOut(
        kind=row.kind,
        due_date=row.due_date,
        source=AGREED if ground is None else ground.source,
        indicative=ground is not None and not ground.verified,
    )


def _is_ground(term: Term, kind: MilestoneKind) -> bool:
    if kind is MilestoneKind.END:
        return term.months is not None or term.ends_with_permit
    return any(mark.kind is kind for mark in term.marks)
