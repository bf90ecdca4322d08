"""The most that anybody could place: the whole year known on its first day."""

from dataclasses import replace

import numpy as np

from matching.codes.rounds import TierCode
from matching.policy import Policy, Tier
from matching.simulate.ahead import LONGEST_WAIT
from matching.simulate.scene import Cast, scene_of
from matching.simulate.state import beginning
from matching.simulate.year import Year
from matching.solve import solve


def most_placed(year: Year, policy: Policy) -> int:
    """A bound on the placements of any way of planning, proven by one solve of the year.

    All who ask and all that comes free in the year stand beside each other, everybody may wait
    as long as it takes, all limits are there from the start and nobody says no: what a weekly
    plan may do, this one may, so no way of planning places more. It is too high where people
    come after a place's time, and by what is refused.
    """
    asks, frees = year.asks, year.frees[year.problem.units.place]
    requests = np.nonzero((asks >= 0) & (asks < year.weeks))[0]
    units = np.nonzero((frees >= 0) & (frees < year.weeks))[0]
    everything = Cast(requests, np.zeros_like(requests), units, np.zeros_like(units))
    scene = scene_of(year, beginning(year), everything, year.problem.day, year.weeks)
    by_count = replace(
        policy,
        tiers=(Tier(TierCode.REST),),
        minimums_before=TierCode.REST,
        wait_days=LONGEST_WAIT,
    )
    quotas = scene.problem.quotas
    nothing_agreed = replace(quotas, at_least=np.zeros_like(quotas.at_least))
    everything_goes = replace(scene.problem, quotas=nothing_agreed)
    return solve(everything_goes, by_count).certificate.tiers[0].bound
