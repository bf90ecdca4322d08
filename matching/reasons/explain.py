"""Why not: the rules between a household and its places, counted for many or told for one pair."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.codes.code import Code
from matching.codes.contracts import ContractForm
from matching.codes.rounds import Level
from matching.pairs.block import Block, every_pair
from matching.pairs.eligibility import CAPACITY_KILLS, killed, kills
from matching.pairs.sheet import Sheet
from matching.rules import PAIR_RULES, RULES
from matching.rules.comparators import Comparator, Values
from matching.rules.declaration import ALL_FORMS, PairRule, Unit
from matching.solution import Blocker

MASKED = (
    Comparator.MASK_IS_COVERED,
    Comparator.MASKS_ARE_DISJOINT,
    Comparator.SHARED_FORMS,
    Comparator.MASKS_MEET_IF_ASKED,
)
MONTHS_NL = (
    "januari februari maart april mei juni juli augustus september oktober november december"
)
MONTHS_EN = "January February March April May June July August September October November December"


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that one pair does not meet, as a sentence in Dutch and in English."""

    rule: str
    level: Level
    nl: str
    en: str


def in_the_way(sheet: Sheet, request: int, place: int) -> tuple[str, ...]:
    """The rules that rule one pair out; none where it is eligible."""
    block = every_pair(sheet, np.array([request]), np.array([place]))
    return tuple(blocker.rule for blocker in counted(block, np.ones(1, dtype=np.int64))[0])


def counted(block: Block, units: NDArray[np.int64]) -> list[tuple[Blocker, ...]]:
    """For each request of a block of every pair: the rules in the way, and at how many units.

    A rule is in the way of a pair that is not eligible when it takes a contract form that both
    share, or either names where they share none; alone when no other rule takes that form.
    """
    shape = np.broadcast_shapes(block.rows.shape, block.cols.shape)
    taken = {code: np.broadcast_to(mask, shape) for code, mask in kills(block)}
    once, twice = np.zeros(shape, dtype=np.int32), np.zeros(shape, dtype=np.int32)
    for mask in taken.values():
        twice |= once & mask
        once |= mask
    out, told = once == ALL_FORMS, meant(block)
    in_the_way = [out & ((mask & told) != 0) for mask in taken.values()]
    alone = [
        here & ((mask & told & ~twice) != 0)
        for here, mask in zip(in_the_way, taken.values(), strict=True)
    ]
    many, single = (np.stack(part, axis=1) @ units for part in (in_the_way, alone))
    return ranked(tuple(taken), many, single)


def ranked(
    codes: Sequence[str], units: NDArray[np.int64], alone: NDArray[np.int64]
) -> list[tuple[Blocker, ...]]:
    """By request (rows) the rules (columns) that are in the way, most units alone first."""
    row, rule = np.nonzero(units)
    many, single = units[row, rule], alone[row, rule]
    order = np.lexsort((rule, -many, -single, row))
    known = cache(Blocker)
    found = [
        known(codes[number], all_, only)
        for number, all_, only in zip(
            *(part[order].tolist() for part in (rule, many, single)), strict=True
        )
    ]
    last = np.cumsum(np.count_nonzero(units, axis=1)).tolist()
    return [tuple(found[start:end]) for start, end in pairwise([0, *last])]


def reasons(
    sheet: Sheet, request: int, place: int, form: ContractForm | None = None
) -> tuple[Reason, ...]:
    """The rules that one pair does not meet, hard ones first; empty when nothing is the matter.

    Asked for one contract form, the rules that speak about it; else those that speak about any
    form that both sides share, or that either names where they share none.
    """
    block = Block(sheet, np.array([request]), np.array([place]))
    about = form.bit if form else int(meant(block)[0])
    found = [_reason(rule, block) for rule in PAIR_RULES if int(killed(rule, block)[0]) & about]
    for capacity in CAPACITY_KILLS:
        if int(capacity.takes(block)[0]) & about:
            rule, level = RULES[capacity.code], sheet.policy.level(capacity.code)
            found.append(Reason(rule.code, level, rule.nl, rule.en))
    return tuple(sorted(found, key=lambda reason: reason.level.position))


def in_general(text: str) -> str:
    """A rule's sentence without the particulars of one pair: true of every pair it rules out."""
    first, *others = re.sub(r" \(\{\w+\}\)", "", text).removesuffix(".").split(". ")
    if "{" in first:
        first = first[: first.index(": ")]
    return ". ".join([first, *(each for each in others if "{" not in each)]) + "."


def meant(block: Block) -> Values:
    """The forms that the reasons of each pair are about: those both share, else those of either."""
    asked, offered = (block.operand(f"{side}.contract_forms") for side in ("request", "place"))
    both: Values = asked & offered
    return np.where(both == 0, asked | offered, both)


def _reason(rule: PairRule, block: Block) -> Reason:
    values = {
        side: block.operand(paths[0])[0]
        for side, paths in (("left", rule.left), ("right", rule.right))
        if paths
    }
    for end, path in zip(("least", "most"), rule.estimate, strict=False):
        values[end] = block.operand(path)[0]
    dutch = {side: _shown(rule, value, "nl") for side, value in values.items()}
    english = {side: _shown(rule, value, "en") for side, value in values.items()}
    level = block.sheet.policy.level(rule.code)
    return Reason(rule.code, level, rule.nl.format(**dutch), rule.en.format(**english))


def _shown(rule: PairRule, value: Values, language: str) -> str:
    number = int(value)
    if rule.shows is Unit.EURO:
        euros = f"{number // 100}.{number % 100:02d}"
        return f"€ {euros.replace('.', ',')}" if language == "nl" else f"€{euros}"
    if rule.shows is Unit.DAY:
        day = date(1970, 1, 1) + timedelta(days=number)
        months = MONTHS_NL if language == "nl" else MONTHS_EN
        return f"{day.day} {months.split()[day.month - 1]} {day.year}"
    if rule.shows is Unit.NUMBER:
        return str(number)
    return _labels(rule.shows, number, rule.comparator in MASKED, language)


def _labels(codes: Any, number: int, masked: bool, language: str) -> str:
    kind: type[Code] = codes
    given = kind.from_mask(number) if masked else (kind.at(number),)
    return ", ".join(getattr(code, language) for code in given) or "-"
