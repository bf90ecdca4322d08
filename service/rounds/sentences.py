"""What the rules say of one pair, with its own numbers: kept with the proposal."""

from uuid import UUID

from matching.pairs.sheet import sheet_of
from matching.policy import Policy
from matching.problem import Problem
from matching.reasons.explain import reasons
from matching.solution import Assignment


class Sentences:
    """The sentences of the rules that a pair does not meet, in Dutch and English."""

    def __init__(self, problem: Problem, policy: Policy) -> None:
        self._sheet = sheet_of(problem, policy)
        self._request = {
            UUID(bytes=each.tobytes()): row for row, each in enumerate(problem.requests.id)
        }
        self._place = {
            UUID(bytes=each.tobytes()): int(row)
            for each, row in zip(problem.units.id, problem.units.place, strict=True)
        }

    def of(self, found: Assignment) -> dict[str, dict[str, str]]:
        """By the code of the rule."""
        if not (found.warnings or any(part.points < 0 for part in found.parts)):
            return {}
        told = reasons(self._sheet, self._request[found.request], self._place[found.place])
        return {reason.rule: {"nl": reason.nl, "en": reason.en} for reason in told}
