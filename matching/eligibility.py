"""Which contract forms the hard rules leave to each pair of request and place.

Every rule kills forms of a pair; a pair with a form left is eligible. The same kills, kept rule by
rule, are the reasons why somebody has no place.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.block import Block, every_pair
from matching.codes import Level
from matching.comparators import COMPARE, Comparator, Truth, Values
from matching.rules import ALL_FORMS, PairRule
from matching.sheet import Sheet

BLOCK_PAIRS = 1_000_000


def holds(rule: PairRule, block: Block) -> Truth:
    """Whether the rule is met, for each pair of the block."""
    operands = [block.operand(path) for path in (*rule.left, *rule.right)]
    return COMPARE[rule.comparator](*operands)


def killed(rule: PairRule, block: Block) -> Values:
    """The forms that the rule takes from each pair."""
    if rule.comparator is Comparator.SHARED_FORMS:
        left, right = block.operand(rule.left[0]), block.operand(rule.right[0])
        return ALL_FORMS & ~(left & right)
    return np.where(holds(rule, block), 0, rule.forms)


def kills(block: Block) -> Iterator[tuple[str, Values]]:
    """Rule by rule, the forms that hard rules and used-up capacities take from each pair."""
    for rule in block.sheet.policy.pair_rules(Level.HARD):
        yield rule.code, killed(rule, block)
    for code, kill in CAPACITY_KILLS.items():
        yield code, kill(block)


def open_forms(block: Block) -> NDArray[np.int32]:
    """The forms left to each pair; 0 where it is not eligible."""
    shape = np.broadcast_shapes(block.rows.shape, block.cols.shape)
    left = np.full(shape, ALL_FORMS, dtype=np.int32)
    for _, mask in kills(block):
        left &= ~mask.astype(np.int32)
    return left


def eligible_pairs(sheet: Sheet) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Every pair with a form left, by request and then place: requests, places, forms."""
    requests, places = len(sheet.problem.requests), len(sheet.problem.places)
    step = max(1, BLOCK_PAIRS // max(places, 1))
    found: list[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]] = []
    for start in range(0, requests, step):
        rows = np.arange(start, min(start + step, requests))
        left = open_forms(every_pair(sheet, rows, np.arange(places)))
        row, col = np.nonzero(left)
        found.append((row + start, col, left[row, col]))
    if not found:
        none = np.empty(0, dtype=np.int64)
        return none, none, none.astype(np.int32)
    request, place, forms = (np.concatenate(part) for part in zip(*found, strict=True))
    return request, place, forms


def _by_class(name: str) -> Callable[[Block], Values]:
    def kill(block: Block) -> Values:
        support = block.sheet.support
        table: Values = getattr(support, name)
        return table[support.classes(block.rows, block.cols)]

    return kill


def _neighbourhood(block: Block) -> Values:
    caps = block.sheet.problem.neighbourhood_caps
    full = np.isin(block.operand("place.neighbourhood"), caps.neighbourhood[caps.free == 0])
    return np.where(full, ALL_FORMS, 0)


def _share(block: Block) -> Values:
    caps = block.sheet.problem.housing_first_caps
    full = np.isin(block.operand("place.complex"), caps.complex[caps.free == 0])
    if block.sheet.policy.level("E12_SHARE") is not Level.HARD:
        return np.zeros_like(full, dtype=np.int32)
    return np.where(full & block.operand("request.housing_first"), ALL_FORMS, 0)


def _quota(block: Block) -> Values:
    """Quotas of nothing at all; those that name a provider are left to the plan."""
    quotas = block.sheet.problem.quotas
    total: Values = np.zeros((1,) * block.rows.ndim, dtype=np.int32)
    for row in np.nonzero((quotas.at_most == 0) & (quotas.provider < 0))[0]:
        meant: Values = np.ones((1,) * block.rows.ndim, dtype=np.bool_)
        for name in ("landlord", "region", "municipality"):
            wanted = getattr(quotas, name)[row]
            meant = meant & ((wanted < 0) | (block.operand(f"place.{name}") == wanted))
        youth = quotas.youth[row]
        meant = meant & ((youth < 0) | (block.operand("request.youth") == (youth == 1)))
        total = total | np.where(meant, quotas.contract_forms[row] or ALL_FORMS, 0)
    return total


CAPACITY_KILLS: dict[str, Callable[[Block], Values]] = {
    "E06_PROVIDER": _by_class("no_provider"),
    "E11_CASELOAD": _by_class("no_caseload"),
    "E06_LEASES": _by_class("no_lease"),
    "E12_SHARE": _share,
    "E27_NEIGHBOURHOOD": _neighbourhood,
    "E27_QUOTA": _quota,
}
