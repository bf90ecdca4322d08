"""A year of weekly rounds: planned, checked, answered, and carried on to the next week."""

from collections.abc import Iterator

import numpy as np

from matching.check import check
from matching.check.verdict import Verdict, judged
from matching.policy import Policy
from matching.rules import WAITING
from matching.simulate.scene import Scene, present
from matching.simulate.state import State, beginning
from matching.simulate.ways import Plan
from matching.simulate.week import Planned, Week
from matching.simulate.year import Year


class WrongPlan(RuntimeError):
    """A plan did not pass the checker; the message says which week and what is wrong."""


def run(year: Year, policy: Policy, plan: Plan) -> State:
    """What has become of everybody when the year is over.

    Who says no keeps waiting, the place stands empty for that week, and the pair is not made
    again. Raises `WrongPlan` at the first plan that the checker has anything to say about.
    """
    state = beginning(year)
    for number in range(year.weeks):
        week = Week(year, state, number, present(year, state, number), policy)
        planned = plan(week)
        verdict = judged(planned.scene.problem, policy, planned.choices)
        for fault in _faults(planned, policy, verdict):
            raise WrongPlan(f"week {number}: {fault}")
        _carry_on(week, planned.scene, verdict)
    return state


def _faults(planned: Planned, policy: Policy, verdict: Verdict) -> Iterator[str]:
    yield from verdict.faults
    if planned.solution:
        yield from check(planned.scene.problem, policy, planned.solution)


def _carry_on(week: Week, scene: Scene, verdict: Verdict) -> None:
    """Asks everybody who is offered a place, and writes down what comes of it."""
    state, plan = week.state, verdict.plan
    rows = np.array([(c.request, c.place) for c in plan.choices], dtype=np.int64).reshape(-1, 2)
    requests, places = scene.requests[rows[:, 0]], scene.places[rows[:, 1]]
    no = week.year.refuses(requests, places)
    state.refused += zip(requests[no].tolist(), places[no].tolist(), strict=True)
    state.count(plan, (~no).tolist())
    units = [scene.units[line.place] for line in plan.solution.assignments]
    taken = np.array(units, dtype=np.int64)[~no]
    fit = [sum(p.values()) - p.get(WAITING, 0) for p in verdict.points.values()]
    placed = requests[~no]
    state.placed_in[placed] = week.number
    state.unit[placed], state.taken[taken] = taken, True
    state.fit[placed] = np.array(fit, dtype=np.int64)[~no]
