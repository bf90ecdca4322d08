"""Every way to make a plan, by name; each tells what it chose and a remark."""

import time
from collections.abc import Callable, Iterable

from matching.check.verdict import Choice
from matching.policy import Policy
from matching.problem import Problem
from matching.reasons.report import uuids
from matching.simulate.in_turn import Chosen
from matching.solve import solve
from peers.bipartite import lapjv
from peers.case import Case
from peers.flow import min_cost_flow
from peers.greedy import by_arrival, by_tier, scarcest_place
from peers.programs import cp_sat, glop, scip

OURS = "ours"
Peer = Callable[[Case, float], tuple[Chosen, str]]
"""From a case and the CPU seconds that are left to the columns chosen and a remark."""


def _plain(way: Callable[[Case], Chosen]) -> Peer:
    return lambda case, _: (way(case), "")


PEERS: dict[str, Peer] = {
    "greedy by arrival": _plain(by_arrival),
    "greedy by tier": _plain(by_tier),
    "scarcest place first": _plain(scarcest_place),
    "scipy LAPJV": _plain(lapjv),
    "SimpleMinCostFlow": _plain(min_cost_flow),
    "GLOP": glop,
    "SCIP": scip,
    "CP-SAT": cp_sat,
}
ENGINES = (OURS, *PEERS)


def ours(problem: Problem, policy: Policy, seconds: float) -> tuple[Iterable[Choice], str]:
    """The engine, with its explanations for everybody."""
    found = solve(problem, policy, deadline=time.monotonic() + seconds)
    requests = {name: row for row, name in enumerate(uuids(problem.requests.id))}
    places = problem.units.place.tolist()
    units = {name: places[row] for row, name in enumerate(uuids(problem.units.id))}
    providers = {name: row for row, name in enumerate(uuids(problem.providers.id))}
    choices = [
        (
            requests[line.request],
            units[line.place],
            line.contract_form.position,
            -1 if line.provider is None else providers[line.provider],
        )
        for line in found.assignments
    ]
    return choices, f"{found.status}, gap {found.certificate.gap}"
