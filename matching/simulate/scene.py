"""Who and what takes part in a round, cut out of the year as a problem of its own."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.problem import Pairs, Places, Problem, Requests, Units
from matching.simulate.state import State
from matching.simulate.year import Rows, Year


@dataclass(frozen=True, slots=True, eq=False)
class Cast:
    """Requests and units of the year by row, each with the days by which its dates are moved."""

    requests: Rows
    later: Rows
    units: Rows
    units_later: Rows

    def joined(self, other: "Cast") -> "Cast":
        """Both together."""
        return Cast(
            np.concatenate([self.requests, other.requests]),
            np.concatenate([self.later, other.later]),
            np.concatenate([self.units, other.units]),
            np.concatenate([self.units_later, other.units_later]),
        )

    def without(self, kept: Rows, place: NDArray[Any]) -> "Cast":
        """The cast with `kept` units fewer at each place; `place` is by unit of the year."""
        order = np.argsort(place[self.units], kind="stable")
        at = place[self.units][order]
        turn = np.arange(len(at)) - np.searchsorted(at, at)
        left = np.sort(order[turn >= kept[at]])
        return Cast(self.requests, self.later, self.units[left], self.units_later[left])


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A problem with the year's rows of its requests and places, and of its units by id."""

    problem: Problem
    requests: Rows
    places: Rows
    units: dict[UUID, int]


def present(year: Year, state: State, week: int) -> Cast:
    """Who waits and which units are free in a week."""
    waiting = (year.asks >= 0) & (year.asks <= week) & (state.placed_in < 0)
    frees = year.frees[year.problem.units.place]
    free = (frees >= 0) & (frees <= week) & ~state.taken
    requests, units = np.nonzero(waiting)[0], np.nonzero(free)[0]
    return Cast(requests, np.zeros_like(requests), units, np.zeros_like(units))


def scene_of(year: Year, state: State, cast: Cast, day: int, until_week: int) -> Scene:
    """The problem of a day, with what is free of all limits until the end of a week.

    Dates that have passed become the day itself; a place whose time is over takes no part.
    """
    whole, offer = year.problem, _offer(year, cast, day)
    request_at = _numbers(len(whole.requests), cast.requests)
    place_at = _numbers(len(whole.places), offer.rows)
    anchors = whole.anchors.take(np.nonzero(request_at[whole.anchors.request] >= 0)[0])
    earlier = whole.earlier.take(np.nonzero(request_at[whole.earlier.request] >= 0)[0])
    limits = state.left(year, until_week)
    problem = replace(
        whole,
        day=day,
        requests=_dated_requests(year, cast, day),
        anchors=replace(anchors, request=request_at[anchors.request]),
        places=offer.places,
        units=offer.units,
        forbidden=_still(state.forbidden(year), request_at, place_at),
        earlier=replace(earlier, request=request_at[earlier.request]),
        **limits,
    )
    names = (UUID(bytes=row.tobytes()) for row in problem.units.id)
    units = dict(zip(names, offer.unit_rows.tolist(), strict=True))
    return Scene(problem, cast.requests, offer.rows, units)


@dataclass(frozen=True, slots=True, eq=False)
class _Offer:
    rows: Rows
    places: Places
    units: Units
    unit_rows: Rows


def _offer(year: Year, cast: Cast, day: int) -> _Offer:
    """The places of the cast's units that are not over yet, by their row in the year."""
    units = year.problem.units
    rows: NDArray[Any]
    rows, first, of = np.unique(units.place[cast.units], return_index=True, return_inverse=True)
    places = _dated_places(year.problem.places.take(rows), cast.units_later[first], day)
    until = places.available_until_day
    open_ = (until < 0) | (until >= day)
    number, kept = np.cumsum(open_) - 1, open_[of]
    unit_rows = cast.units[kept]
    return _Offer(
        rows=rows[open_],
        places=places.take(np.nonzero(open_)[0]),
        units=Units.from_columns(id=units.id[unit_rows], place=number[of[kept]]),
        unit_rows=unit_rows,
    )


def _dated_requests(year: Year, cast: Cast, day: int) -> Requests:
    rows = year.problem.requests.take(cast.requests)
    since = np.where(cast.later > 0, day, np.minimum(year.since(cast.requests), day))
    return replace(
        rows,
        start_day=np.maximum(rows.start_day + cast.later, day),
        waiting_since_day=since,
        days_in_shelter=day - since,
    )


def _dated_places(places: Places, later: Rows, day: int) -> Places:
    def moved(column: NDArray[Any]) -> NDArray[Any]:
        return np.where(column < 0, -1, column + later)

    return replace(
        places,
        available_from_day=np.maximum(places.available_from_day + later, day),
        available_until_day=moved(places.available_until_day),
        permit_end_day=moved(places.permit_end_day),
    )


def _numbers(many: int, rows: NDArray[Any]) -> NDArray[Any]:
    found = np.full(many, -1, dtype=np.int64)
    found[rows] = np.arange(len(rows))
    return found


def _still(pairs: Pairs, request_at: NDArray[Any], place_at: NDArray[Any]) -> Pairs:
    """The pairs of which both sides take part, by their new rows."""
    requests, places = request_at[pairs.request], place_at[pairs.place]
    both = np.nonzero((requests >= 0) & (places >= 0))[0]
    return replace(pairs.take(both), request=requests[both], place=places[both])
