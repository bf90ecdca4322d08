"""Which contract forms each hard rule and each used-up capacity takes from pairs, asked anew."""

from collections.abc import Iterator
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
from matching.rules.comparators import Comparator
from matching.rules.declaration import ALL_FORMS, PairRule

Masks = NDArray[np.uint8]
SUPPORT = ("E06_PROVIDER", "E11_CASELOAD", "E06_LEASES")
ANY = -1


@dataclass(frozen=True)
class Obstacles:
    """What stands between requests and places before anybody is placed."""

    plan: Plan

    def taken(self, requests: NDArray[np.int64]) -> dict[str, Masks]:
        """Rule by rule, the forms that it takes from these requests (rows) at all places; rules
        that take nothing are left out.
        """
        shape = (len(requests), len(self.plan.problem.places))
        rules = self.plan.policy.pair_rules(Level.HARD)
        found = {rule.code: self._by_rule(rule, requests) for rule in rules}
        found |= zip(SUPPORT, self._support(requests), strict=True)
        found["E12_SHARE"] = self._share(requests)
        found["E27_NEIGHBOURHOOD"] = self._neighbourhood
        found["E27_QUOTA"] = self._quotas(requests)
        return {
            code: np.broadcast_to(masks, shape)
            for code, masks in found.items()
            if masks.max(initial=0)
        }

    @cached_property
    def told(self) -> Masks:
        """The forms that a reason is about, by the forms asked and the place: those of both, or of
        either where they share none.
        """
        asked = np.arange(ALL_FORMS + 1, dtype=np.uint8)[:, None]
        offered = self.plan.problem.places.contract_forms.astype(np.uint8)
        both = asked & offered
        return np.where(both, both, asked | offered).astype(np.uint8)

    def _by_rule(self, rule: PairRule, requests: NDArray[np.int64]) -> Masks:
        """Asked once of those who are alike in all that the rule looks at, where that is columns
        of either side; else of who has something that the rule counts.
        """
        sides = [path.split(".") for path in (*rule.left, *rule.right)]
        if any(side not in ("request", "place") for side, _ in sides):
            return self._of_listed(rule, sides[0][0], requests)
        if rule.code not in self._asked_before:
            columns = [self.plan.sheet.request[name] for side, name in sides if side == "request"]
            every = np.zeros((1, len(self.plan.problem.requests)), dtype=np.int64)
            alike = np.concatenate([every, *(column[None, :] for column in columns)])
            _, first, which = np.unique(alike, axis=1, return_index=True, return_inverse=True)
            self._asked_before[rule.code] = self._asked(rule, first), which.reshape(-1)
        masks, which = self._asked_before[rule.code]
        found: Masks = masks[which[requests] if masks.any() else np.zeros(1, dtype=np.intp)]
        return found

    def _of_listed(self, rule: PairRule, side: str, requests: NDArray[np.int64]) -> Masks:
        some = np.arange(len(requests))
        if rule.comparator is Comparator.NONE_OF:
            some = np.nonzero(self._listed[side][requests])[0]
        found = np.zeros((len(requests), len(self.plan.problem.places)), dtype=np.uint8)
        found[some] = self._asked(rule, requests[some])
        return found

    @cached_property
    def _listed(self) -> dict[str, NDArray[np.bool_]]:
        """The requests of which a table has anything that is counted."""
        problem = self.plan.problem
        every = np.arange(len(problem.requests))
        listed = {"forbidden": problem.forbidden.request, "pair": problem.anchors.request}
        return {side: np.isin(every, requests) for side, requests in listed.items()}

    def _asked(self, rule: PairRule, requests: NDArray[np.int64]) -> Masks:
        places = np.arange(len(self.plan.problem.places))
        masks = killed(rule, every_pair(self.plan.sheet, requests, places))
        return np.broadcast_to(masks, (len(requests), len(places))).astype(np.uint8)

    @cached_property
    def _asked_before(self) -> dict[str, tuple[Masks, NDArray[np.intp]]]:
        return {}

    def _support(self, requests: NDArray[np.int64]) -> Iterator[Masks]:
        rows, (site, at) = self.plan.problem.requests, self._sites
        kinds = np.stack([rows.provider[requests], rows.care_type[requests]])
        _, first, which = np.unique(kinds, axis=1, return_index=True, return_inverse=True)
        lost = np.stack([self._lost_by_site(request, site) for request in requests[first].tolist()])
        for step in range(len(SUPPORT)):
            yield np.take(lost[:, step], at, axis=1)[which.reshape(-1)]

    def _lost_by_site(self, request: int, site: NDArray[np.int64]) -> Masks:
        rows = self.plan.problem.requests
        kind = int(rows.provider[request]), int(rows.care_type[request])
        if kind not in self._lost:
            self._lost[kind] = self._support_of.lost(request, site)
        return self._lost[kind]

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
        return np.array([ALL_FORMS if area in full else 0 for area in areas], dtype=np.uint8)

    def _share(self, requests: NDArray[np.int64]) -> Masks:
        programme = self.plan.problem.requests.housing_first[requests]
        found: Masks = programme[:, None] * self._full_complexes
        return found

    @cached_property
    def _full_complexes(self) -> Masks:
        caps = self.plan.problem.housing_first_caps
        full = set(caps.complex[caps.free == 0].tolist())
        if self.plan.policy.level("E12_SHARE") is not Level.HARD:
            full = set()
        where = self.plan.problem.places.complex.tolist()
        return np.array([ALL_FORMS if one in full else 0 for one in where], dtype=np.uint8)

    def _quotas(self, requests: NDArray[np.int64]) -> Masks:
        """Quotas of nothing, except those of one provider: another may still be found."""
        problem = self.plan.problem
        found = np.zeros((len(requests), len(problem.places)), dtype=np.uint8)
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
