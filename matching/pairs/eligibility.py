"""Which contract forms the hard rules leave to each pair of request and place.

Every rule kills forms of a pair; a pair with a form left is eligible. The same kills, kept rule by
rule, are the reasons why somebody has no place.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from matching.codes.rounds import Level
from matching.pairs.block import Block
from matching.policy import Policy
from matching.rules.comparators import COMPARE, Comparator, Truth, Values
from matching.rules.declaration import ALL_FORMS, PairRule


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


@dataclass(frozen=True, slots=True)
class Kill:
    """What a hard rule or a used-up capacity takes, and the operands that decide it.

    One that `counts` takes nothing where its only operand is 0.
    """

    code: str
    reads: tuple[str, ...]
    takes: Callable[[Block], Values]
    counts: bool = False


def hard(policy: Policy) -> tuple[Kill, ...]:
    """Everything that can take forms from a pair under this policy."""
    return (*(_of_rule(rule) for rule in policy.pair_rules(Level.HARD)), *CAPACITY_KILLS)


def _of_rule(rule: PairRule) -> Kill:
    reads, counts = (*rule.left, *rule.right), rule.comparator is Comparator.NONE_OF
    return Kill(rule.code, reads, partial(killed, rule), counts)


def kills(block: Block) -> Iterator[tuple[str, Values]]:
    """Rule by rule, the forms that hard rules and used-up capacities take from each pair."""
    for kill in hard(block.sheet.policy):
        yield kill.code, kill.takes(block)


def open_forms(block: Block) -> NDArray[np.int32]:
    """The forms left to each pair; 0 where it is not eligible."""
    shape = np.broadcast_shapes(block.rows.shape, block.cols.shape)
    left = np.full(shape, ALL_FORMS, dtype=np.int32)
    for _, mask in kills(block):
        left &= ~mask.astype(np.int32)
    return left


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
        for name in ("youth", "from_shelter"):
            wanted = getattr(quotas, name)[row]
            meant = meant & ((wanted < 0) | (block.operand(f"request.{name}") == (wanted == 1)))
        total = total | np.where(meant, quotas.contract_forms[row] or ALL_FORMS, 0)
    return total


CLASSES = ("request.support_class", "place.support_class")
COUNTED = (
    "request.youth",
    "request.from_shelter",
    "place.landlord",
    "place.region",
    "place.municipality",
)
CAPACITY_KILLS = (
    Kill("E06_PROVIDER", CLASSES, _by_class("no_provider")),
    Kill("E11_CASELOAD", CLASSES, _by_class("no_caseload")),
    Kill("E06_LEASES", CLASSES, _by_class("no_lease")),
    Kill("E12_SHARE", ("request.housing_first", "place.complex"), _share),
    Kill("E27_NEIGHBOURHOOD", ("place.neighbourhood",), _neighbourhood),
    Kill("E27_QUOTA", COUNTED, _quota),
)
