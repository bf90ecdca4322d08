"""What prices leave open, settled over all choices with halved limits.

Where the linear optimum has a place more than any whole plan, halves of limits take it away. A tier
that is settled is a limit from then on, so that the next ones are not judged beside shares of a
place that is not there. What was found for one tier is kept for those after it.
"""

from dataclasses import dataclass, replace

import numpy as np

from matching.capacity.family import NOWHERE, Family, Rows
from matching.capacity.model import Chosen, Model
from matching.capacity.named import named
from matching.codes.rounds import Proof
from matching.optimum.bound import Bound, bound_of
from matching.optimum.bundled import optimum
from matching.optimum.crossing import Crossed
from matching.optimum.halves import CUT, Half, halves
from matching.optimum.lexicographic import Plan
from matching.optimum.linear import gaining
from matching.optimum.optimizer import BASIC, Numbers
from matching.optimum.priced import Priced
from matching.optimum.restricted import Goal, core_of, found_in, moved
from matching.optimum.search import best_for, whole_plan
from matching.stop import Stop

SETTLED = "SETTLED"
LISTED, FEW = 400_000, 20_000
ROUNDS, TURNS = 40, 8


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A linear optimum over all choices: shares, what its prices prove, and which cuts have one."""

    shares: Numbers
    bound: Bound
    priced: Chosen


@dataclass(slots=True, eq=False)
class Settling:
    """All choices with their limits, cuts (`halves`) and settled tiers; those in the linear model
    (`active`) with its basis; and the best plan. `limits` are the first families, which may be
    halved, `needed` the cuts that a proof rests on.
    """

    model: Model
    limits: int
    households: int
    active: Chosen
    columns: Rows
    rows: Rows
    plan: Chosen
    stop: Stop
    random: np.random.Generator
    halves: list[Half]
    needed: Chosen

    def solved(self, objective: Rows, dual: bool) -> Found | None:
        """The linear optimum over all choices, which enter by price; None when stopped."""
        while not self.stop.now():
            at = np.nonzero(self.active)[0]
            basis = (self.columns[at], self.rows)
            part = optimum(self.model.take(at), objective[at], self.stop, basis, dual)
            if part is None:
                break
            self.columns[at], self.rows = part.columns, part.rows
            bound = bound_of(self.model, objective, part.prices)
            more = gaining(self.model, bound, self.active)
            if not len(more):
                shares = np.zeros(len(self.model))
                shares[at] = part.shares
                return Found(shares, bound, part.prices[self._cuts()] != 0)
            self.active[more], dual = True, False
        return None

    def _cuts(self) -> list[int]:
        """The row of each cut."""
        every = zip(self.model.offsets(), self.model.families, strict=True)
        return [at for at, family in every if family.kind == CUT]

    def cut(self, objective: Rows, enough: int) -> Found | None:
        """The linear optimum after as many cuts as it takes to prove no more than `enough`, or
        after which there are no more to be found.
        """
        found = self.solved(objective, dual=False)
        for _ in range(ROUNDS):
            if found is None or found.bound.most <= enough:
                break
            at = np.nonzero(self.active)[0]
            model, shares = self.model.take(at), found.shares[at]
            more = halves(model, self.limits, self.households, shares, self.random)
            if not more:
                break
            self.halves += more
            self.needed = np.append(self.needed, np.zeros(len(more), dtype=np.bool_))
            self._limited(*(half.family(self.model, self.limits) for half in more))
            found = self.solved(objective, dual=True)
        if found is not None and found.bound.most <= enough:
            self.needed |= found.priced
        return found

    def _limited(self, *families: Family) -> None:
        """The same with limits of one row each."""
        self.model = replace(self.model, families=(*self.model.families, *families))
        self.rows = np.append(self.rows, np.full(len(families), BASIC))

    def hold(self, counted: Chosen, placed: int) -> None:
        """Every plan has so many of these choices from now on."""
        self.model = self.model.with_floor(counted, placed)
        self.rows = np.append(self.rows, BASIC)
        row, most = np.where(counted, 0, NOWHERE), np.array([placed], dtype=np.int64)
        self._limited(Family(SETTLED, row, most))

    def with_needed(self) -> Model:
        """The model with those cuts alone that a proof rests on."""
        kept, cuts = [], iter(self.needed.tolist())
        for family in self.model.families:
            if family.kind != CUT or next(cuts):
                kept.append(family)
        return replace(self.model, families=tuple(kept))

    def plan_near(self, objective: Rows, found: Found, unit: int = 1) -> None:
        """A better plan in whole choices near a linear optimum, where one is found; `unit` is what
        the objective counts for one."""
        at, bound = np.nonzero(self.active | self.plan)[0], found.bound
        part = replace(bound, loss=bound.loss[at], reduced=bound.reduced[at])
        model, start, shares = self.model.take(at), self.plan[at], found.shares[at]
        best = whole_plan(model, objective[at], start, shares, part, self.stop, False, unit)
        self.plan = np.zeros(len(self.model), dtype=np.bool_)
        self.plan[at[best.chosen]] = True


def settled(priced: Priced, best: Crossed, plan: Plan, rank: Rows, stop: Stop) -> Plan:
    """The plan with more of its tiers proven, or a better one, where all choices can be listed."""
    counts = list(zip(plan.placed[:-1], plan.most[:-1], strict=True))
    proven = all(placed == most for placed, most in counts)
    if proven or best.found is None or len(priced.pairs) > LISTED or stop.now():
        return plan
    goal = Goal(best.shadow.base, 1, best.shadow.grid)
    core = core_of(priced, goal, rank, np.arange(len(priced.pairs)))
    if len(core.model) > LISTED:
        return plan
    basis = moved(core_of(priced, goal, rank, best.core), core, best.found)
    chosen = found_in(core, best.pair, best.columns)
    names = named(priced.kernel.sheet.problem, core.model)
    at = Settling(
        model=core.model,
        limits=names.families,
        households=len(priced.pairs.first) - 1,
        active=np.isin(core.pair, best.core) | (core.pair >= len(priced.pairs)) | chosen,
        columns=basis.columns,
        rows=basis.rows,
        plan=chosen,
        stop=stop,
        random=np.random.default_rng(0),
        halves=[],
        needed=np.zeros(0, dtype=np.bool_),
    )
    found = _told(at, core.objective, plan, rank)
    found.halves = tuple(
        names.halved(half.rows, half.most)
        for half, needed in zip(at.halves, at.needed, strict=True)
        if needed
    )
    return found


def _told(at: Settling, worth: Rows, plan: Plan, rank: Rows) -> Plan:
    """The best plan that was found with the proof of each tier, and then of the points."""
    levels, of = len(plan.placed) - 1, rank[at.model.columns.request]
    proofs = _tiers(at, worth, plan, of)
    last = _points(at, worth) if len(proofs) == levels else None
    found = Plan(columns=at.model.columns.take(at.plan))
    for tier, placed in enumerate(np.bincount(of[at.plan], minlength=levels).tolist()):
        if tier < len(proofs):
            found.add(placed, placed, proofs[tier])
            continue
        most, proof = max(plan.most[tier], placed), plan.proofs[tier]
        reached = placed == most and proof is Proof.COUNT
        found.add(placed, most, Proof.LINEAR if reached else proof)
    points = int(found.columns.score.sum())
    most, proof = last or (max(points, plan.most[-1]), plan.proofs[-1])
    found.add(points, most, proof)
    return found


def _tiers(at: Settling, worth: Rows, plan: Plan, of: Rows) -> list[Proof]:
    """The proofs of the first tiers, as far as they come; each is held from then on."""
    levels, proofs = len(plan.placed) - 1, list[Proof]()
    for _ in range(TURNS):
        before = len(proofs), len(at.halves)
        if (found := at.cut(worth, int(worth[at.plan].sum()))) is None:
            break
        at.plan_near(worth, found, at.model.point)
        for tier in range(len(proofs), levels):
            counted = of == tier
            placed = int(counted[at.plan].sum())
            known = placed == plan.placed[tier] == plan.most[tier]
            if not known and not _settled(at, counted.astype(np.int64)):
                break
            at.hold(counted, int(counted[at.plan].sum()))
            proofs.append(plan.proofs[tier] if known else Proof.LINEAR)
            if placed < int(counted[at.plan].sum()):
                break
        if len(proofs) == levels or before == (len(proofs), len(at.halves)):
            break
    return proofs


def _settled(at: Settling, counted: Rows) -> bool:
    """Whether no plan has more of these choices; the plan is another one where that has more."""
    plan, placed = at.plan, int(counted[at.plan].sum())
    if (found := at.cut(counted, placed)) is None:
        return False
    if found.bound.most > placed:
        at.plan_near(counted, found)
        if int(counted[at.plan].sum()) < found.bound.most:
            at.plan = plan
            return False
        at.needed |= found.priced
    return True


def _points(at: Settling, worth: Rows) -> tuple[int, Proof] | None:
    """What the points are at most where all tiers are held; None when stopped."""
    value = int(worth[at.plan].sum())
    if (found := at.cut(worth, value)) is None:
        return None
    at.plan_near(worth, found, at.model.point)
    score, value = at.model.columns.score, int(worth[at.plan].sum())
    most = int(score[at.plan].sum()) + found.bound.most - value
    near = np.nonzero(found.bound.could_beat(value) | at.plan)[0]
    if found.bound.most <= value or len(near) > FEW:
        return most, Proof.LINEAR
    at.needed |= found.priced
    last = best_for(
        at.with_needed().take(near), score[near], at.plan[near], at.stop, unit=at.model.point
    )
    at.plan = np.zeros(len(at.model), dtype=np.bool_)
    at.plan[near[last.chosen]] = True
    return min(most, last.most), last.proof
