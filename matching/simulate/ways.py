"""Ways to plan a week's round: by hand, by the engine, and by the engine looking ahead."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import accumulate

import numpy as np

from matching.capacity.family import MARKS, MINIMUM
from matching.capacity.limits import families
from matching.check.reading import read
from matching.pairs.columns import Columns, columns_of
from matching.pairs.sheet import Sheet, sheet_of
from matching.simulate.ahead import held_back
from matching.simulate.in_turn import Chosen, Left, Rows, best_first, in_turn
from matching.simulate.scene import Scene
from matching.simulate.week import Planned, Week
from matching.solve import solve
from matching.tiers import tiers_of

Plan = Callable[[Week], Planned]
Choose = Callable[[Rows, Rows, Left], Chosen]


@dataclass(frozen=True, slots=True)
class Way:
    """A way to plan, with its code and its names."""

    code: str
    nl: str
    en: str
    plan: Plan


def by_arrival(week: Week) -> Planned:
    """First come, first served: who waits longest takes the best place that is left."""
    scene = week.scene()
    order = np.argsort(scene.problem.requests.waiting_since_day, kind="stable")
    return _by_hand(week, scene, partial(in_turn, order))


def by_tier(week: Week) -> Planned:
    """The first tier first, and within it who waits longest."""
    scene = week.scene()
    waiting, tier = scene.problem.requests.waiting_since_day, tiers_of(scene.problem, week.policy)
    return _by_hand(week, scene, partial(in_turn, np.lexsort((waiting, tier))))


def by_score(week: Week) -> Planned:
    """The match with the most points first, whoever goes before whom."""
    return _by_hand(week, week.scene(), best_first)


def best(week: Week) -> Planned:
    """The engine's plan for this week, without a thought for the next."""
    return _solved(week, week.scene())


def looking_ahead(weeks: int) -> Plan:
    """The engine's plan, but for units that are worth more when they are kept for a while."""

    def plan(week: Week) -> Planned:
        places = week.year.problem.units.place
        return _solved(week, week.scene(week.cast.without(held_back(week, weeks), places)))

    return plan


WAYS = (
    Way("FCFS", "Wie het eerst komt", "First come, first served", by_arrival),
    Way("BY_TIER", "Wie voorgaat kiest", "Greedy by tier", by_tier),
    Way("BY_SCORE", "Meeste punten eerst", "Greedy by score", by_score),
    Way("BEST", "Beste plan", "Weekly optimum", best),
    Way("AHEAD_4", "4 weken vooruit", "4 weeks ahead", looking_ahead(4)),
    Way("AHEAD_16", "16 weken vooruit", "16 weeks ahead", looking_ahead(16)),
)


def _solved(week: Week, scene: Scene) -> Planned:
    solution = solve(scene.problem, week.policy)
    plan, _ = read(scene.problem, week.policy, solution)
    choices = [
        (choice.request, choice.place, choice.form.position, choice.provider)
        for choice in plan.choices
    ]
    return Planned(scene, tuple(choices), solution)


def _by_hand(week: Week, scene: Scene, choose: Choose) -> Planned:
    sheet = sheet_of(scene.problem, week.policy)
    columns = columns_of(sheet)
    plan = columns.take(choose(columns.request, columns.score, _left(sheet, columns)))
    parts = (plan.request, plan.place, plan.form, plan.provider)
    return Planned(scene, tuple(zip(*(part.tolist() for part in parts), strict=True)))


def _left(sheet: Sheet, columns: Columns) -> Left:
    """The engine's families of limits, numbered on in one row of numbers."""
    found = [each for each in families(sheet, columns) if each.kind not in (MINIMUM, MARKS)]
    uppers = [family.upper for family in found]
    first = [0, *accumulate(len(upper) for upper in uppers)]
    rows = [
        np.where(family.row < 0, first[-1], family.row + start)
        for family, start in zip(found, first, strict=False)
    ]
    return Left(np.stack(rows, axis=1), np.concatenate(uppers))
