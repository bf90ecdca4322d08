"""Pairs that cannot be: areas that are not safe for a person, and a no said before."""

import numpy as np

from matching.codes.rounds import PairReason
from matching.generate.drawing import Drawing, Points, Rows
from matching.generate.national.people import People
from matching.problem import Pairs, Places

AVOIDING, REFUSING = 0.05, 0.03
RADIUS, AWAY = 2_500, 2_000
GRID = 1_000


def forbidden_of(draw: Drawing, people: People, region: Rows, places: Places) -> Pairs:
    """One person in twenty avoids the places within 2.5 km of a point near home; a few refused."""
    who = np.nonzero(draw.some(len(people), AVOIDING))[0]
    centre = people.at[who] + draw.random.normal(0, AWAY, (len(who), 2))
    turn, avoided = _within(centre, np.column_stack([places.x, places.y]))
    refuser, refused = _refusals(draw, region, places)
    reasons = (PairReason.AREA_TO_AVOID.position, PairReason.REFUSED_BEFORE.position)
    return Pairs.from_columns(
        request=np.concatenate([who[turn], refuser]),
        place=np.concatenate([avoided, refused]),
        reason=np.repeat(reasons, [len(turn), len(refuser)]),
    )


def _refusals(draw: Drawing, region: Rows, places: Places) -> tuple[Rows, Rows]:
    """Some people with a place of their own region that they said no to."""
    order = np.argsort(places.region, kind="stable")
    first = np.searchsorted(places.region[order], np.arange(region.max(initial=0) + 2))
    who = np.nonzero(draw.some(len(region), REFUSING))[0]
    many = (first[1:] - first[:-1])[region[who]]
    turn = np.floor(draw.random.random(len(who)) * many).astype(np.int64)
    there = many > 0
    return who[there], order[(first[region[who]] + turn)[there]]


def _within(centres: Points, points: Points) -> tuple[Rows, Rows]:
    """Which points lie within `RADIUS` of which centre, by a grid of cells of that size."""
    cell = np.floor(points / RADIUS).astype(np.int64)
    key = cell[:, 0] * GRID + cell[:, 1]
    order = np.argsort(key, kind="stable")
    sorted_key = key[order]
    middle = np.floor(centres / RADIUS).astype(np.int64)
    turns, found = [], []
    for step in np.ndindex(3, 3):
        near = middle + np.array(step) - 1
        wanted = near[:, 0] * GRID + near[:, 1]
        first = np.searchsorted(sorted_key, wanted)
        many = np.searchsorted(sorted_key, wanted, side="right") - first
        turn = np.repeat(np.arange(len(centres)), many)
        at = np.arange(len(turn)) - np.repeat(np.cumsum(many) - many, many) + first[turn]
        close = ((points[order[at]] - centres[turn]) ** 2).sum(axis=1) <= RADIUS**2
        turns.append(turn[close])
        found.append(order[at[close]])
    return np.concatenate(turns), np.concatenate(found)
