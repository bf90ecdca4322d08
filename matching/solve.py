"""The engine's door: a problem and a policy in, a proven plan out."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.archive import digest
from matching.arrange import arranged, by_lot
from matching.capacity.family import Rows, looked_up
from matching.capacity.groups import fitting, together
from matching.capacity.limits import families
from matching.capacity.minimums import FIXED, Order, aimed_at, marked, order_of, unmarked
from matching.capacity.model import Chosen, Model, undominated
from matching.codes.rounds import Status
from matching.mapping import Map
from matching.optimum.lexicographic import Plan, Tell, best_plan, most_in_all
from matching.optimum.national import LISTED, REGION, national_plan
from matching.optimum.priced import priced
from matching.optimum.sums import refuse_sums
from matching.pairs.candidates import Pairs, pairs_of
from matching.pairs.columns import Columns, columns_at, keys_of
from matching.pairs.kernel import Kernel, kernel_of
from matching.pairs.reach import refuse_points
from matching.pairs.sheet import sheet_of
from matching.policy import Policy
from matching.problem import Problem
from matching.reasons.minimums import minimums_of
from matching.reasons.report import Report
from matching.solution import (
    ENGINE_VERSION,
    Certificate,
    MinimumsProof,
    Solution,
    TierProof,
)
from matching.stop import Stop
from matching.tiers import tiers_of

# How many times as long as finding the pairs it takes to tell of everybody without a place why.
READING = 8


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
    map: Map = map,
) -> Solution:
    """The lexicographic optimum: most placed in the first tier, then the next, then the score.

    `deadline` is a moment of `time.monotonic()`; `should_stop` is polled, also from a second
    thread. Being stopped, cancelled or infeasible is a status, never an exception; weights with
    which sums could pass 64 bits are a `ProblemError`. The same
    problem, policy and engine version give the same solution, in whatever order the rows came, and
    by whatever `map` the pieces of a country are solved.
    """
    rules = policy or Policy()
    stop = Stop(deadline, should_stop)
    refuse_points(problem, rules)

    asked = arranged(problem, by_lot(rules.seed))
    ordered = aimed_at(asked, rules)
    tier = tiers_of(ordered, rules)
    order = order_of(ordered, rules, tier)

    def tell(phase: str, value: NDArray[np.int64], bound: NDArray[np.int64]) -> None:
        if progress:
            rows = list(order.tiers)
            progress(Progress(phase, tuple(value[rows].tolist()), tuple(bound[rows].tolist())))

    refuse_sums(problem, rules, order)
    kernel = kernel_of(sheet_of(ordered, rules))
    began = time.monotonic()
    eligible = pairs_of(kernel)
    stop = stop.earlier(READING * (time.monotonic() - began))
    every = _only_fixed(ordered, eligible)
    pairs, grouped_out = _apart(every, fitting(kernel, every))
    plan = _planned(kernel, pairs, order, stop, tell, map)
    status = _status(plan, len(ordered.fixed), stop)
    impossible = status is Status.INFEASIBLE
    report = Report(kernel, eligible, pairs, plan.columns, tier)
    agreed = () if impossible else minimums_of(asked, plan.columns)
    return Solution(
        status=status,
        assignments=() if impossible else report.assignments(),
        unplaced=() if impossible else report.unplaced(grouped_out),
        conflicts=report.conflicts() if impossible else (),
        certificate=_certificate(report, plan, order, impossible, digest(problem)),
        minimums=agreed,
        halves=() if impossible else plan.halves,
        prices=None if impossible else plan.prices,
    )


def _apart(pairs: Pairs, kept: NDArray[np.bool_]) -> tuple[Pairs, Pairs]:
    """The pairs where the flags say yes, and the others."""
    return pairs.only(kept), pairs.only(~kept)


def _planned(
    kernel: Kernel, pairs: Pairs, order: Order, stop: Stop, tell: Tell, spread: Map
) -> Plan:
    """The best plan, of choices that households make.

    Where it was stopped before all fixed pairs were found room, nobody has a place: else somebody
    might have the one that another must keep.
    """
    plan = _with_marks(kernel, pairs, order, stop, tell, spread)
    plan.columns = unmarked(kernel.sheet.problem, plan.columns)
    if plan.placed[FIXED] < len(kernel.sheet.problem.fixed) <= plan.most[FIXED]:
        plan.columns, plan.placed = plan.columns.take(np.arange(0)), [0] * len(plan.placed)
    return plan


def _with_marks(
    kernel: Kernel, pairs: Pairs, order: Order, stop: Stop, tell: Tell, spread: Map
) -> Plan:
    """The best plan: all choices in one model, or brought in by price where there are many.

    Where prices leave a gap, a round of the size of a region is settled with all choices.
    """
    if len(pairs) > LISTED:
        market = priced(kernel, pairs)
        plan = national_plan(market, order.rank, order.levels, stop, tell, spread)
        if plan.proven or len(kernel.sheet.problem.requests) > REGION or stop.now():
            return plan
        listed = _listed(kernel, pairs, order, stop, tell, plan.columns)
        return max(plan, listed, key=lambda one: (one.placed, [-most for most in one.most]))
    return _listed(kernel, pairs, order, stop, tell)


def _listed(
    kernel: Kernel, pairs: Pairs, order: Order, stop: Stop, tell: Tell, known: Columns | None = None
) -> Plan:
    """The plan with every choice in one model, from one that is known."""
    rank: Rows = order.rank
    columns = columns_at(kernel, pairs, np.arange(len(pairs)))
    sheet = kernel.sheet
    rows = (*families(sheet, columns), *together(sheet.problem, columns))
    model = marked(Model(columns, rank, len(rank), rows), sheet.problem)
    model = model.take(undominated(model))
    start = None if known is None else _among(model, known)
    outcome = best_plan(model, order.levels, stop, tell, start)
    return Plan(
        columns=model.columns.take(outcome.chosen),
        placed=outcome.placed,
        most=outcome.most,
        proofs=outcome.proofs,
        in_all=most_in_all(model, len(sheet.problem.requests), outcome.chosen, stop),
    )


def _among(model: Model, known: Columns) -> Chosen:
    """A plan among the choices of the model; nothing where a better choice took the place of one of
    its own."""
    places = int(model.columns.place.max(initial=0)) + 1
    mine, its = (keys_of(one.request * places + one.place, one) for one in (model.columns, known))
    at = looked_up(mine, its)
    found = np.zeros(len(model), dtype=np.bool_)
    found[at[at >= 0]] = bool((at >= 0).all())
    return found if model.holds(found) else np.zeros_like(found)


def _only_fixed(problem: Problem, pairs: Pairs) -> Pairs:
    """A request with a fixed place has no other."""
    if not len(problem.fixed):
        return pairs
    kept = np.ones(len(pairs), dtype=np.bool_)
    for request, place in zip(problem.fixed.request, problem.fixed.place, strict=True):
        mine = slice(pairs.first[request], pairs.first[request + 1])
        kept[mine] = pairs.place[mine] == place
    return pairs.only(kept)


def _status(plan: Plan, fixed: int, stop: Stop) -> Status:
    if stop.cancelled():
        return Status.CANCELLED
    if plan.most[FIXED] < fixed:
        return Status.INFEASIBLE
    return Status.OPTIMAL if plan.proven else Status.STOPPED


def _certificate(
    report: Report, plan: Plan, order: Order, impossible: bool, problem_sha256: str
) -> Certificate:
    """Fixed pairs are counted in the tier that their request belongs to."""
    policy, rows = report.policy, len(report.policy.tiers)
    asked = np.bincount(report.tier, minlength=rows)
    most = min(len(report.tier), len(report.problem.units))
    fixed = np.bincount(report.tier[report.problem.fixed.request], minlength=rows)
    placed = np.bincount(report.tier[report.plan.request], minlength=rows)
    tiers = [
        TierProof(
            code=policy.tiers[row].code,
            requests=int(asked[row]),
            placed=0 if impossible else int(placed[row]),
            bound=0 if impossible else min(int(asked[row]), int(fixed[row]) + plan.most[rank]),
            proof=plan.proofs[rank],
        )
        for row, rank in enumerate(order.tiers)
    ]
    return Certificate(
        tiers=tuple(tiers),
        score=0 if impossible else plan.placed[-1],
        score_bound=0 if impossible else plan.most[-1],
        score_proof=plan.proofs[-1],
        problem_sha256=problem_sha256,
        policy_sha256=policy.sha256(),
        engine_version=ENGINE_VERSION,
        minimums=_of_minimums(report, plan, order, impossible),
        # A flow that was stopped may leave more than there could ever be.
        most_in_all=0 if impossible else min(plan.in_all, most),
    )


def _of_minimums(
    report: Report, plan: Plan, order: Order, impossible: bool
) -> MinimumsProof | None:
    rank = order.minimums
    if rank < 0:
        return None
    asked = int(report.problem.quotas.at_least.sum(dtype=np.int64))
    return MinimumsProof(
        before=report.policy.minimums_before,
        asked=asked,
        reached=0 if impossible else plan.placed[rank],
        bound=0 if impossible else min(asked, plan.most[rank]),
        proof=plan.proofs[rank],
    )
