"""Before a policy goes live: what it would have made of a round, on the round's own snapshot."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from matching.beside import Beside, Moved, beside
from matching.policy import Policy, RuleLevel
from matching.solution import Solution
from service.audit import service as audit
from service.codelists.decisions import MoveOutcome
from service.errors import Fault, InvalidInput
from service.models import Round
from service.policies import repository as policies
from service.rounds import solving, wording
from service.rounds.policy_trial_schemas import (
    PolicyMoveOut,
    PolicyTrialIn,
    PolicyTrialOut,
    ShareOut,
)
from service.rounds.recording import certificate_of
from service.rounds.schemas import CertificateOut
from service.rounds.shifts import shifts
from service.rounds.snapshot import SHARE
from service.rounds.snapshot_file import as_bytes, from_bytes
from service.rounds.tried import Limit, Read, outcome_of, planned, seat_out

MOST_MOVES = 300
FIRST_TOLD = (MoveOutcome.LOSES, MoveOutcome.WINS, MoveOutcome.CHANGES)


def read(db: Session, round_id: UUID, body: PolicyTrialIn) -> Read[PolicyTrialOut]:
    """The round, to be solved again under the policy, beside the plan there is; nothing of the
    round changes. Raises InvalidInput for a policy that is not the actor's."""
    round, kept = planned(db, round_id)
    asked = _policy(db, body.policy_id)
    problem, own = from_bytes(kept.problem)
    rules = on_snapshot(asked, own)

    def work_out(limit: Limit) -> Callable[[Session], PolicyTrialOut]:
        again = as_bytes(problem, rules)
        found = solving.solve(again, lambda _: None, limit.stopped, seconds=limit.seconds)
        was = Solution.from_json(json.dumps(kept.solution))
        told = _told(
            _Tried(round, body.policy_id, asked, rules), found, beside(problem, was, found)
        )
        return lambda _: told

    return work_out


def note(db: Session, round_id: UUID, body: PolicyTrialIn) -> None:
    """Writes down that it was tried."""
    audit.record(db, "try policy", "rounds", round_id, f"policy {body.policy_id or 'default'}")


def _policy(db: Session, policy_id: UUID | None) -> Policy:
    if policy_id is None:
        return Policy()
    kept = policies.one_registered(db, policy_id)
    if kept is None:
        says, nl = "is no policy of yours", "Dit beleid is er niet."
        fault = Fault("body.policyId", "policy_unknown", says, nl)
        raise InvalidInput("This cannot be tried.", [fault])
    return Policy.from_json(json.dumps(kept.content))


def on_snapshot(asked: Policy, own: Policy) -> Policy:
    """The policy as it can be solved on a snapshot that was made under another: what decided on
    what was frozen stays as it was, and so does the lot."""
    others = tuple(each for each in asked.levels if each.rule != SHARE)
    return replace(
        asked,
        seed=own.seed,
        cooling_days=own.cooling_days,
        levels=(*others, RuleLevel(SHARE, own.level(SHARE))),
    )


def _not_tried(asked: Policy, rules: Policy) -> list[str]:
    """The choices that were asked for and could not be tried, as the API calls them."""
    days = ["coolingDays"] if asked.cooling_days != rules.cooling_days else []
    share = [f"levels.{SHARE}"] if asked.level(SHARE) is not rules.level(SHARE) else []
    return [*days, *share]


@dataclass(frozen=True)
class _Tried:
    """Which policy was asked for on which round, and what of it could be tried."""

    round: Round
    policy_id: UUID | None
    asked: Policy
    rules: Policy


def _told(tried: _Tried, found: Solution, compared: Beside) -> PolicyTrialOut:
    outcomes = Counter(outcome_of(each.before, each.after) for each in compared.moves)
    wins, loses, changes = (outcomes[each] for each in MoveOutcome)
    groups = compared.tiers_before
    return PolicyTrialOut(
        round_id=tried.round.id,
        policy_id=tried.policy_id,
        policy_hash=tried.asked.sha256(),
        kept_of_round=_not_tried(tried.asked, tried.rules),
        certificate=CertificateOut.model_validate(certificate_of(found)),
        requests=sum(each.requests for each in groups),
        placed_before=sum(each.before for each in groups),
        placed_after=sum(each.after for each in groups),
        tiers_before=[ShareOut.model_validate(each) for each in groups],
        tiers_after=[ShareOut.model_validate(each) for each in compared.tiers_after],
        minimums=shifts(compared.minimums),
        wins=wins,
        loses=loses,
        changes=changes,
        moves=_moves(compared.moves),
        day_date=tried.round.day_date,
        message=wording.of_trial(possible=True, outcomes=list(outcomes.elements())),
    )


def _moves(moves: Sequence[Moved]) -> list[PolicyMoveOut]:
    """Who loses first: of so many changes those matter most."""
    told = [
        PolicyMoveOut(
            request_id=each.request,
            tier_before=each.tier_before,
            tier_after=each.tier_after,
            outcome=outcome_of(each.before, each.after),
            before=seat_out(each.before),
            after=seat_out(each.after),
        )
        for each in moves
    ]
    return sorted(told, key=lambda each: FIRST_TOLD.index(each.outcome))[:MOST_MOVES]
