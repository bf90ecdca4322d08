"""Where things are in a regional instance: a centre for each region, and its municipalities."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.generate.outline import BOX, inside
from matching.problem import Named

DAY = 20_800
MUNICIPALITIES, AREAS = 8, 60
PROVIDERS, LANDLORDS = 5, 6


@dataclass(frozen=True, slots=True, eq=False)
class Country:
    """Where things are: a centre for each region and for each municipality in it."""

    random: np.random.Generator
    weights: NDArray[np.float64]
    centres: NDArray[np.float64]
    towns: NDArray[np.float64]

    def regions(self, many: int) -> NDArray[np.int64]:
        """Regions drawn by their size."""
        return self.random.choice(len(self.weights), many, p=self.weights)

    def points(self, regions: NDArray[np.int64]) -> NDArray[np.float64]:
        """A point near the centre of each region, in metres."""
        spread = self.random.normal(0, 7_000, (len(regions), 2))
        points = self.centres[regions] + spread
        outside = ~inside(points)
        points[outside] = self.centres[regions[outside]]
        return points

    def town(self, points: NDArray[np.float64], regions: NDArray[np.int64]) -> NDArray[np.int64]:
        """The nearest municipality centre in the region."""
        away = ((self.towns[regions] - points[:, None]) ** 2).sum(axis=2)
        found: NDArray[np.int64] = regions * MUNICIPALITIES + away.argmin(axis=1)
        return found

    def some(self, many: int, share: float) -> NDArray[np.bool_]:
        """True for about this share."""
        return self.random.random(many) < share

    def pick(self, many: int, values: tuple[int, ...], odds: tuple[float, ...]) -> NDArray[Any]:
        """One of the values for each, by odds."""
        return self.random.choice(values, many, p=np.array(odds) / sum(odds))


def country_of(seed: int, regions: int) -> Country:
    """Draws the regions and their municipalities."""
    random = np.random.default_rng(seed)
    centres = np.empty((0, 2))
    while len(centres) < regions:
        drawn = random.uniform(*BOX, (4 * regions, 2))
        centres = np.vstack([centres, drawn[inside(drawn)]])[:regions]
    size = 1.0 / np.arange(1, regions + 1) ** 0.6
    towns = centres[:, None] + random.normal(0, 9_000, (regions, MUNICIPALITIES, 2))
    return Country(random, size / size.sum(), centres, towns)


def named(country: Country, many: int) -> Named:
    """Things with an id and nothing else."""
    return Named.from_columns(id=ids(country, many))


def ids(country: Country, many: int) -> NDArray[np.uint8]:
    """16 bytes each."""
    return country.random.integers(0, 256, (many, 16), dtype=np.uint8)
