"""The choices a plan is made of: request x place x contract form x provider, with its score."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.block import Block
from matching.codes import ContractForm, Level, TierCode
from matching.comparators import Values
from matching.eligibility import eligible_pairs, holds
from matching.policy import Policy
from matching.problem import Problem
from matching.rules import FORM, WAITING, PairRule
from matching.sheet import Sheet

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """One row for each choice, ordered by request, place, form and provider (-1 for none)."""

    request: Rows
    place: Rows
    form: Rows
    provider: Rows
    score: Rows

    def __len__(self) -> int:
        return len(self.request)

    def take(self, rows: NDArray[Any]) -> "Columns":
        """The choices with these numbers, or where the flags say yes."""
        return Columns(
            self.request[rows],
            self.place[rows],
            self.form[rows],
            self.provider[rows],
            self.score[rows],
        )


def columns_of(sheet: Sheet) -> Columns:
    """Every choice that the hard rules allow."""
    request, place, forms = eligible_pairs(sheet)
    support = sheet.support
    cell = support.classes(request, place)
    many = support.first[cell + 1] - support.first[cell]
    pair = np.repeat(np.arange(len(request)), many)
    turn = np.arange(len(pair)) - np.repeat(np.cumsum(many) - many, many)
    offer = support.first[cell[pair]] + turn
    usable = forms[pair] & support.forms[offer]
    chosen = [np.nonzero(usable & form.bit)[0] for form in ContractForm]
    at = np.concatenate(chosen)
    form = np.repeat(np.arange(len(chosen)), [len(rows) for rows in chosen])
    provider = support.provider[offer[at]].astype(np.int64)
    order = np.lexsort((provider, form, pair[at]))
    at, form, provider = pair[at][order], form[order], provider[order]
    found = Columns(request[at], place[at], form, provider, np.zeros(len(at), dtype=np.int64))
    return _scored(sheet, found, Block(sheet, request, place), at)


def _scored(sheet: Sheet, columns: Columns, pairs: Block, at: NDArray[np.intp]) -> Columns:
    total = waiting_points(sheet)[columns.request] + form_points(sheet.policy)[columns.form]
    for rule in sheet.policy.pair_rules(Level.SOFT):
        meant = (rule.forms >> columns.form) & 1
        total += soft_points(rule, pairs)[at] * meant
    return Columns(columns.request, columns.place, columns.form, columns.provider, total)


def soft_points(rule: PairRule, block: Block) -> Values:
    """What a soft rule takes from each pair: 0 or less."""
    cost = block.sheet.policy.points(rule)
    amount = block.operand(rule.measure) if rule.measure else ~holds(rule, block)
    return -cost * amount.astype(np.int64)


def form_points(policy: Policy) -> Rows:
    """What each contract form is worth, by its position."""
    found = np.zeros(len(ContractForm), dtype=np.int64)
    for item in policy.form_points:
        found[item.form.position] = item.points
    return found


def waiting_points(sheet: Sheet) -> Rows:
    """What each request's waiting is worth."""
    policy, problem = sheet.policy, sheet.problem
    weeks = (problem.day - problem.requests.waiting_since_day.astype(np.int64)) // 7
    return policy.waiting_points * np.minimum(weeks, policy.waiting_weeks_most)


def score_parts(sheet: Sheet, request: int, place: int, form: int) -> dict[str, int]:
    """The score of one choice, rule by rule; parts of 0 points are left out."""
    block = Block(sheet, np.array([request]), np.array([place]))
    parts = {
        WAITING: int(waiting_points(sheet)[request]),
        FORM: int(form_points(sheet.policy)[form]),
    }
    for rule in sheet.policy.pair_rules(Level.SOFT):
        if rule.forms >> form & 1:
            parts[rule.code] = int(soft_points(rule, block)[0])
    return {code: points for code, points in parts.items() if points}


def unmet(sheet: Sheet, request: int, place: int, form: int) -> tuple[str, ...]:
    """The rules that one choice does not meet, though they are not hard."""
    block = Block(sheet, np.array([request]), np.array([place]))
    return tuple(
        rule.code
        for rule in sheet.policy.pair_rules(Level.SOFT, Level.WARNING)
        if rule.forms >> form & 1 and not holds(rule, block)[0]
    )


def tiers_of(problem: Problem, policy: Policy) -> NDArray[np.int64]:
    """Each request's tier: the first whose condition it meets, by its place in the policy."""
    found = np.full(len(problem.requests), len(policy.tiers) - 1, dtype=np.int64)
    for row in reversed(range(len(policy.tiers))):
        found[_belongs(problem, policy.tiers[row].code, policy.tiers[row].from_days)] = row
    return found


def _belongs(problem: Problem, code: TierCode, from_days: int) -> NDArray[np.bool_]:
    rows = problem.requests
    conditions: dict[TierCode, NDArray[np.bool_]] = {
        TierCode.URGENT: rows.urgent,
        TierCode.YOUTH: rows.youth & (rows.days_in_shelter >= from_days),
        TierCode.FAMILY: rows.minors,
        TierCode.LONG_WAITING: problem.day - rows.waiting_since_day >= from_days,
        TierCode.REST: np.ones(len(rows), dtype=np.bool_),
    }
    return conditions[code]
