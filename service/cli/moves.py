"""What a change of a plan brings and costs, and whom, on the terminal."""

from collections.abc import Sequence

from rich.console import Console

from matching.difference import Repair, Seat
from matching.policy import Policy
from service.reports.scarcity import gained
from service.reports.tables import terminal
from service.rounds import wording
from service.rounds.tried import outcome_of

HEADINGS = (
    ("Aanvraag", "Request"),
    ("Was en wordt", "Before and after"),
)


def show(repair: Repair, policy: Policy, reasons: Sequence[wording.Words] = ()) -> None:
    """In words, in numbers by tier, and each household that moves; `reasons` why it cannot be."""
    console = Console()
    outcomes = [outcome_of(move.before, move.after) for move in repair.moves]
    words = wording.of_trial(repair.possible, outcomes)
    shifts = [wording.of_shift(one.asked, one.before, one.after) for one in repair.minimums]
    for one in (words, *shifts, *reasons):
        console.print(one.nl, highlight=False, markup=False)
        console.print(one.en, highlight=False, markup=False, style="dim")
    console.print(", ".join(gained(policy, repair.gain)), highlight=False)
    rows = [
        (f"{move.request}\n{outcome.nl}\n{outcome.en}", _from_to(move.before, move.after))
        for move, outcome in zip(repair.moves, outcomes, strict=True)
    ]
    if rows:
        console.print(terminal(HEADINGS, rows))


def _from_to(before: Seat | None, after: Seat | None) -> str:
    """The two places; where they are one, what else differs."""
    if before and after and before.place == after.place:
        return f"{before.place}\n{before.contract_form.nl}\n{after.contract_form.nl}"
    return "\n".join(str(seat.place) if seat else "-" for seat in (before, after))
