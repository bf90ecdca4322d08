"""The country: 43 shelter regions, some 340 municipalities, 3,200 neighbourhoods."""

from dataclasses import dataclass

import numpy as np

from matching.generate.drawing import Drawing, Points, Rows
from matching.generate.outline import BOX, inside

REGIONS, TOWNS_EACH, AREAS = 43, 8, 3_200
TOWNS = REGIONS * TOWNS_EACH
# The four large cities, in RD metres; a third of the people live in their regions.
LARGE = ((121_000, 487_000), (92_000, 437_000), (81_000, 455_000), (136_000, 456_000))
LARGE_SHARE, CITY_SHARE = 1 / 3, 0.45
CANDIDATES = 30
TOWN_SPREAD, AREA_SPREAD, HOUSE_SPREAD = 8_500, 2_600, 350


@dataclass(frozen=True, slots=True, eq=False)
class Land:
    """Neighbourhoods (`area`) with their centre, municipality (`town`), region, share of people."""

    centre: Points
    town: Rows
    region: Rows
    share: Points

    def homes(self, draw: Drawing, many: int, evenness: float = 0.0) -> Rows:
        """Neighbourhoods drawn by their people; `evenness` of them wherever it may be."""
        odds = (1 - evenness) * self.share + evenness / len(self.share)
        return draw.random.choice(len(odds), many, p=odds / odds.sum())

    def points(self, draw: Drawing, area: Rows) -> Points:
        """A point in each neighbourhood, inside the country."""
        found = self.centre[area] + draw.random.normal(0, HOUSE_SPREAD, (len(area), 2))
        return kept_inside(found, self.centre[area])


def land_of(draw: Drawing) -> Land:
    """Draws the country."""
    regions = _centres(draw)
    weight = np.concatenate([np.full(len(LARGE), LARGE_SHARE / len(LARGE)), _small_shares()])
    region = np.repeat(np.arange(REGIONS), TOWNS_EACH)
    spread = draw.random.normal(0, TOWN_SPREAD, (TOWNS, 2))
    spread[::TOWNS_EACH] = 0
    towns = kept_inside(regions[region] + spread, regions[region])
    town_share = weight[region] * _town_shares(draw)
    many = _apportioned(town_share, AREAS)
    town = np.repeat(np.arange(TOWNS), many)
    reach = AREA_SPREAD * np.sqrt(many[town] / many.mean())
    scattered = towns[town] + draw.random.normal(0, 1, (AREAS, 2)) * reach[:, None]
    return Land(
        centre=kept_inside(scattered, towns[town]),
        town=town,
        region=region[town],
        share=town_share[town] / many[town],
    )


def _centres(draw: Drawing) -> Points:
    """The large cities; each next region is the farthest of some points (Mitchell, 1991)."""
    found = np.array(LARGE, dtype=np.float64)
    while len(found) < REGIONS:
        drawn = draw.random.uniform(*BOX, (CANDIDATES, 2))
        drawn = drawn[inside(drawn)]
        if len(drawn):
            away = ((drawn[:, None] - found) ** 2).sum(axis=2).min(axis=1)
            found = np.vstack([found, drawn[away.argmax()]])
    return found


def _small_shares() -> Points:
    size = 1 / np.arange(2, REGIONS - len(LARGE) + 2) ** 0.4
    found: Points = (1 - LARGE_SHARE) * size / size.sum()
    return found


def _town_shares(draw: Drawing) -> Points:
    """The first municipality of a region is its city, the others share the rest."""
    rest = draw.random.uniform(0.5, 1.5, (REGIONS, TOWNS_EACH - 1))
    rest *= (1 - CITY_SHARE) / rest.sum(axis=1, keepdims=True)
    return np.hstack([np.full((REGIONS, 1), CITY_SHARE), rest]).ravel()


def _apportioned(share: Points, total: int) -> Rows:
    """Whole numbers of at least 1 with this total, in proportion (largest remainders)."""
    free = share / share.sum() * (total - len(share))
    found: Rows = np.floor(free).astype(np.int64)
    most = np.argsort(found - free, kind="stable")[: total - len(share) - found.sum()]
    found[most] += 1
    found += 1
    return found


def kept_inside(points: Points, otherwise: Points) -> Points:
    """The points inside the country, and the other ones where they are not."""
    found: Points = np.where(inside(points)[:, None], points, otherwise)
    return found
