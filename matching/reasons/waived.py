"""Choices that there would be if one rule were other than it is for one household.

Only what one rule alone rules out, in some contract form: a single change opens it. That may be a
better form at a place that fits already.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import Rows
from matching.codes.care import CareType
from matching.pairs.block import Block, every_pair
from matching.pairs.candidates import CELLS
from matching.pairs.columns import Columns, options
from matching.pairs.eligibility import hard
from matching.pairs.kernel import Kernel
from matching.pairs.profiles import Profile, merged
from matching.pairs.scoring import form_points
from matching.pairs.sheet import Sheet
from matching.pairs.support import support_of
from matching.problem import Agreements, Problem, Slots
from matching.reasons.shortfall import shortfall
from matching.rules import RULES
from matching.rules.comparators import Values
from matching.rules.declaration import ALL_FORMS, PairRule

TWICE = 8


@dataclass(frozen=True, slots=True, eq=False)
class Waived:
    """Choices with the rule (a number of `codes`) that alone is in their way, and by how much."""

    codes: tuple[str, ...]
    choices: Columns
    rule: Rows
    amount: Rows


@dataclass(frozen=True, slots=True, eq=False)
class Closed:
    """Pairs with a rule that alone takes some forms, and these forms."""

    request: Rows
    place: Rows
    rule: Rows
    forms: NDArray[np.uint8]


def waived(kernel: Kernel, requests: Rows) -> Waived:
    """All such choices of some requests, ordered by rule, request, place, form and provider."""
    codes = tuple(kill.code for kill in hard(kernel.sheet.policy))
    closed = _closed(kernel, codes, requests)
    parts, rules, amounts = [], [], []
    for number, code in enumerate(codes):
        at = np.nonzero(closed.rule == number)[0]
        at = at[np.lexsort((closed.place[at], closed.request[at]))]
        request, place = closed.request[at], closed.place[at]
        able = _able(kernel, code)
        pair, form, provider = options(able, request, place, closed.forms[at])
        score = _scores(kernel, request, place)[kernel.kind_of_form[form], pair]
        score = score + form_points(kernel.sheet.policy)[form]
        parts.append(Columns(request[pair], place[pair], form, provider, score))
        amounts.append(_amounts(kernel.sheet, code, request, place)[pair])
        rules.append(np.full(len(pair), number))
    every = zip(*(part.columns() for part in parts), strict=True)
    choices = Columns(*(np.concatenate(column) for column in every))
    return Waived(codes, choices, np.concatenate(rules), np.concatenate(amounts))


def _closed(kernel: Kernel, codes: tuple[str, ...], requests: Rows) -> Closed:
    tables = _tables(kernel)
    joint = merged([_packed(table) for table in tables.values() if table.table.any()], _together)
    places = np.arange(len(kernel.sheet.problem.places))
    step = max(1, CELLS // max(len(places), 1))
    found: list[tuple[Rows, ...]] = [(np.empty(0, np.int64),) * 4]
    for start in range(0, len(requests), step):
        rows = requests[start : start + step]
        taken = _taken(kernel, joint, rows, places)
        alone = taken & ~(taken >> TWICE) & ALL_FORMS
        row, col = np.nonzero(alone)
        lone = alone[row, col] & _known(kernel.sheet, rows[row], col)
        row, col, lone = row[lone != 0], col[lone != 0], lone[lone != 0]
        found += _by_rule(kernel, tables, codes, rows[row], col, lone)
    request, place, rule, forms = (np.concatenate(part) for part in zip(*found, strict=True))
    return Closed(request, place, rule, forms.astype(np.uint8))


def _by_rule(
    kernel: Kernel,
    tables: dict[str, Profile],
    codes: tuple[str, ...],
    request: Rows,
    place: Rows,
    lone: Values,
) -> list[tuple[Rows, ...]]:
    """The pairs of each rule that takes one of the lone forms."""
    found: list[tuple[Rows, ...]] = []
    for number, code in enumerate(codes):
        if code not in tables and code not in kernel.asked:
            continue
        if code in tables:
            at = np.arange(len(request))
            mask = tables[code].at(request, place)
        else:
            at = np.nonzero(kernel.asked[code].concerns[request])[0]
            mask = kernel.asked[code].values(Block(kernel.sheet, request[at], place[at]))
        forms = mask & lone[at]
        hit = np.nonzero(forms)[0]
        rule = np.full(len(hit), number)
        found.append((request[at[hit]], place[at[hit]], rule, forms[hit].astype(np.int64)))
    return found


def _taken(kernel: Kernel, joint: tuple[Profile, ...], rows: Rows, places: Rows) -> Values:
    """Forms taken once, and above them those taken twice, of each request with each place."""
    taken = np.zeros((len(rows), len(places)), dtype=np.uint16)
    for table in joint:
        taken = _together(taken, table.over(rows, places))
    for asked in kernel.asked.values():
        some = np.nonzero(asked.concerns[rows])[0]
        if len(some):
            shut = asked.values(every_pair(kernel.sheet, rows[some], places)).astype(np.uint16)
            taken[some] = _together(taken[some], shut)
    return taken


def _tables(kernel: Kernel) -> dict[str, Profile]:
    """Every rule that is a table, those that take nothing here left out."""
    return {code: table for code, table in kernel.single.items() if table.table.any()}


def _packed(table: Profile) -> Profile:
    return Profile(table.row, table.col, table.table.astype(np.uint16))


def _together(one: Values, other: Values) -> Values:
    both = (one & other & ALL_FORMS) << TWICE
    found: Values = one | other | both
    return found


def _known(sheet: Sheet, request: Rows, place: Rows) -> Values:
    """The forms that either side knows: no change makes a pair of two that nobody asks."""
    asked = sheet.request["contract_forms"][request]
    found: Values = asked | sheet.place["contract_forms"][place]
    return found


def _scores(kernel: Kernel, request: Rows, place: Rows) -> NDArray[np.int64]:
    """What pairs are worth without the form's own points: shape (kinds of form, pairs)."""
    return np.stack(kernel.points_at(request, place)).astype(np.int64)


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
