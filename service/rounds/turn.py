"""Who goes first: the group that the policy has first, and then who waits longest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matching.codes.rounds import TierCode

DAYS_OF_ONE_GROUP = 10_000_000


@dataclass(frozen=True)
class Turns:
    """The order of one round as one number. It is kept with what the round says of each request, so
    that its rows are read in that order, as the round saw them."""

    groups: Sequence[TierCode]

    def of(self, tier: TierCode, waiting_since_date: date) -> int:
        """The place of its group, and the day since when it waits."""
        return self.groups.index(tier) * DAYS_OF_ONE_GROUP + waiting_since_date.toordinal()
