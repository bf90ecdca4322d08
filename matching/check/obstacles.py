"""Which contract forms each hard rule and each used-up capacity takes from pairs, asked anew."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.check.reading import Plan
from matching.check.support import Support
from matching.codes.rounds import Level
from matching.pairs.block import every_pair
from matching.pairs.eligibility import killed
from matching.rules.declaration import ALL_FORMS

Masks = NDArray[np.int32]
SUPPORT = ("E06_PROVIDER", "E11_CASELOAD", "E06_LEASES")
ANY = -1


@dataclass(frozen=True)
class Obstacles:
    """What stands between requests and places before anybody is placed."""

    plan: Plan

    def taken(self, requests: NDArray[np.int64]) -> dict[str, Masks]:
        """Rule by rule, the forms that it takes from these requests (rows) at all places."""
        shape = (len(requests), len(self.plan.problem.places))
        block = every_pair(self.plan.sheet, requests, np.arange(shape[1]))
        found = {rule.code: killed(rule, block) for rule in self.plan.policy.pair_rules(Level.HARD)}
        found |= zip(SUPPORT, self._support(requests), strict=True)
        found["E12_SHARE"] = self._share(requests)
        found["E27_NEIGHBOURHOOD"] = self._neighbourhood
        found["E27_QUOTA"] = self._quotas(requests)
        return {code: np.broadcast_to(masks, shape) for code, masks in found.items()}

    def _support(self, requests: NDArray[np.int64]) -> Masks:
        rows = self.plan.problem.requests
        _, site = self._sites
        found = np.empty((len(requests), len(site), len(SUPPORT)), dtype=np.int32)
        for row, request in enumerate(requests.tolist()):
            kind = int(rows.provider[request]), int(rows.care_type[request])
            if kind not in self._lost:
                self._lost[kind] = self._lost_by_site(request)
            found[row] = self._lost[kind][site]
        return np.moveaxis(found, 2, 0)

    def _lost_by_site(self, request: int) -> Masks:
        lost = [self._support_of.lost(request, place) for place in self._sites[0].tolist()]
        return np.array(lost, dtype=np.int32).reshape(-1, len(SUPPORT))

    @cached_property
    def _support_of(self) -> Support:
        return Support(self.plan.problem)

    @cached_property
    def _lost(self) -> dict[tuple[int, int], Masks]:
        return {}

    @cached_property
    def _sites(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Places of the same owner and region are alike here: one of each, and which by place."""
        places = self.plan.problem.places
        pairs = np.stack([places.landlord, places.region])
        _, first, which = np.unique(pairs, axis=1, return_index=True, return_inverse=True)
        return first, which.reshape(-1)

    @cached_property
    def _neighbourhood(self) -> Masks:
        caps = self.plan.problem.neighbourhood_caps
        full = set(caps.neighbourhood[caps.free == 0].tolist())
        areas = self.plan.problem.places.neighbourhood.tolist()
        return np.array([ALL_FORMS if area in full else 0 for area in areas], dtype=np.int32)

    def _share(self, requests: NDArray[np.int64]) -> Masks:
        caps = self.plan.problem.housing_first_caps
        full = set(caps.complex[caps.free == 0].tolist())
        if self.plan.policy.level("E12_SHARE") is not Level.HARD:
            full = set()
        places = [where in full for where in self.plan.problem.places.complex.tolist()]
        programme = self.plan.problem.requests.housing_first[requests]
        return np.where(np.outer(programme, places), ALL_FORMS, 0).astype(np.int32)

    def _quotas(self, requests: NDArray[np.int64]) -> Masks:
        """Quotas of nothing, except those of one provider: another may still be found."""
        problem = self.plan.problem
        found = np.zeros((len(requests), len(problem.places)), dtype=np.int32)
        for row in range(len(problem.quotas)):
            quota = {name: column[row] for name, column in problem.quotas.columns().items()}
            if quota["at_most"] > 0 or quota["provider"] != ANY:
                continue
            here = np.ones(len(problem.places), dtype=np.bool_)
            for name in ("landlord", "region", "municipality"):
                if quota[name] != ANY:
                    here = here & (getattr(problem.places, name) == quota[name])
            asking = np.ones(len(requests), dtype=np.bool_)
            for name in ("youth", "from_shelter"):
                said = getattr(problem.requests, name)[requests].astype(np.int64)
                asking &= (quota[name] == ANY) | (said == quota[name])
            meant = np.outer(asking, here)
            found[meant] |= int(quota["contract_forms"]) or ALL_FORMS
        return found
