"""Who gives which support where: the care providers of each region."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.codes.care import CareType
from matching.generate.drawing import Drawing, Rows
from matching.generate.national.land import LARGE, REGIONS

KINDS = len(CareType)
IN_LARGE, IN_SMALL = 12, 5
OFFERED = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Care:
    """`region` is each provider's home; `offers` says which kinds of support it gives."""

    region: Rows
    offers: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.region)

    def assigned(self, draw: Drawing, region: Rows, kind: Rows) -> Rows:
        """For each person a provider of the region that gives the support; -1 for no support."""
        provider, offered = np.nonzero(self.offers)
        key = self.region[provider] * KINDS + offered
        order = np.argsort(key, kind="stable")
        first = np.searchsorted(key[order], np.arange(REGIONS * KINDS + 1))
        wanted = region * KINDS + kind
        many = first[wanted + 1] - first[wanted]
        turn = np.floor(draw.random.random(len(kind)) * many).astype(np.int64)
        needs = kind > 0
        found = np.full(len(kind), -1, dtype=np.int64)
        found[needs] = provider[order][(first[wanted] + turn)[needs]]
        return found


def care_of(draw: Drawing) -> Care:
    """More providers in the large regions; in each region one gives every kind of support."""
    many = np.where(np.arange(REGIONS) < len(LARGE), IN_LARGE, IN_SMALL)
    region = np.repeat(np.arange(REGIONS), many)
    offers = draw.some(len(region) * KINDS, OFFERED).reshape(-1, KINDS)
    offers[:, CareType.AMBULANT.position] = True
    offers[np.searchsorted(region, np.arange(REGIONS))] = True
    offers[:, CareType.NONE.position] = False
    return Care(region, offers)
