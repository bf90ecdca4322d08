"""What is told beside a plan -> what is kept of it, and who may read which part."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from matching.advice import Advice, may_hear
from matching.choice import Option
from matching.codes.rounds import AdviceState
from matching.counterfactual import Counterfactual
from matching.rules.declaration import Audience
from service.actor import Actor
from service.models import Round, RoundSnapshot, RoundUnplaced
from service.rounds.schemas import ChangeOut, OwnChangeOut, UnplacedOut


def keep_advice(round: Round, snapshot: RoundSnapshot, advice: Advice | None) -> None:
    """What is scarce and who can choose; or why that is not told."""
    round.advice_state = advice.state if advice else AdviceState.FAILED
    if advice:
        snapshot.advice = json.loads(replace(advice, changes=()).to_json())


def changes_of(advice: Advice | None) -> Mapping[UUID, list[dict[str, Any]]]:
    """What would have helped, as it is kept with each request."""
    found: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for change in advice.changes if advice else ():
        found[change.request].append(_change(change))
    return found


def _change(found: Counterfactual) -> dict[str, Any]:
    """Of others only how many lose is kept; the sentences are made of the rest."""
    return {
        "rule": found.rule,
        "measure": found.amount.measure.value,
        "amount": found.amount.number,
        "place_id": str(found.place),
        "contract_form": found.contract_form.value,
        "support_provider_id": found.provider and str(found.provider),
        "losers": found.others.losers,
        "exact": found.exact,
    }


def with_choice(
    alternatives: Sequence[dict[str, Any]], second: Option | None
) -> list[dict[str, Any]]:
    """The next-best places of a proposal with the one that could be kept for the household to
    choose from, which comes last where it is not among them."""
    if second is None:
        return list(alternatives)
    kept = {
        "place": str(second.seat.place),
        "contract_form": second.seat.contract_form.value,
        "provider": second.seat.provider and str(second.seat.provider),
        "score": second.score,
        "free": True,
    }
    others = [one for one in alternatives if one != kept]
    at = next((row for row, one in enumerate(alternatives) if one == kept), len(others))
    return [*others[:at], kept | {"choice": True}, *others[at:]]


def as_heard_by(actor: Actor, row: RoundUnplaced) -> UnplacedOut:
    """Why a request got no proposal, with the changes that the reader may hear of."""
    own_round = row.organisation_id == actor.organisation_id
    audience = Audience.MUNICIPALITY if own_round else Audience.ASKER
    whole = UnplacedOut.model_validate(row)
    heard = [told_to(actor, one) for one in whole.changes if may_hear(one.rule, audience)]
    return whole.model_copy(update={"changes": heard})


def told_to(actor: Actor, change: ChangeOut) -> ChangeOut:
    """The change in words for who reads it."""
    own = change.support_provider_id == actor.organisation_id
    return OwnChangeOut.model_validate(change.model_dump()) if own else change


def in_short(row: UnplacedOut) -> UnplacedOut:
    """Of each rule the change by which the fewest others lose, and of those the smallest: one for
    each contract form would read as if they spoke against each other."""
    least: dict[str, ChangeOut] = {}
    for one in sorted(row.changes, key=lambda one: (one.losers, one.amount)):
        least.setdefault(one.rule, one)
    return row.model_copy(
        update={"changes": [one for one in row.changes if least[one.rule] is one]}
    )
