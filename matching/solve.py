"""The engine's door: a problem and a policy in, a proven plan out."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.archive import digest
from matching.arrange import arranged, by_lot
from matching.capacity.family import Rows
from matching.capacity.groups import fitting, together
from matching.capacity.limits import families
from matching.capacity.model import Model, undominated
from matching.codes import Status
from matching.optimum.lexicographic import Plan, Tell, best_plan
from matching.optimum.national import national_plan
from matching.optimum.priced import priced
from matching.pairs.candidates import Pairs, pairs_of
from matching.pairs.columns import columns_at
from matching.pairs.kernel import Kernel, kernel_of
from matching.pairs.sheet import sheet_of
from matching.policy import Policy
from matching.problem import Problem
from matching.reasons.report import Report
from matching.solution import ENGINE_VERSION, Certificate, Solution, TierProof
from matching.stop import Stop
from matching.tiers import tiers_of

FIXED = 0
LISTED, REGION = 60_000, 3_000


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
    kernel = kernel_of(sheet_of(ordered, rules))
    eligible = pairs_of(kernel)
    every = _only_fixed(ordered, eligible)
    fits = fitting(kernel, every)
    pairs = every.only(fits)
    tier = tiers_of(ordered, rules)
    rank = tier + 1
    rank[ordered.fixed.request] = FIXED
    plan = _planned(kernel, pairs, rank, stop, tell)
    status = _status(plan, len(ordered.fixed), stop)
    impossible = status is Status.INFEASIBLE
    report = Report(kernel, eligible, pairs, plan.columns, tier)
    return Solution(
        status=status,
        assignments=() if impossible else report.assignments(),
        unplaced=() if impossible else report.unplaced(every.only(~fits)),
        conflicts=report.conflicts() if impossible else (),
        certificate=_certificate(report, plan, impossible, digest(problem)),
    )


def _planned(kernel: Kernel, pairs: Pairs, rank: Rows, stop: Stop, tell: Tell) -> Plan:
    """The best plan: all choices in one model, or brought in by price where there are many.

    Where prices leave a gap, a round of the size of a region is settled with all choices.
    """
    if len(pairs) > LISTED:
        market = priced(kernel, pairs)
        plan = national_plan(market, rank, len(kernel.sheet.policy.tiers) + 1, stop, tell)
        if plan.proven or len(rank) > REGION or stop.now():
            return plan
    return _listed(kernel, pairs, rank, stop, tell)


def _listed(kernel: Kernel, pairs: Pairs, rank: Rows, stop: Stop, tell: Tell) -> Plan:
    """The plan with every choice in one model."""
    columns = columns_at(kernel, pairs, np.arange(len(pairs)))
    sheet = kernel.sheet
    rows = (*families(sheet, columns), *together(sheet.problem, columns))
    model = Model(columns, rank, len(rank), rows)
    model = model.take(undominated(model))
    outcome = best_plan(model, len(sheet.policy.tiers) + 1, stop, tell)
    return Plan(
        columns=model.columns.take(outcome.chosen),
        placed=outcome.placed,
        most=outcome.most,
        proofs=outcome.proofs,
    )


def _only_fixed(problem: Problem, pairs: Pairs) -> Pairs:
    """A request with a fixed place has no other."""
    if not len(problem.fixed):
        return pairs
    place = np.full(len(problem.requests), -1, dtype=np.int64)
    place[problem.fixed.request] = problem.fixed.place
    wanted = np.repeat(place, np.diff(pairs.first))
    return pairs.only((wanted < 0) | (wanted == pairs.place))


def _status(plan: Plan, fixed: int, stop: Stop) -> Status:
    if stop.cancelled():
        return Status.CANCELLED
    if plan.most[FIXED] < fixed:
        return Status.INFEASIBLE
    return Status.OPTIMAL if plan.proven else Status.STOPPED


def _certificate(report: Report, plan: Plan, impossible: bool, problem_sha256: str) -> Certificate:
    """Fixed pairs are counted in the tier that their request belongs to."""
    policy, rows = report.policy, len(report.policy.tiers)
    asked = np.bincount(report.tier, minlength=rows)
    fixed = np.bincount(report.tier[report.problem.fixed.request], minlength=rows)
    placed = np.bincount(report.tier[report.plan.request], minlength=rows)
    tiers = [
        TierProof(
            code=policy.tiers[row].code,
            requests=int(asked[row]),
            placed=0 if impossible else int(placed[row]),
            bound=0 if impossible else min(int(asked[row]), int(fixed[row]) + plan.most[row + 1]),
            proof=plan.proofs[row + 1],
        )
        for row in range(rows)
    ]
    return Certificate(
        tiers=tuple(tiers),
        score=0 if impossible else plan.placed[-1],
        score_bound=0 if impossible else plan.most[-1],
        score_proof=plan.proofs[-1],
        problem_sha256=problem_sha256,
        policy_sha256=policy.sha256(),
        engine_version=ENGINE_VERSION,
    )
