"""What was agreed at least, counted one assignment at a time and set beside what is told of it."""

from collections.abc import Iterator
from uuid import UUID

from matching.check.capacities import is_counted
from matching.check.reading import Plan
from matching.codes.rounds import Level
from matching.solution import Minimum, MinimumsProof


def wrong_minimums(plan: Plan) -> Iterator[str]:
    """Minimums that are not told, or not as the plan has them, and a proof that does not fit."""
    told = {minimum.quota: minimum for minimum in plan.solution.minimums}
    if len(told) < len(plan.solution.minimums):
        yield "a minimum is told twice"
    if list(told) != sorted(told):
        yield "minimums are not in the order of their quotas"
    counted = {minimum.quota: minimum for minimum in _counted(plan)}
    for quota in counted.keys() | told.keys():
        if told.get(quota) != counted.get(quota):
            yield f"quota {quota}: {told.get(quota)} is told, and {counted.get(quota)} is so"
    yield from wrong_proof(plan, list(counted.values()))


def wrong_proof(plan: Plan, counted: list[Minimum]) -> Iterator[str]:
    """What the certificate says of all minimums together."""
    proof = plan.solution.certificate.minimums
    aimed = plan.policy.level("E27_MINIMUM") is Level.SOFT
    if (proof is not None) is not (aimed and bool(counted)):
        yield "the certificate has minimums that are not aimed at, or lacks those that are"
    if proof is not None:
        yield from _numbers(plan, proof, counted)


def _numbers(plan: Plan, proof: MinimumsProof, counted: list[Minimum]) -> Iterator[str]:
    asked = sum(minimum.asked for minimum in counted)
    reached = sum(min(minimum.asked, minimum.reached) for minimum in counted)
    if (proof.before, proof.asked, proof.reached) != (plan.policy.minimums_before, asked, reached):
        yield f"the certificate's minimums are not {reached} of {asked}"
    if not proof.reached <= proof.bound <= proof.asked:
        yield "the bound of the minimums is under what is reached or over what is asked"


def _counted(plan: Plan) -> Iterator[Minimum]:
    quotas = plan.problem.quotas
    for quota, asked in enumerate(quotas.at_least.tolist()):
        if asked:
            reached = sum(is_counted(plan.problem, quota, choice) for choice in plan.choices)
            yield Minimum(UUID(bytes=quotas.id[quota].tobytes()), asked, reached)
