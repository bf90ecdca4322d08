"""Why somebody has no place and what would have helped, line by line in Dutch and English."""

from collections.abc import Iterator

from matching.advice import Advice
from matching.codes.rounds import AdviceState
from matching.confirm import Confirmed
from matching.counterfactual import Counterfactual
from matching.solution import Solution, Unplaced
from service.proposals.rule_texts import of_rule
from service.rounds.wording import of_unplaced

Sentence = tuple[str, str]

LESS = " (misschien is minder al genoeg)", " (less may be enough)"


def summary(found: Solution, told: Advice) -> Sentence:
    """How many have a place, and whether it can be told what would have helped."""
    asked = len(found.assignments) + len(found.unplaced)
    placed, why = len(found.assignments), told.state
    if why is AdviceState.GIVEN:
        return f"{placed} van {asked} hebben een woonplek.", f"{placed} of {asked} have a place."
    return (
        f"{placed} van {asked} hebben een woonplek. {why.nl}.",
        f"{placed} of {asked} have a place. {why.en}.",
    )


def about(one: Unplaced, told: Advice, changes: int) -> Iterator[Sentence]:
    """Why this household has no place: what stood in the way, and at how many places; and how many
    changes follow."""
    message = of_unplaced(one.eligible_units, len(one.blockers))
    yield f"Aanvraag {one.request} ({one.tier.nl})", f"Request {one.request} ({one.tier.en})"
    yield f"  {message.nl}", f"  {message.en}"
    for blocker in one.blockers:
        rule = of_rule(blocker.rule)
        yield (
            f"  - {rule.nl} Aantal woonplekken: {blocker.units}; als enige: {blocker.alone}.",
            f"  - {rule.en} Number of places: {blocker.units}; alone: {blocker.alone}.",
        )
    if changes:
        yield "  Wat had geholpen:", "  What would have helped:"
    elif told.state is AdviceState.GIVEN:
        yield (
            "  Er is geen verandering gevonden die alleen al had geholpen.",
            "  No change was found that alone would have helped.",
        )


def counted(number: int, change: Counterfactual) -> Sentence:
    """A change with its number, and where the place would have been."""
    form = change.contract_form
    less = ("", "") if change.exact else LESS
    return (
        f"  {number}. {change.nl} Woonplek {change.place}, {form.nl}{less[0]}.",
        f"  {number}. {change.en} Place {change.place}, {form.en}{less[1]}.",
    )


def confirmed(result: Confirmed) -> Sentence:
    """What solving anew with the change found."""
    if result.agrees:
        return "     Opnieuw opgelost: dat klopt.", "     Solved anew: that is so."
    return "     Opnieuw opgelost: dat klopt NIET.", "     Solved anew: that is NOT so."
