"""People's plan under the same rules: each decision with its best form and provider, or why not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.check.capacities import is_counted
from matching.check.reading import Choice as Given
from matching.check.reading import read
from matching.check.verdict import Choice, judged
from matching.codes.households import GroupKind
from matching.codes.rounds import Level, PairReason, Status
from matching.pairs.sheet import sheet_of
from matching.policy import Policy
from matching.problem import Anchors, Earlier, Pairs, Problem
from matching.reasons.explain import in_the_way, reasons
from matching.reasons.report import uuids
from matching.rules import RULES
from matching.shadow.report import Broken
from matching.solve import solve

TOGETHER = Broken(
    "CAPACITY",
    "Samen met de andere besluiten is dit meer dan er is: aan plekken, begeleiding, contracten "
    "van de zorgaanbieder, of wat een buurt of afspraak toelaat.",
    "With the other decisions this is more than there is: of places, support, leases of the care "
    "provider, or what a neighbourhood or an agreement allows.",
)
GROUP = "E14_GROUP"
OfRequests = TypeVar("OfRequests", Anchors, Pairs, Earlier)


@dataclass(frozen=True, slots=True)
class People:
    """Points of each request within the rules, and what each of the others breaks; by row.

    `counted` is by quota with a minimum how many of the former count towards it.
    """

    points: Mapping[int, int]
    broken: Mapping[int, tuple[Broken, ...]]
    counted: Mapping[UUID, int]


def people_of(problem: Problem, policy: Policy, pairs: Mapping[int, int]) -> People:
    """`pairs`: the place of each decided request, by row."""
    broken = dict(_unlawful(problem, policy, pairs))
    kept = {request: place for request, place in pairs.items() if request not in broken}
    choices, left_out = _best_forms(problem, policy, kept)
    broken |= {request: (TOGETHER,) for request in left_out}
    for request in _groups_not_kept(problem, pairs):
        broken[request] = (*broken.get(request, ()), _group())
    names = uuids(problem.requests.id)
    verdict = judged(problem, policy, choices)
    lawful = [choice for choice in verdict.plan.choices if choice.request not in broken]
    points = {
        choice.request: sum(verdict.points[names[choice.request]].values()) for choice in lawful
    }
    return People(points, broken, dict(_counted(problem, lawful)))


def _counted(problem: Problem, choices: Sequence[Given]) -> Iterator[tuple[UUID, int]]:
    quotas = problem.quotas
    for quota, name in enumerate(uuids(quotas.id)):
        if quotas.at_least[quota]:
            yield name, sum(is_counted(problem, quota, choice) for choice in choices)


def _unlawful(
    problem: Problem, policy: Policy, pairs: Mapping[int, int]
) -> Iterator[tuple[int, tuple[Broken, ...]]]:
    sheet = sheet_of(problem, policy)
    for request, place in pairs.items():
        codes = set(in_the_way(sheet, request, place))
        if codes:
            told = [r for r in reasons(sheet, request, place) if r.level is Level.HARD]
            yield request, tuple(Broken(r.rule, r.nl, r.en) for r in told if r.rule in codes)


def _best_forms(
    problem: Problem, policy: Policy, pairs: Mapping[int, int]
) -> tuple[list[Choice], list[int]]:
    """The best forms and providers for these pairs, and the requests that there is no room for."""
    rows = np.array(sorted(pairs), dtype=np.int64)
    alone = _only(problem, rows, np.array([pairs[row] for row in rows.tolist()], dtype=np.int64))
    found = solve(alone, policy)
    left_out: list[int] = []
    if found.status is Status.INFEASIBLE:
        out = {conflict.request for conflict in found.conflicts}
        left_out = [row for row in rows.tolist() if _name(problem, row) in out]
        kept = {row: place for row, place in pairs.items() if row not in left_out}
        return _best_forms(problem, policy, kept)[0], left_out
    plan, _ = read(alone, policy, found)
    choices = [
        (int(rows[each.request]), each.place, each.form.position, each.provider)
        for each in plan.choices
    ]
    return choices, left_out


def _only(problem: Problem, rows: NDArray[Any], places: NDArray[Any]) -> Problem:
    """The problem with these requests alone, each fixed to its place and in no group."""
    at = np.full(len(problem.requests), -1)
    at[rows] = np.arange(len(rows))
    return replace(
        problem,
        requests=replace(problem.requests.take(rows), group=np.full(len(rows), -1)),
        anchors=_of(problem.anchors, at),
        forbidden=_of(problem.forbidden, at),
        earlier=_of(problem.earlier, at),
        fixed=Pairs.from_columns(
            request=np.arange(len(rows)),
            place=places,
            reason=np.full(len(rows), PairReason.PINNED.position),
        ),
    )


def _of(table: OfRequests, at: NDArray[Any]) -> OfRequests:
    """The rows of requests that are left, by their new numbers."""
    left = table.take(np.nonzero(at[table.request] >= 0)[0])
    return replace(left, request=at[left.request])


def _groups_not_kept(problem: Problem, pairs: Mapping[int, int]) -> Iterator[int]:
    """The decided members of groups that are not together, or not apart."""
    places = problem.places
    for group, kind in enumerate(problem.groups.kind.tolist()):
        members = np.nonzero(problem.requests.group == group)[0].tolist()
        decided = [row for row in members if row in pairs]
        homes = [pairs[row] for row in decided]
        if GroupKind.at(kind) is GroupKind.TOGETHER:
            kept = len(decided) in (0, len(members)) and len(set(places.property[homes])) <= 1
        else:
            kept = len(set(places.complex[homes])) == len(homes)
        if not kept:
            yield from decided


def _group() -> Broken:
    rule = RULES[GROUP]
    return Broken(GROUP, rule.nl, rule.en)


def _name(problem: Problem, row: int) -> UUID:
    return UUID(bytes=problem.requests.id[row].tobytes())
