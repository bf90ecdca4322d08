"""How far points can go: what a household could gain or lose at most, in exact whole numbers.

Millions of pairs keep their points in 32 bits, and a plan adds them up in 64. A weight that would
pass either is refused before anything is counted, and by name: a sum that went round would not be
seen any more.
"""

from dataclasses import dataclass

import numpy as np

from matching.codes.rounds import Level
from matching.pairs.block import FARTHEST_KM, MOST_TENS
from matching.pairs.scoring import Points, form_points, waiting_points
from matching.policy import Policy
from matching.problem import Problem
from matching.rules import FORM, WAITING
from matching.rules.declaration import PairRule
from matching.table import ProblemError

MOST_POINTS = 1 << 27


@dataclass(frozen=True, slots=True)
class Reach:
    """The request (by row) whose choices can lie farthest apart, by how many `points` at most, and
    the rule that makes most of that.
    """

    request: int
    points: int
    rule: str

    def __str__(self) -> str:
        return f"requests[{self.request}] may count for {self.points} points, most by {self.rule}"


def reach_of(problem: Problem, policy: Policy) -> Reach:
    """The farthest that the points of a round go."""
    many = len(problem.requests)
    parts: dict[str, Points] = {
        WAITING: waiting_points(problem, policy),
        FORM: np.full(many, int(form_points(policy).max())),
    }
    for rule in policy.pair_rules(Level.SOFT):
        parts[rule.code] = policy.points(rule) * _most(problem, rule)
    total = np.sum(list(parts.values()), axis=0)
    if not many:
        return Reach(-1, 0, WAITING)
    row = int(total.argmax())
    return Reach(row, int(total[row]), max(parts, key=lambda code: int(parts[code][row])))


def refuse_points(problem: Problem, policy: Policy) -> None:
    """Raises `ProblemError` naming the request and the rule where points would pass 32 bits."""
    if (reach := reach_of(problem, policy)).points > MOST_POINTS:
        raise ProblemError(f"{reach}; more than {MOST_POINTS} cannot be counted")


def _most(problem: Problem, rule: PairRule) -> Points:
    """How often a soft rule can count against each request at most."""
    many = len(problem.requests)
    near = np.bincount(problem.anchors.request, minlength=many)
    once = np.ones(many, dtype=np.int64)
    most = {
        "": once,
        "pair.tens_of_euros_short": MOST_TENS * once,
        "pair.kilometres": FARTHEST_KM * near,
    }
    return most[rule.measure]
