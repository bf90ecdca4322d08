"""The engine's door: a problem and a policy in, a proven plan out."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.archive import digest
from matching.arrange import arranged, by_lot
from matching.codes import Status
from matching.columns import Columns, columns_of
from matching.groups import fits_together, together
from matching.lexicographic import Outcome, best_plan
from matching.limits import families
from matching.model import Model, undominated
from matching.policy import Policy
from matching.problem import Problem
from matching.report import Report
from matching.sheet import sheet_of
from matching.solution import ENGINE_VERSION, Certificate, Solution, TierProof
from matching.stop import Stop
from matching.tiers import tiers_of

FIXED = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: placements by tier in the best plan so far, and the most there could be."""

    phase: str
    value: tuple[int, ...]
    bound: tuple[int, ...]


def solve(
    problem: Problem,
    policy: Policy | None = None,
    *,
    progress: Callable[[Progress], None] | None = None,
    deadline: float | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Solution:
    """The lexicographic optimum: most placed in the first tier, then the next, then the score.

    `deadline` is a moment of `time.monotonic()`; `should_stop` is polled, also from a second
    thread. Being stopped, cancelled or infeasible is a status, never an exception. The same
    problem, policy and engine version give the same solution, in whatever order the rows came.
    """
    rules = policy or Policy()
    stop = Stop(deadline, should_stop)

    def tell(phase: str, value: NDArray[np.int64], bound: NDArray[np.int64]) -> None:
        if progress:
            progress(Progress(phase, tuple(value[1:].tolist()), tuple(bound[1:].tolist())))

    ordered = arranged(problem, by_lot(rules.seed))
    sheet = sheet_of(ordered, rules)
    every = _only_fixed(ordered, columns_of(sheet))
    fits = fits_together(ordered, every)
    columns = every.take(fits)
    tier = tiers_of(ordered, rules)
    rank = tier + 1
    rank[ordered.fixed.request] = FIXED
    rows = (*families(sheet, columns), *together(ordered, columns))
    model = Model(columns, rank, len(rank), rows)
    kept = undominated(model)
    outcome = best_plan(model.take(kept), len(rules.tiers) + 1, stop, tell)
    chosen = np.zeros(len(columns), dtype=np.bool_)
    chosen[kept[outcome.chosen]] = True
    status = _status(outcome, len(ordered.fixed), stop)
    impossible = status is Status.INFEASIBLE
    report = Report(sheet, columns, chosen, tier)
    return Solution(
        status=status,
        assignments=() if impossible else report.assignments(),
        unplaced=() if impossible else report.unplaced(every.take(~fits)),
        conflicts=report.conflicts() if impossible else (),
        certificate=_certificate(report, outcome, impossible, digest(problem)),
    )


def _only_fixed(problem: Problem, columns: Columns) -> Columns:
    """A request with a fixed place has no other."""
    place = np.full(len(problem.requests), -1, dtype=np.int64)
    place[problem.fixed.request] = problem.fixed.place
    wanted = place[columns.request]
    return columns.take((wanted < 0) | (wanted == columns.place))


def _status(outcome: Outcome, fixed: int, stop: Stop) -> Status:
    if stop.cancelled():
        return Status.CANCELLED
    if outcome.most[FIXED] < fixed:
        return Status.INFEASIBLE
    return Status.OPTIMAL if outcome.proven else Status.STOPPED


def _certificate(
    report: Report, outcome: Outcome, impossible: bool, problem_sha256: str
) -> Certificate:
    """Fixed pairs are counted in the tier that their request belongs to."""
    policy, rows = report.policy, len(report.policy.tiers)
    asked = np.bincount(report.tier, minlength=rows)
    fixed = np.bincount(report.tier[report.problem.fixed.request], minlength=rows)
    placed = np.bincount(report.tier[report.columns.request[report.chosen]], minlength=rows)
    tiers = [
        TierProof(
            code=policy.tiers[row].code,
            requests=int(asked[row]),
            placed=0 if impossible else int(placed[row]),
            bound=0
            if impossible
            else min(int(asked[row]), int(fixed[row]) + outcome.most[row + 1]),
            proof=outcome.proofs[row + 1],
        )
        for row in range(rows)
    ]
    return Certificate(
        tiers=tuple(tiers),
        score=0 if impossible else outcome.placed[-1],
        score_bound=0 if impossible else outcome.most[-1],
        score_proof=outcome.proofs[-1],
        problem_sha256=problem_sha256,
        policy_sha256=policy.sha256(),
        engine_version=ENGINE_VERSION,
    )
