"""A round beside the one before it in its region: what is more, and what is less."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from matching.codes.rounds import TierCode
from service.rounds.schemas import RoundOut


class Both(NamedTuple):
    """A number now and before."""

    now: int
    before: int

    @property
    def more(self) -> int:
        """Below 0: less."""
        return self.now - self.before


class Compared(NamedTuple):
    """What took part and what came of it, and the proposals of each group."""

    before: RoundOut
    requests: Both
    places: Both
    proposed: Both
    unplaced: Both
    tiers: list[tuple[TierCode, Both]]


def compared(now: RoundOut, before: RoundOut, unplaced: Mapping[UUID, int]) -> Compared:
    """Two rounds that are done, with how many have no proposal in each."""
    placed = [_placed(each) for each in (now, before)]
    groups = list(dict.fromkeys(code for each in placed for code in each))
    return Compared(
        before,
        Both(now.requests or 0, before.requests or 0),
        Both(now.places or 0, before.places or 0),
        Both(now.proposed or 0, before.proposed or 0),
        Both(unplaced[now.id], unplaced[before.id]),
        [(code, Both(placed[0].get(code, 0), placed[1].get(code, 0))) for code in groups],
    )


def _placed(round: RoundOut) -> dict[TierCode, int]:
    tiers = round.certificate.tiers if round.certificate else []
    return {each.code: each.placed for each in tiers}
