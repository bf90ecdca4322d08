"""Keeping a unit for who may come: only where sampled weeks of the year before gain by it."""

from dataclasses import replace

import numpy as np

from matching.check.reading import read
from matching.simulate.scene import Cast
from matching.simulate.week import Week
from matching.simulate.year import DAYS, Rows, Year
from matching.solve import solve

SAMPLES = 3
LONGEST_WAIT = 4_000


def held_back(week: Week, weeks: int) -> Rows:
    """How many units of each of the year's places are better kept for now.

    Each sample is a run of weeks of the year before, put after today, and solved together with
    today: a unit is kept where more than half of the samples give it to somebody who is yet to
    come. Nothing is kept for after the year.
    """
    year = week.year
    ahead = min(weeks, year.weeks - 1 - week.number)
    random = np.random.default_rng((year.seed, 2, week.number))
    starts = random.integers(0, year.weeks, SAMPLES)
    given = [_given(week, sampled(year, week.number, int(start), ahead), ahead) for start in starts]
    found: Rows = np.sort(given, axis=0)[(SAMPLES - 1) // 2]
    return found


def sampled(year: Year, number: int, start: int, ahead: int) -> Cast:
    """So many weeks of the year before from week `start` on, as if they followed week `number`."""
    turn = np.full(year.weeks, -1, dtype=np.int64)
    turn[(start + np.arange(ahead)) % year.weeks] = np.arange(ahead)
    frees = year.frees[year.problem.units.place]
    requests, later = _moved(year, turn, year.asks, number)
    units, units_later = _moved(year, turn, frees, number)
    return Cast(requests, later, units, units_later)


def _moved(year: Year, turn: Rows, when: Rows, number: int) -> tuple[Rows, Rows]:
    past = np.nonzero(when < 0)[0]
    chosen = past[turn[when[past] + year.weeks] >= 0]
    follows = number + 1 + turn[when[chosen] + year.weeks]
    return chosen, DAYS * (follows - when[chosen])


def _given(week: Week, future: Cast, ahead: int) -> Rows:
    """How many of today's units go to somebody yet to come, by place of the year."""
    scene = week.scene_ahead(future, ahead)
    waits = min(LONGEST_WAIT, week.policy.wait_days + DAYS * ahead)
    policy = replace(week.policy, wait_days=waits)
    plan, _ = read(scene.problem, policy, solve(scene.problem, policy))
    found = np.zeros(len(week.year.problem.places), dtype=np.int64)
    for choice in plan.choices:
        place, request = scene.places[choice.place], scene.requests[choice.request]
        if week.year.frees[place] >= 0 and week.year.asks[request] < 0:
            found[place] += 1
    return found
