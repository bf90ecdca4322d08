"""The certificate counted again, and conflicts set beside the fixed pairs."""

from collections import Counter
from collections.abc import Iterator
from functools import reduce
from operator import or_

import numpy as np

from matching.archive import digest
from matching.check.choices import fixed_pairs
from matching.check.obstacles import Obstacles
from matching.check.reading import Plan
from matching.check.scores import tier_of
from matching.codes.rounds import Proof, Status
from matching.rules.declaration import ALL_FORMS
from matching.solution import ENGINE_VERSION, Certificate, Conflict


def wrong_certificate(plan: Plan) -> Iterator[str]:
    """Counts, bounds and digests that do not agree with the plan."""
    told = plan.solution.certificate
    if [tier.code for tier in told.tiers] != [tier.code for tier in plan.policy.tiers]:
        yield "the certificate's tiers are not those of the policy"
        return
    if _has_broken_numbers(told):
        yield "the certificate has a number that is not whole"
        return
    yield from _counts(plan, told)
    yield from _score(plan, told)
    yield from _status(plan, told)
    yield from _origin(plan, told)


def _has_broken_numbers(told: Certificate) -> bool:
    counts = [count for tier in told.tiers for count in (tier.requests, tier.placed, tier.bound)]
    if told.minimums:
        counts += [told.minimums.asked, told.minimums.reached, told.minimums.bound]
    if told.most_in_all is not None:
        counts.append(told.most_in_all)
    return any(type(number) is not int for number in (*counts, told.score, told.score_bound))


def _counts(plan: Plan, told: Certificate) -> Iterator[str]:
    asked = Counter(tier_of(plan, request) for request in range(len(plan.requests)))
    placed = Counter(line.tier for line in plan.solution.assignments)
    for tier in told.tiers:
        if (tier.requests, tier.placed) != (asked[tier.code], placed[tier.code]):
            yield f"tier {tier.code}: {placed[tier.code]} of {asked[tier.code]} have a place"
        if not tier.placed <= tier.bound:
            yield f"tier {tier.code}: more are placed than its bound says is possible"
        if tier.bound > tier.requests:
            yield f"tier {tier.code}: its bound is more than who ask"
    most = min(len(plan.requests), len(plan.units))
    if told.most_in_all is not None and not told.placed <= told.most_in_all <= most:
        yield "what any plan could place is fewer than have a place, or more than there could be"


def _score(plan: Plan, told: Certificate) -> Iterator[str]:
    if told.score != sum(line.score for line in plan.solution.assignments):
        yield "the certificate's score is not the sum of the scores"
    if told.score > told.score_bound:
        yield "the score is over its bound"


def _status(plan: Plan, told: Certificate) -> Iterator[str]:
    if plan.solution.status is not Status.OPTIMAL:
        return
    proofs = [*(tier.proof for tier in told.tiers), told.score_proof]
    proofs += [told.minimums.proof] if told.minimums else []
    if told.gap or Proof.COUNT in proofs:
        yield "the status says proven best, the certificate does not"


def _origin(plan: Plan, told: Certificate) -> Iterator[str]:
    if told.problem_sha256 != digest(plan.problem):
        yield "the certificate is of another problem"
    if told.policy_sha256 != plan.policy.sha256():
        yield "the certificate is of another policy"
    if told.engine_version != ENGINE_VERSION:
        yield "the certificate is of another version of the engine"


def wrong_conflicts(plan: Plan) -> Iterator[str]:
    """An infeasible solution names fixed pairs, and nothing else."""
    if plan.solution.assignments or plan.solution.unplaced:
        yield "there is no plan, yet requests are placed or explained"
    if not plan.solution.conflicts:
        yield "no fixed pair is named that cannot be kept"
    obstacles = Obstacles(plan)
    for conflict in plan.solution.conflicts:
        for wrong in _conflict(plan, obstacles, conflict):
            yield f"request {conflict.request} at {conflict.place}: {wrong}"


def _conflict(plan: Plan, obstacles: Obstacles, conflict: Conflict) -> Iterator[str]:
    request, place = plan.requests[conflict.request], plan.units[conflict.place]
    fixed = fixed_pairs(plan)
    if request not in fixed or fixed[request][0] != place:
        yield "is not a fixed pair"
    taken = obstacles.taken(np.array([request])).items()
    forms = {code: int(masks[0, place]) for code, masks in taken if masks[0, place]}
    if not set(conflict.rules) <= set(forms):
        yield "a rule is named that is not in the way"
    impossible = reduce(or_, forms.values(), 0) == ALL_FORMS
    if bool(conflict.rules) is not impossible:
        yield "no rule is named" if impossible else "rules are named, yet the pair is possible"
