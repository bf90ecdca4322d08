"""Rent allowance as a range, from an income band instead of an amount: an indication, no right.

The formula is that of the Wet op de huurtoeslag (bands of 100, 65 and 40 %), with the linear taper
that replaced the old one in 2026. Its parameters are in `legal.py`; those that could not be
verified are marked there, so every figure made from them is shown as "indicatie".
"""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.codes.code import mask
from matching.codes.households import AgeBand, IncomeBand
from matching.legal import LegalAmounts
from matching.problem import Requests

Cents = NDArray[np.int64]
CUT_PARTS = 12_000
UNDER_21 = mask((AgeBand.UNDER_18, AgeBand.AGE_18_20))


@dataclass(frozen=True, slots=True, eq=False)
class AllowanceTerms:
    """What the allowance of each request is computed with; one number a request, in cents.

    The cuts, for income, are in 12,000ths of a cent: a taper in thousandths, a month of a year.
    """

    counted_rent: Cents
    full_share_rent: Cents
    middle_share_rent: Cents
    middle_share: Cents
    upper_share: Cents
    own_share: Cents
    cut_low: Cents
    cut_high: Cents

    def columns(self) -> list[Cents]:
        """All terms: requests alike in them get the same allowance for the same rent."""
        return [getattr(self, item.name) for item in fields(self)]

    def at(self, rows: NDArray[Any], rent: NDArray[Any]) -> tuple[Cents, Cents]:
        """The least and the most allowance in cents a month, whole euros, for a bare rent."""
        full = np.minimum(rent, self.counted_rent[rows])
        first = np.maximum(np.minimum(full, self.full_share_rent[rows]) - self.own_share[rows], 0)
        middle = np.minimum(full, self.middle_share_rent[rows]) - self.full_share_rent[rows]
        upper = full - self.middle_share_rent[rows]
        before = (
            1000 * first
            + self.middle_share[rows] * np.maximum(middle, 0)
            + self.upper_share[rows] * np.maximum(upper, 0)
        ) * 12
        least, most = (
            np.maximum(before - cut[rows], 0) // (100 * CUT_PARTS) * 100
            for cut in (self.cut_high, self.cut_low)
        )
        return least, most


def amounts_on(legal: tuple[LegalAmounts, ...], days: NDArray[Any]) -> NDArray[np.intp]:
    """Which period holds on each day: the latest begun, and the first for days before it."""
    starts = np.array([amounts.first_day for amounts in legal])
    found: NDArray[np.intp] = np.maximum(np.searchsorted(starts, days, side="right") - 1, 0)
    return found


def by_period(legal: tuple[LegalAmounts, ...], periods: NDArray[np.intp], name: str) -> Cents:
    """One amount for each request, of the period that holds for it."""
    values = np.array([getattr(amounts, name).value for amounts in legal], dtype=np.int64)
    found: Cents = values[periods]
    return found


def allowance_terms(requests: Requests, legal: tuple[LegalAmounts, ...]) -> AllowanceTerms:
    """The terms for each request: by household size, oldest age and income band."""
    periods = amounts_on(legal, requests.start_day)
    single = requests.persons == 1
    young = (requests.adult_ages & ~UNDER_21) == 0

    def amount(name: str) -> Cents:
        return by_period(legal, periods, name)

    def choose(when: NDArray[np.bool_], one: str, other: str) -> Cents:
        return np.where(when, amount(one), amount(other))

    over = choose(single, "suitable_income_single", "suitable_income_more") - choose(
        single, "minimum_income_single", "minimum_income_more"
    )
    at_limit = choose(single, "taper_single", "taper_more") * np.maximum(over, 0)
    nothing_left = amount("counted_rent") * CUT_PARTS
    band = requests.income_band
    cut_low = np.select(
        [band <= IncomeBand.ALLOCATION.position, band == IncomeBand.DAEB.position],
        [0, at_limit],
        nothing_left,
    )
    cut_high = np.select(
        [band == IncomeBand.MINIMUM.position, band == IncomeBand.ALLOCATION.position],
        [0, at_limit],
        nothing_left,
    )
    return AllowanceTerms(
        counted_rent=choose(young, "counted_rent_under_21", "counted_rent"),
        full_share_rent=amount("full_share_rent"),
        middle_share_rent=choose(
            requests.persons <= 2, "suitable_rent_small", "suitable_rent_large"
        ),
        middle_share=amount("middle_share"),
        upper_share=amount("upper_share"),
        own_share=choose(single, "own_share_single", "own_share_more"),
        cut_low=cut_low,
        cut_high=cut_high,
    )
