"""How long each contract form and tenure title may last and what must be done when: one table.

Each row is a legal term or a practice with its source, from the day on which it holds. What nobody
could verify says so, and is shown as "indicatie".
"""

from dataclasses import dataclass
from datetime import date

from matching.codes.contracts import ContractForm, TenureTitle
from matching.legal import AMOUNTS_2026
from matching.tenure import WITH_PERMIT, WITHOUT_LEASE
from service.codelists.decisions import MilestoneKind


@dataclass(frozen=True, slots=True)
class Mark:
    """A day in the life of a lease: the last of so many months from the start, or counted back
    from the end; `at_latest` comes sooner where the stay is shorter."""

    kind: MilestoneKind
    months: int
    from_end: bool = False
    at_latest: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """What holds for a form or title: at most so many months, and these marks."""

    of: ContractForm | TenureTitle
    valid_from: date
    source: str
    months: int | None = None
    marks: tuple[Mark, ...] = ()
    verified: bool = True

    @property
    def ends_with_permit(self) -> bool:
        """Whether no stay goes on after the place's permit."""
        return self.of in WITH_PERMIT


REVIEWS = tuple(Mark(MilestoneKind.REVIEW, months) for months in (3, 6, 9))
FLIP = Mark(MilestoneKind.FLIP_DECISION, 24, at_latest=True)
TRIAL = Mark(MilestoneKind.TRIAL_DECISION, 8)
NOTICE = (
    Mark(MilestoneKind.NOTICE_OPENS, 3, from_end=True),
    Mark(MilestoneKind.NOTICE_CLOSES, 1, from_end=True),
)

ALWAYS = date(1992, 1, 1)
FIXED_TERMS_ACT = date(2024, 7, 1)
SUPPORTED = "practice of housing with support: reviews after 3, 6 and 9 months"


def _longest(title: TenureTitle) -> int | None:
    term = AMOUNTS_2026.title_term(title)
    return term.months.value if term else None


TERMS: tuple[Term, ...] = (
    Term(ContractForm.OWN_NAME, ALWAYS, "BW 7:201 and further"),
    Term(ContractForm.OWN_NAME_ADDENDUM, ALWAYS, SUPPORTED, marks=REVIEWS, verified=False),
    Term(ContractForm.TRIPARTITE, ALWAYS, SUPPORTED, marks=REVIEWS, verified=False),
    Term(
        ContractForm.OMKLAP,
        ALWAYS,
        SUPPORTED + "; a decision within 24 months at the latest",
        marks=(*REVIEWS, FLIP),
        verified=False,
    ),
    Term(ContractForm.INTERMEDIARY, ALWAYS, SUPPORTED, marks=REVIEWS, verified=False),
    Term(ContractForm.CARE_STAY, ALWAYS, SUPPORTED, marks=REVIEWS, verified=False),
    Term(
        ContractForm.GUEST_AGREEMENT,
        ALWAYS,
        "guest agreement as Onder de Pannen uses it: a year at most",
        months=12,
    ),
    Term(TenureTitle.INDEFINITE, ALWAYS, "BW 7:228; Wet vaste huurcontracten"),
    Term(
        TenureTitle.TEMP_2Y,
        FIXED_TERMS_ACT,
        "Stb. 2024, 152 (two years at most); BW 7:271 lid 1 (notice one to three months before)",
        months=_longest(TenureTitle.TEMP_2Y),
        marks=NOTICE,
    ),
    Term(
        TenureTitle.YOUTH_5Y,
        ALWAYS,
        "BW 7:274c (youth contract)",
        months=_longest(TenureTitle.YOUTH_5Y),
    ),
    Term(TenureTitle.CAMPUS, ALWAYS, "BW 7:274d (as long as the study lasts)"),
    Term(TenureTitle.FLEX, ALWAYS, "BW 7:271 lid 4 (end of the permit)"),
    Term(TenureTitle.ROOMWISE, ALWAYS, "VERA OVEREENKOMSTDETAILSOORT.KAM"),
    Term(
        TenureTitle.MIDSTAY,
        ALWAYS,
        "VERA OVEREENKOMSTDETAILSOORT.MID; a year at most is our reading",
        months=_longest(TenureTitle.MIDSTAY),
        verified=False,
    ),
    Term(
        TenureTitle.VACANCY_ACT,
        ALWAYS,
        "Leegstandwet, articles 15 and 16 (ends with the permit)",
    ),
    Term(
        TenureTitle.HOSPITA,
        FIXED_TERMS_ACT,
        "BW 7:232 lid 3 (nine-month trial, three months' notice); a bill will change this",
        marks=(TRIAL,),
    ),
    Term(TenureTitle.LOAN_FOR_USE, ALWAYS, "BW 7A:1777 (bruikleen)"),
    Term(TenureTitle.ANTI_SQUAT, ALWAYS, "BW 7A:1777 (bruikleen)"),
)


def terms_on(start: date, form: ContractForm, title: TenureTitle) -> tuple[Term, ...]:
    """The terms that hold for a stay that starts on this day, by its form and its title."""
    if form in WITHOUT_LEASE:
        return (_on(start, form),)
    return (_on(start, form), _on(start, title))


def _on(start: date, of: ContractForm | TenureTitle) -> Term:
    """The row begun last; a day before all of them has the first."""
    rows = sorted((term for term in TERMS if term.of is of), key=lambda term: term.valid_from)
    return next((term for term in reversed(rows) if term.valid_from <= start), rows[0])
