"""A year in which households ask and places come free, whoever plans: drawn once from a seed."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.generate import country
from matching.problem import Problem
from matching.table import MOST

Rows = NDArray[np.int64]
REFUSED_PERCENT = 10
WAITING_SHARE, WAITED_WEEKS = 0.2, 26
EMPTY_SHARE = 0.05
SUPPLY = 0.6
DAYS = 7


@dataclass(frozen=True, slots=True, eq=False)
class Year:
    """`asks` and `frees`: the week (from 0) in which each request of `problem` comes in and each
    of its places comes free, with all its units; those below 0 are of the year before, which
    whoever plans may learn from; those at `weeks` or later are of no year.

    `problem.day` is the first day; what is free of caseload and leases is for the whole year and
    comes free week by week, what caps and quotas leave is there from the start. A household says
    no to `refused_percent` in a hundred of what it could be offered: each pair by the seed.
    """

    problem: Problem
    asks: Rows
    frees: Rows
    weeks: int
    seed: int
    refused_percent: int = REFUSED_PERCENT

    def day(self, week: int) -> int:
        """The day of a week's round."""
        return self.problem.day + DAYS * week

    def since(self, requests: Rows) -> Rows:
        """The day since which each request of this year waits."""
        waits = self.problem.requests.waiting_since_day[requests].astype(np.int64)
        found: Rows = waits + DAYS * np.maximum(self.asks[requests], 0)
        return found

    def released(self, free: NDArray[Any], week: int) -> NDArray[Any]:
        """How much of what the year brings is there by a week."""
        return free.astype(np.int64) * min(week + 1, self.weeks) // self.weeks

    def refuses(self, requests: Rows, places: Rows) -> NDArray[np.bool_]:
        """Whether each of these households (rows) says no to that place (rows)."""
        return _hashed(self.seed, requests, places) % 100 < self.refused_percent


def year_of(
    people: int, weeks: int = 52, seed: int = 0, refused_percent: int = REFUSED_PERCENT
) -> Year:
    """A year in an invented country in which about so many ask, after one just like it.

    A fifth of them wait already when it starts, up to half a year; one in twenty places stands
    empty then. There are 54 units for each 100 households.
    """
    random = np.random.default_rng((seed, 1))
    both = country(2 * people, seed)
    asks = _weeks(random, 2 * people, weeks, WAITING_SHARE)
    frees = _weeks(random, len(both.places), weeks, EMPTY_SHARE)
    offered = random.random(len(frees)) < SUPPLY
    waited = np.where(asks == 0, random.integers(0, WAITED_WEEKS, len(asks)), 0)
    problem = _dated(_halved(both), asks, frees, waited)
    return Year(problem, asks, np.where(offered, frees, weeks), weeks, seed, refused_percent)


def _weeks(random: np.random.Generator, many: int, weeks: int, at_once: float) -> Rows:
    """Half in the year before, evenly; of the other half a share in the first week."""
    found = random.integers(-weeks, weeks, many)
    this_year = found >= 0
    return np.where(this_year & (random.random(many) < at_once), 0, found)


def _dated(problem: Problem, asks: Rows, frees: Rows, waited: Rows) -> Problem:
    """All dates moved to the week in which each household asks or each place comes free."""
    day, rows, places = problem.day, problem.requests, problem.places
    begins: NDArray[Any] = day + DAYS * asks
    since: NDArray[Any] = np.minimum(begins, day) - DAYS * waited
    shift = day + DAYS * frees - places.available_from_day
    requests = replace(rows, start_day=begins, waiting_since_day=since)
    moved = {
        name: np.where(getattr(places, name) < 0, -1, getattr(places, name) + shift)
        for name in ("available_from_day", "available_until_day", "permit_end_day")
    }
    return replace(problem, requests=requests, places=replace(places, **moved))


def _halved(problem: Problem) -> Problem:
    """What two years may use, for one."""

    def half(free: NDArray[Any]) -> NDArray[Any]:
        return np.where(free < MOST, (free.astype(np.int64) + 1) // 2, MOST)

    slots, caps = problem.slots, problem.neighbourhood_caps
    shares, providers, quotas = problem.housing_first_caps, problem.providers, problem.quotas
    return replace(
        problem,
        slots=replace(slots, free=half(slots.free)),
        providers=replace(providers, free_leases=half(providers.free_leases)),
        neighbourhood_caps=replace(caps, free=half(caps.free)),
        housing_first_caps=replace(shares, free=half(shares.free)),
        quotas=replace(quotas, at_most=half(quotas.at_most), at_least=half(quotas.at_least)),
    )


def _hashed(seed: int, requests: Rows, places: Rows) -> NDArray[np.uint64]:
    """SplitMix64 (Steele, Lea and Flood, 2014) of the three numbers."""
    mixed = (requests.astype(np.uint64) << np.uint64(32)) ^ places.astype(np.uint64)
    mixed ^= np.uint64(seed * 0x9E3779B97F4A7C15 % 2**64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))
