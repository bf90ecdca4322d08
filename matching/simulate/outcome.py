"""What a year brought under one way of planning, in whole numbers, and week by week."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.simulate.state import State
from matching.simulate.year import DAYS, Rows, Year

LONG_WEEKS = 13
"""Young people should be in a shelter for three months at most."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many asked, were placed and never placed; of them the urgent and the young; the weeks
    that those placed waited, together; the young who waited over 13 weeks; the points of the
    matches without those for waiting; how often somebody said no. Then, at the end of each week:
    placed so far, urgent placed so far, and young people waiting over 13 weeks.
    """

    way: str
    asked: int
    placed: int
    urgent_asked: int
    urgent_placed: int
    youth_asked: int
    youth_placed: int
    weeks_waited: int
    urgent_weeks_waited: int
    youth_waited_long: int
    fit: int
    refusals: int
    placed_by_week: tuple[int, ...]
    urgent_by_week: tuple[int, ...]
    youth_long_by_week: tuple[int, ...]

    @property
    def never_placed(self) -> int:
        """Who still waits when the year is over."""
        return self.asked - self.placed

    @property
    def mean_wait(self) -> float:
        """Weeks, of those placed."""
        return self.weeks_waited / max(self.placed, 1)

    @property
    def mean_urgent_wait(self) -> float:
        """Weeks, of the urgent who were placed."""
        return self.urgent_weeks_waited / max(self.urgent_placed, 1)

    @property
    def youth_long_percent(self) -> float:
        """Of all young people who asked, those who waited over 13 weeks."""
        return 100 * self.youth_waited_long / max(self.youth_asked, 1)

    @property
    def mean_fit(self) -> float:
        """Points of a placement without those for waiting."""
        return self.fit / max(self.placed, 1)


def outcome_of(way: str, year: Year, state: State) -> Outcome:
    """Counts the year as it ended; who still waits has waited until the last round."""
    asked = np.nonzero((year.asks >= 0) & (year.asks < year.weeks))[0]
    rows, placed_in = year.problem.requests, state.placed_in[asked]
    placed, urgent, youth = placed_in >= 0, rows.urgent[asked], rows.youth[asked]
    since = (year.since(asked) - year.problem.day) // DAYS
    waited = np.where(placed, placed_in, year.weeks - 1) - since
    weeks = np.arange(year.weeks)[:, None]
    long = youth & (weeks - since > LONG_WEEKS) & (weeks >= year.asks[asked])
    return Outcome(
        way=way,
        asked=len(asked),
        placed=_many(placed),
        urgent_asked=_many(urgent),
        urgent_placed=_many(placed & urgent),
        youth_asked=_many(youth),
        youth_placed=_many(placed & youth),
        weeks_waited=int(waited[placed].sum()),
        urgent_weeks_waited=int(waited[placed & urgent].sum()),
        youth_waited_long=_many(youth & (waited > LONG_WEEKS)),
        fit=int(state.fit[asked][placed].sum()),
        refusals=len(state.refused),
        placed_by_week=_by_week(placed & (placed_in <= weeks)),
        urgent_by_week=_by_week(placed & urgent & (placed_in <= weeks)),
        youth_long_by_week=_by_week(long & ~(placed & (placed_in <= weeks))),
    )


def _many(flags: NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(flags))


def _by_week(flags: NDArray[np.bool_]) -> tuple[int, ...]:
    counts: Rows = flags.sum(axis=1)
    return tuple(counts.tolist())
