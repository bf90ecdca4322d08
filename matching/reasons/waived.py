"""Choices that there would be if one rule were other than it is for one household.

Only what one rule alone rules out, in some contract form: a single change opens it. That may be a
better form at a place that fits already.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import Rows
from matching.codes.care import CareType
from matching.pairs.block import Block
from matching.pairs.columns import Columns, options
from matching.pairs.kernel import Kernel
from matching.pairs.scoring import form_points
from matching.pairs.sheet import Sheet
from matching.pairs.support import support_of
from matching.problem import Agreements, Problem, Slots
from matching.reasons.alone import NOBODY, Lone, Sorted, once, sorted_rules
from matching.reasons.shortfall import shortfall
from matching.rules import RULES
from matching.rules.comparators import Values
from matching.rules.declaration import ALL_FORMS, PairRule


@dataclass(frozen=True, slots=True, eq=False)
class Closed:
    """Pairs with the rule (a number of `codes`) that alone takes some forms, and these forms."""

    codes: tuple[str, ...]
    request: Rows
    place: Rows
    rule: Rows
    forms: NDArray[np.uint8]

    def take(self, rows: NDArray[np.intp]) -> "Closed":
        """Some of them."""
        return replace(
            self,
            request=self.request[rows],
            place=self.place[rows],
            rule=self.rule[rows],
            forms=self.forms[rows],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Waived:
    """Choices with the rule (a number of `codes`) that alone is in their way, and by how much."""

    codes: tuple[str, ...]
    choices: Columns
    rule: Rows
    amount: Rows


def closed(rules: Sorted, lone: Iterable[Lone]) -> Iterator[Closed]:
    """Where one rule is alone, some requests at a time: all such pairs, in any form that either
    side knows: no change makes a pair of two that nobody asks.
    """
    for part in lone:
        yield gathered(rules.codes, _by_rule(rules, part))


def gathered(codes: tuple[str, ...], parts: Iterable[Closed]) -> Closed:
    """Several as one."""
    none = np.empty(0, dtype=np.int64)
    every = [Closed(codes, none, none, none, none.astype(np.uint8)), *parts]
    columns = ("request", "place", "rule", "forms")
    return Closed(
        codes, *(np.concatenate([getattr(one, name) for one in every]) for name in columns)
    )


def waived(kernel: Kernel, requests: Rows) -> Waived:
    """All such choices of some requests, ordered by rule, request, place, form and provider."""
    rules = sorted_rules(kernel)
    return opened(kernel, gathered(rules.codes, closed(rules, rules.lone(requests))))


def opened(kernel: Kernel, pairs: Closed) -> Waived:
    """The choices at such pairs, in the same order."""
    sheet, parts, rules, amounts = kernel.sheet, [], [], []
    for number, code in enumerate(pairs.codes):
        at = np.nonzero(pairs.rule == number)[0]
        some = pairs.take(at[np.lexsort((pairs.place[at], pairs.request[at]))])
        request, place = some.request, some.place
        pair, form, provider = options(_able(kernel, code), request, place, some.forms)
        points = np.stack(kernel.points_at(request, place)).astype(np.int64)
        score = points[kernel.kind_of_form[form], pair] + form_points(sheet.policy)[form]
        parts.append(Columns(request[pair], place[pair], form, provider, score))
        amounts.append(_amounts(sheet, code, request, place)[pair])
        rules.append(np.full(len(pair), number))
    every = zip(*(part.columns() for part in parts), strict=True)
    choices = Columns(*(np.concatenate(column) for column in every))
    return Waived(pairs.codes, choices, np.concatenate(rules), np.concatenate(amounts))


def _by_rule(rules: Sorted, lone: Lone) -> Iterator[Closed]:
    """The pairs of rules that take all forms or none, then those of each of the others."""
    request, place = lone.request, lone.place
    known = _known(rules.kernel.sheet, request, place)
    forms = np.where(lone.rule == NOBODY, 0, known & ~lone.taken).astype(np.uint8)
    at = np.flatnonzero(forms)
    rule = lone.rule[at].astype(np.int64)
    yield Closed(rules.codes, request[at], place[at], rule, forms[at])
    at = np.flatnonzero((lone.rule == NOBODY) & (lone.taken & known != 0))
    request, place, known = request[at], place[at], known[at]
    masks = {code: table.at(request, place) for code, table in rules.partly.items()}
    only = known & once(masks.values(), len(at))
    for code, mask in masks.items():
        forms = (mask & only).astype(np.uint8)
        hit = np.flatnonzero(forms)
        rule = np.full(len(hit), rules.codes.index(code))
        yield Closed(rules.codes, request[hit], place[hit], rule, forms[hit])


def _known(sheet: Sheet, request: Rows, place: Rows) -> Values:
    """The forms that either side knows: no change makes a pair of two that nobody asks."""
    asked = sheet.request["contract_forms"][request]
    found: Values = asked | sheet.place["contract_forms"][place]
    return found


def _amounts(sheet: Sheet, code: str, request: Rows, place: Rows) -> Rows:
    rule = RULES[code]
    if not isinstance(rule, PairRule):
        return np.ones(len(request), dtype=np.int64)
    return shortfall(rule, Block(sheet, request, place)).astype(np.int64)


def _able(kernel: Kernel, code: str) -> Kernel:
    """The kernel as it would be where a capacity of care providers is not used up."""
    change = ABLE.get(code)
    if change is None:
        return kernel
    sheet = kernel.sheet
    return replace(kernel, sheet=replace(sheet, support=support_of(change(sheet.problem))))


def _with_slots(problem: Problem) -> Problem:
    """One free unit of caseload where there is none."""
    slots = problem.slots
    kinds = len(CareType) * len(problem.regions)
    known = (slots.provider.astype(np.int64) * kinds) + slots.region * len(CareType)
    every = np.setdiff1d(np.arange(len(problem.providers) * kinds), known + slots.care_type)
    provider, rest = np.divmod(every, kinds)
    region, care = np.divmod(rest, len(CareType))
    added = (provider, region, care, np.ones(len(every)))
    columns = {
        name: np.concatenate([column, more]).astype(column.dtype)
        for (name, column), more in zip(slots.columns().items(), added, strict=True)
    }
    columns["free"] = np.maximum(columns["free"], 1)
    return replace(problem, slots=Slots(**columns))


def _with_leases(problem: Problem) -> Problem:
    free = np.maximum(problem.providers.free_leases, 1)
    return replace(problem, providers=replace(problem.providers, free_leases=free))


def _with_agreements(problem: Problem) -> Problem:
    owners, providers = len(problem.landlords), len(problem.providers)
    owner, provider = np.divmod(np.arange(owners * providers), max(providers, 1))
    kind = problem.agreements
    every = (owner, provider, np.full(len(owner), ALL_FORMS))
    columns = {
        name: more.astype(column.dtype)
        for (name, column), more in zip(kind.columns().items(), every, strict=True)
    }
    return replace(problem, agreements=Agreements(**columns))


ABLE = {
    "E06_PROVIDER": _with_agreements,
    "E06_LEASES": _with_leases,
    "E11_CASELOAD": _with_slots,
}
