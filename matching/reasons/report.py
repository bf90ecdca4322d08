"""From chosen columns to a solution in ids, with parts, reasons and next-best places."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.codes.contracts import ContractForm
from matching.codes.rounds import PairReason
from matching.pairs.block import Block
from matching.pairs.candidates import Pairs
from matching.pairs.columns import Columns
from matching.pairs.kernel import Kernel
from matching.pairs.scoring import over_share, parts, unmet
from matching.pairs.sheet import Sheet
from matching.policy import Policy
from matching.problem import Problem
from matching.reasons.alone import sorted_rules
from matching.reasons.explain import in_the_way
from matching.reasons.nextbest import next_best
from matching.reasons.obstacles import obstacles_of
from matching.solution import Alternative, Assignment, Blocker, Conflict, Part, Unplaced

ALTERNATIVES = 3


def uuids(ids: NDArray[np.uint8]) -> list[UUID]:
    """16-byte rows as UUIDs."""
    return [UUID(bytes=row.tobytes()) for row in ids]


def by_id(ids: NDArray[np.uint8]) -> NDArray[np.intp]:
    """The numbers of 16-byte rows in the order of their UUIDs."""
    high, low = np.ascontiguousarray(ids).view(">u8").reshape(-1, 2).T
    return np.lexsort((low, high))


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """`eligible` are the pairs that no rule takes, `pairs` those of them that a plan may have, and
    `plan` the choices made, by request; `tier` is by request.
    """

    kernel: Kernel
    eligible: Pairs
    pairs: Pairs
    plan: Columns
    tier: NDArray[np.int64]

    @property
    def sheet(self) -> Sheet:
        """What the rules compare."""
        return self.kernel.sheet

    @property
    def problem(self) -> Problem:
        """The problem that the row numbers belong to."""
        return self.sheet.problem

    @property
    def policy(self) -> Policy:
        """The policy of the round."""
        return self.sheet.policy

    def assignments(self) -> tuple[Assignment, ...]:
        """Those with a place, by request id; identical units are handed out in order of id."""
        plan = self.plan
        names = uuids(self.problem.requests.id)
        units, providers = self._units_by_place(), uuids(self.problem.providers.id)
        points, warnings = self._parts(plan), self._warnings(plan)
        fixed = {
            int(request): PairReason.at(int(reason))
            for request, reason in zip(
                self.problem.fixed.request, self.problem.fixed.reason, strict=True
            )
        }
        alternatives = self._alternatives(plan, units, providers)
        found: list[Assignment] = []
        next_unit = [0] * len(units)
        for row in by_id(self.problem.requests.id[plan.request]):
            request, place = int(plan.request[row]), int(plan.place[row])
            provider = int(plan.provider[row])
            found.append(
                Assignment(
                    request=names[request],
                    place=units[place][next_unit[place]],
                    contract_form=ContractForm.at(int(plan.form[row])),
                    provider=providers[provider] if provider >= 0 else None,
                    tier=self.policy.tiers[int(self.tier[request])].code,
                    score=int(plan.score[row]),
                    parts=points[row],
                    warnings=warnings[row],
                    fixed=fixed.get(request),
                    alternatives=alternatives[row],
                )
            )
            next_unit[place] += 1
        return tuple(found)

    def unplaced(self, grouped_out: Pairs) -> tuple[Unplaced, ...]:
        """Those without a place, by request id; `grouped_out` fit alone, not with their group."""
        names = uuids(self.problem.requests.id)
        placed = np.zeros(len(names), dtype=np.bool_)
        placed[self.plan.request] = True
        order = by_id(self.problem.requests.id)
        rows = order[~placed[order]]
        capacity = self.problem.capacity()
        eligible, lost = self.pairs.of_places(capacity), grouped_out.of_places(capacity)
        hard = sorted_rules(self.kernel)
        told = obstacles_of(hard).blockers(self.eligible, rows, hard.lone(rows))
        found = []
        for row, rules in zip(rows, told, strict=True):
            group = Blocker("E14_GROUP", int(lost[row]), int(lost[row]))
            tier = self.policy.tiers[int(self.tier[row])].code
            known = (group, *rules) if group.units else rules
            found.append(Unplaced(names[row], tier, int(eligible[row]), known))
        return tuple(found)

    def conflicts(self) -> tuple[Conflict, ...]:
        """The fixed pairs that the plan could not keep."""
        names, units = uuids(self.problem.requests.id), self._units_by_place()
        fixed = self.problem.fixed
        held = set(self.plan.request.tolist())
        out = [row for row in range(len(fixed)) if int(fixed.request[row]) not in held]
        requests, places = fixed.request[out], fixed.place[out]
        found = [
            Conflict(names[request], units[place][0], in_the_way(self.sheet, request, place))
            for request, place in zip(requests, places, strict=True)
        ]
        return tuple(sorted(found, key=lambda conflict: conflict.request))

    def _units_by_place(self) -> list[list[UUID]]:
        found: list[list[UUID]] = [[] for _ in range(len(self.problem.places))]
        names, place = uuids(self.problem.units.id), self.problem.units.place.tolist()
        for row in by_id(self.problem.units.id).tolist():
            found[place[row]].append(names[row])
        return found

    def _parts(self, plan: Columns) -> list[tuple[Part, ...]]:
        found = parts(Block(self.sheet, plan.request, plan.place), plan.form)
        return [
            tuple(Part(code, int(points[row])) for code, points in found.items() if points[row])
            for row in range(len(plan))
        ]

    def _warnings(self, plan: Columns) -> list[tuple[str, ...]]:
        block = Block(self.sheet, plan.request, plan.place)
        found = {**unmet(block, plan.form), "E12_SHARE": over_share(block)}
        return [
            tuple(code for code, flags in found.items() if flags[row]) for row in range(len(plan))
        ]

    def _alternatives(
        self, plan: Columns, units: list[list[UUID]], providers: list[UUID]
    ) -> list[tuple[Alternative, ...]]:
        """The best other places of each household in the plan, whoever has them."""
        used = np.bincount(plan.place, minlength=len(units))
        others = next_best(self.kernel, self.pairs, plan, ALTERNATIVES)
        found: list[list[Alternative]] = [[] for _ in range(len(plan))]
        row = np.searchsorted(plan.request, others.request)
        for at, _, place, form, provider, score in zip(
            row.tolist(), *(column.tolist() for column in others.columns()), strict=True
        ):
            free = int(used[place]) < len(units[place])
            found[at].append(
                Alternative(
                    place=units[place][int(used[place]) if free else 0],
                    contract_form=ContractForm.at(form),
                    provider=providers[provider] if provider >= 0 else None,
                    score=score,
                    free=free,
                )
            )
        return [tuple(row) for row in found]
