"""The certificate counted again, and conflicts set beside the fixed pairs."""

from collections import Counter
from collections.abc import Iterator

from matching.archive import digest
from matching.check.choices import fixed_pairs
from matching.check.reading import Plan
from matching.check.scores import tier_of
from matching.codes import Proof, Status
from matching.solution import Certificate


def wrong_certificate(plan: Plan) -> Iterator[str]:
    """Counts, bounds and digests that do not agree with the plan."""
    told = plan.solution.certificate
    if [tier.code for tier in told.tiers] != [tier.code for tier in plan.policy.tiers]:
        yield "the certificate's tiers are not those of the policy"
        return
    asked = Counter(tier_of(plan, request) for request in range(len(plan.requests)))
    placed = Counter(line.tier for line in plan.solution.assignments)
    for tier in told.tiers:
        if (tier.requests, tier.placed) != (asked[tier.code], placed[tier.code]):
            yield f"tier {tier.code}: {placed[tier.code]} of {asked[tier.code]} have a place"
        if not tier.placed <= tier.bound:
            yield f"tier {tier.code}: more are placed than its bound says is possible"
    if told.score != sum(line.score for line in plan.solution.assignments):
        yield "the certificate's score is not the sum of the scores"
    if told.score > told.score_bound:
        yield "the score is over its bound"
    yield from _status(plan, told)
    yield from _digests(plan, told)


def _status(plan: Plan, told: Certificate) -> Iterator[str]:
    if plan.solution.status is not Status.OPTIMAL:
        return
    proofs = [*(tier.proof for tier in told.tiers), told.score_proof]
    if told.gap or Proof.COUNT in proofs:
        yield "the status says proven best, the certificate does not"


def _digests(plan: Plan, told: Certificate) -> Iterator[str]:
    if told.problem_sha256 != digest(plan.problem):
        yield "the certificate is of another problem"
    if told.policy_sha256 != plan.policy.sha256():
        yield "the certificate is of another policy"


def wrong_conflicts(plan: Plan) -> Iterator[str]:
    """An infeasible solution names fixed pairs, and nothing else."""
    if plan.solution.assignments or plan.solution.unplaced:
        yield "there is no plan, yet requests are placed or explained"
    if not plan.solution.conflicts:
        yield "no fixed pair is named that cannot be kept"
    fixed = fixed_pairs(plan)
    for conflict in plan.solution.conflicts:
        pair = fixed.get(plan.requests[conflict.request])
        if pair is None or pair[0] != plan.units[conflict.place]:
            yield f"request {conflict.request} at {conflict.place} is not a fixed pair"
