"""What can be told beside a proven plan: what would have helped, what is scarce, who can choose.

A file of its own, so that the bytes of a solution stay what they are.
"""

from dataclasses import dataclass, field
from uuid import UUID

from matching import canonical
from matching.archive import digest
from matching.choice import Option, Served, second_options
from matching.codes.rounds import AdviceState, Status
from matching.counterfactual import Counterfactual, counterfactuals
from matching.difference import Shift
from matching.policy import Policy
from matching.problem import Problem
from matching.reasons.standing import NotOfThisProblem, Standing, standing
from matching.rules import RULES
from matching.rules.declaration import Audience
from matching.scarcity import Shadows, shadows
from matching.solution import Certificate, Solution
from matching.stop import Stop
from matching.units import kept_units

MOST_CELLS = 600_000_000
"""Households times places. Over that all choices at once take more memory than a round may."""


@dataclass(frozen=True, slots=True)
class Advice(canonical.Written):
    """What is told beside the solution of the same problem, policy and version.

    Of `changes` are left out those of rules that nobody may hear of (`Rule.told_to`); the others
    are by request id. `choice` counts by tier who can have a second place to choose from, at least
    so many where `choice_proven` is false, and `options` are those places, a free unit each;
    `choice_minimums` are the agreed minimums of which less would be reached where everybody chooses
    what counts for less. All is empty unless the state is GIVEN.
    """

    state: AdviceState
    changes: tuple[Counterfactual, ...]
    scarcity: Shadows | None
    choice: tuple[Served, ...]
    choice_proven: bool
    problem_sha256: str
    policy_sha256: str
    engine_version: str
    choice_minimums: tuple[Shift, ...] = field(default=(), metadata=canonical.LEFT_OUT)
    options: tuple[Option, ...] = field(default=(), metadata=canonical.LEFT_OUT)

    def of(self, request: UUID, audience: Audience) -> tuple[Counterfactual, ...]:
        """What would have given one household a place, as far as this audience may hear it."""
        mine = (one for one in self.changes if one.request == request)
        return tuple(one for one in mine if may_hear(one.rule, audience))


def may_hear(rule: str, audience: Audience) -> bool:
    """Whether an audience may hear that it would have helped were this rule otherwise."""
    return _audience(rule) in (Audience.EVERYBODY, audience)


def advise(
    problem: Problem, policy: Policy, solution: Solution, stop: Stop | None = None
) -> Advice:
    """What can be told beside this solution. `stop` bounds the search for second places alone; all
    else solves nothing. Raises `NotOfThisProblem` where the solution is another problem's.
    """
    certificate = solution.certificate
    if certificate.problem_sha256 != digest(problem):
        raise NotOfThisProblem("the solution is of another problem")
    if certificate.policy_sha256 != policy.sha256():
        raise NotOfThisProblem("the solution was made under another policy")
    if solution.status is not Status.OPTIMAL:
        return _nothing(AdviceState.NOT_PROVEN, certificate)
    if len(problem.requests) * len(problem.places) > MOST_CELLS:
        return _nothing(AdviceState.TOO_LARGE, certificate)
    try:
        return _told(standing(problem, policy, solution), solution, stop)
    except OverflowError:
        return _nothing(AdviceState.TOO_LARGE, certificate)


def _told(stood: Standing, solution: Solution, stop: Stop | None) -> Advice:
    certificate = solution.certificate
    told = (one for one in counterfactuals(stood) if _audience(one.rule) is not Audience.NOBODY)
    second = second_options(stood, stop)
    return Advice(
        AdviceState.GIVEN,
        tuple(told),
        shadows(stood),
        second.tiers,
        second.proven,
        certificate.problem_sha256,
        certificate.policy_sha256,
        certificate.engine_version,
        second.minimums,
        kept_units(stood, solution, second.options),
    )


def _nothing(state: AdviceState, certificate: Certificate) -> Advice:
    return Advice(
        state,
        (),
        None,
        (),
        False,
        certificate.problem_sha256,
        certificate.policy_sha256,
        certificate.engine_version,
    )


def _audience(rule: str) -> Audience:
    """What is no rule, such as one more place, is for everybody to hear."""
    return RULES[rule].told_to if rule in RULES else Audience.EVERYBODY
