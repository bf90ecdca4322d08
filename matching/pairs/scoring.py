"""What a choice is worth, rule by rule, and which rules it leaves unmet."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.codes.contracts import ContractForm
from matching.codes.rounds import Level
from matching.pairs.block import Block
from matching.pairs.eligibility import holds
from matching.policy import Policy
from matching.problem import Problem
from matching.rules import FORM, WAITING
from matching.rules.comparators import Values
from matching.rules.declaration import PairRule

Points = NDArray[np.int64]


def soft_points(rule: PairRule, block: Block) -> Values:
    """What a soft rule takes from each pair: 0 or less."""
    cost = block.sheet.policy.points(rule)
    amount = block.operand(rule.measure) if rule.measure else ~holds(rule, block)
    return -cost * amount.astype(np.int64)


def form_points(policy: Policy) -> Points:
    """What each contract form is worth, by its position."""
    found = np.zeros(len(ContractForm), dtype=np.int64)
    for item in policy.form_points:
        found[item.form.position] = item.points
    return found


def waiting_points(problem: Problem, policy: Policy) -> Points:
    """What each request's waiting is worth."""
    weeks = (problem.day - problem.requests.waiting_since_day.astype(np.int64)) // 7
    return policy.waiting_points * np.minimum(weeks, policy.waiting_weeks_most)


def parts(block: Block, form: NDArray[Any]) -> dict[str, Points]:
    """For a list of pairs with their contract forms: the points by rule."""
    found: dict[str, Points] = {
        WAITING: waiting_points(block.sheet.problem, block.sheet.policy)[block.rows],
        FORM: form_points(block.sheet.policy)[form],
    }
    for rule in block.sheet.policy.pair_rules(Level.SOFT):
        found[rule.code] = soft_points(rule, block) * ((rule.forms >> form) & 1)
    return found


def unmet(block: Block, form: NDArray[Any]) -> dict[str, NDArray[np.bool_]]:
    """For a list of pairs with their forms: where a rule that is not hard is not met."""
    return {
        rule.code: ~holds(rule, block) & ((rule.forms >> form) & 1 == 1)
        for rule in block.sheet.policy.pair_rules(Level.SOFT, Level.WARNING)
    }


def over_share(block: Block) -> NDArray[np.bool_]:
    """Housing First placements of a plan in a complex that gets more of them than its share."""
    caps = block.sheet.problem.housing_first_caps
    programme, where = block.operand("request.housing_first"), block.operand("place.complex")
    many = np.bincount(where[programme], minlength=len(block.sheet.problem.complexes))
    share = np.full(len(many), len(where) + 1, dtype=np.int64)
    share[caps.complex] = caps.free
    return programme & (many > share)[where]
