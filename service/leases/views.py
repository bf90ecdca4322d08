"""Who sees what of a lease, with the ground of each day that matters."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from matching.rules.declaration import BY_AGREEMENT
from service.actor import Actor
from service.codelists.decisions import MilestoneKind
from service.leases import repository
from service.leases.schemas import LeaseForPartyOut, LeaseOut, LeasePage, MilestoneOut
from service.leases.terms import Term, terms_on
from service.models import Lease, LeaseMilestone, Placement
from service.paging import Page
from service.placements import repository as placements

View = LeaseOut | LeaseForPartyOut

AGREED = "agreed between the parties, or the last day that the place may be lived in"


def shown_page(db: Session, actor: Actor, found: Page[Lease]) -> LeasePage:
    """A page of leases as the actor sees them."""
    return LeasePage(leases=shown(db, actor, found.rows), next_cursor=found.next_cursor)


def shown(db: Session, actor: Actor, leases: Sequence[Lease]) -> list[View]:
    """The leases as the actor sees them, in the same order."""
    ids = [lease.placement_id for lease in leases]
    whole = placements.seen_in_full(db, actor, ids)
    of = repository.placements_of(db, ids)
    return [
        _whole(lease) if lease.placement_id in whole else _for_party(lease, of[lease.placement_id])
        for lease in leases
    ]


def _whole(lease: Lease) -> LeaseOut:
    computed = {"view": "FULL", "milestones": _milestones(lease)}
    return LeaseOut.model_validate(_columns(LeaseOut, lease) | computed)


def _for_party(lease: Lease, placement: Placement) -> LeaseForPartyOut:
    signs = lease.contract_form.bit & BY_AGREEMENT
    computed = {
        "view": "PARTY",
        "contract_provider_id": placement.support_provider_id if signs else None,
        "milestones": _milestones(lease),
    }
    return LeaseForPartyOut.model_validate(_columns(LeaseForPartyOut, lease) | computed)


def _columns(model: type[View], lease: Lease) -> dict[str, object]:
    return {name: getattr(lease, name) for name in model.model_fields if hasattr(lease, name)}


def _milestones(lease: Lease) -> list[MilestoneOut]:
    terms = terms_on(lease.period.start_date, lease.contract_form, lease.tenure_title)
    return [_milestone(row, terms) for row in lease.milestones]


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
