"""The days of a stay: when it starts, when it must end, and what is due in between."""

from collections.abc import Iterator
from datetime import date

from matching.codes.contracts import ContractForm
from service.clock import DAY, last_planned, too_far
from service.codelists.decisions import MilestoneKind
from service.errors import Conflict
from service.leases.calendar import last_day_of, months_before
from service.leases.terms import Mark, Term, terms_on
from service.models import Place
from service.period import Period

Milestone = tuple[date, MilestoneKind]


def stay(place: Place, form: ContractForm, earliest: date) -> Period:
    """From the day that both are ready to the first end that law, permit or place sets."""
    start = max(earliest, place.period.start_date)
    if start > last_planned():
        said = f"The stay would start on {start}, which {too_far()}."
        raise Conflict(
            said, nl=f"Het verblijf zou op {start:%d-%m-%Y} beginnen. Dat is te ver weg."
        )
    terms = terms_on(start, form, place.tenure_title)
    ends = [place.period.end_date, *(_end(term, place, start) for term in terms)]
    known = [end for end in ends if end is not None]
    if known and min(known) < start:
        raise Conflict(
            "The place can no longer be lived in on the day that the stay would start.",
            nl="Op de dag dat het verblijf zou beginnen, kan er niemand meer wonen.",
        )
    return Period.of(start, min(known, default=None))


def _end(term: Term, place: Place, start: date) -> date | None:
    if term.ends_with_permit:
        return place.permit_until_date
    return None if term.months is None else last_day_of(start, term.months)


def milestones(place: Place, form: ContractForm, period: Period) -> list[Milestone]:
    """What is due in the period, in order of days; the end itself last."""
    terms = terms_on(period.start_date, form, place.tenure_title)
    marks = [mark for term in terms for mark in term.marks]
    found = {(due, mark.kind) for mark in marks for due in _due(mark, period)}
    end = [] if period.end_date is None else [(period.end_date, MilestoneKind.END)]
    return [*sorted(found), *end]


def _due(mark: Mark, period: Period) -> Iterator[date]:
    due = (
        _counted_back(mark, period)
        if mark.from_end
        else last_day_of(period.start_date, mark.months)
    )
    if due is not None and mark.at_latest and period.end_date is not None:
        due = min(due, period.end_date)
    if due is not None and period.covers(due):
        yield due


def _counted_back(mark: Mark, period: Period) -> date | None:
    """A window opens on the first day that is not too early and closes on the last in time."""
    if period.end_date is None:
        return None
    first = months_before(period.end_date + DAY, mark.months)
    if mark.kind is MilestoneKind.NOTICE_CLOSES:
        return first - DAY
    return max(first, period.start_date)
