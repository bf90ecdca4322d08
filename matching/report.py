"""From chosen columns to a solution in ids, with parts, reasons and next-best places."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.block import Block
from matching.codes import ContractForm, PairReason
from matching.columns import Columns
from matching.explain import blockers, in_the_way
from matching.policy import Policy
from matching.problem import Problem
from matching.scoring import over_share, parts, unmet
from matching.sheet import Sheet
from matching.solution import Alternative, Assignment, Blocker, Conflict, Part, Unplaced

ALTERNATIVES = 3


def uuids(ids: NDArray[np.uint8]) -> list[UUID]:
    """16-byte rows as UUIDs."""
    return [UUID(bytes=row.tobytes()) for row in ids]


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """`columns` are all that could be chosen, `chosen` those of the plan, `tier` by request."""

    sheet: Sheet
    columns: Columns
    chosen: NDArray[np.bool_]
    tier: NDArray[np.int64]

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
        plan = self.columns.take(self.chosen)
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
        for row in sorted(range(len(plan)), key=lambda row: names[plan.request[row]]):
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

    def unplaced(self, grouped_out: Columns) -> tuple[Unplaced, ...]:
        """Those without a place, by request id; `grouped_out` fit alone, not with their group."""
        names = uuids(self.problem.requests.id)
        placed = np.zeros(len(names), dtype=np.bool_)
        placed[self.columns.request[self.chosen]] = True
        rows = np.array(sorted(np.nonzero(~placed)[0], key=lambda row: names[row]), dtype=np.int64)
        eligible = self._units_of(self.columns)
        lost = self._units_of(grouped_out)
        found = []
        for row, rules in zip(rows, blockers(self.sheet, rows), strict=True):
            group = Blocker("E14_GROUP", int(lost[row]), int(lost[row]))
            tier = self.policy.tiers[int(self.tier[row])].code
            told = (group, *rules) if group.units else rules
            found.append(Unplaced(names[row], tier, int(eligible[row]), told))
        return tuple(found)

    def conflicts(self) -> tuple[Conflict, ...]:
        """The fixed pairs that the plan could not keep."""
        names, units = uuids(self.problem.requests.id), self._units_by_place()
        fixed = self.problem.fixed
        held = set(self.columns.request[self.chosen].tolist())
        out = [row for row in range(len(fixed)) if int(fixed.request[row]) not in held]
        requests, places = fixed.request[out], fixed.place[out]
        found = [
            Conflict(names[request], units[place][0], in_the_way(self.sheet, request, place))
            for request, place in zip(requests, places, strict=True)
        ]
        return tuple(sorted(found, key=lambda conflict: conflict.request))

    def _units_by_place(self) -> list[list[UUID]]:
        found: list[list[UUID]] = [[] for _ in range(len(self.problem.places))]
        names = uuids(self.problem.units.id)
        for name, place in sorted(zip(names, self.problem.units.place, strict=True)):
            found[place].append(name)
        return found

    def _units_of(self, columns: Columns) -> NDArray[np.int64]:
        """How many units each request has a column for."""
        capacity = self.problem.capacity()
        pairs = np.unique(columns.request * len(capacity) + columns.place)
        request, place = np.divmod(pairs, max(len(capacity), 1))
        found = np.zeros(len(self.problem.requests), dtype=np.int64)
        np.add.at(found, request, capacity[place])
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
        columns = self.columns
        used = np.bincount(plan.place, minlength=len(units))
        first = np.searchsorted(columns.request, plan.request)
        last = np.searchsorted(columns.request, plan.request, side="right")
        found = []
        for row in range(len(plan)):
            mine = np.arange(first[row], last[row])
            mine = mine[np.argsort(-columns.score[mine], kind="stable")]
            best: dict[int, Alternative] = {}
            for column in mine:
                place = int(columns.place[column])
                if place == plan.place[row] or place in best:
                    continue
                best[place] = self._alternative(int(column), used, units, providers)
                if len(best) == ALTERNATIVES:
                    break
            found.append(tuple(best.values()))
        return found

    def _alternative(
        self, column: int, used: NDArray[Any], units: list[list[UUID]], providers: list[UUID]
    ) -> Alternative:
        columns = self.columns
        place, provider = int(columns.place[column]), int(columns.provider[column])
        free = int(used[place]) < len(units[place])
        return Alternative(
            place=units[place][int(used[place]) if free else 0],
            contract_form=ContractForm.at(int(columns.form[column])),
            provider=providers[provider] if provider >= 0 else None,
            score=int(columns.score[column]),
            free=free,
        )
