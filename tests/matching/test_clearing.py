"""The price of a limit that all pieces of a country use."""

from typing import Any

import numpy as np
from fuzzing import examples
from hypothesis import given
from hypothesis import strategies as st

from matching.optimum.clearing import IDLE, Bids
from matching.optimum.piecewise import LOOKS

pieces = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), min_size=1, max_size=12).filter(
    lambda every: any(share for _, share in every)
)


class Market:
    """Pieces that each use their share at any price under what one more is worth to them."""

    def __init__(self, of_pieces: list[tuple[int, int]], there_is: int) -> None:
        rows: Any = zip(*of_pieces, strict=True)
        self.worth, self.share = (np.array([[each] for each in row]) for row in rows)
        self.upper = np.array([there_is])

    def used(self, price: float) -> int:
        return int(self.share[self.worth > price].sum())

    def asked(self, times: int) -> list[float]:
        bids = Bids(self.worth.astype(np.float64), self.share)
        found = [bids.middle]
        for _ in range(times):
            used = np.array([self.used(found[-1][0])], dtype=np.float64)
            found.append(bids.after(found[-1], used, self.upper))
        return [float(price[0]) for price in found]


@examples(25)
@given(of_pieces=pieces, there_is=st.integers(1, 60))
def test_no_price_is_asked_beyond_one_that_is_known_to_be_too_low_or_too_high(
    of_pieces: list[tuple[int, int]], there_is: int
) -> None:
    market = Market(of_pieces, there_is)
    low, high, clears = -1.0, 51.0, None
    for price in market.asked(12):
        assert low <= price <= high
        assert clears in (None, price)
        used = market.used(price)
        if used > there_is:
            low = price
        elif used < IDLE * there_is:
            high = price
        else:
            clears = price


def test_where_half_of_the_pieces_have_enough_the_price_is_a_whole_place_after_some_looks() -> None:
    market = Market([(0, 30), (49, 21), (3665, 12), (3705, 10), (3744, 12), (3794, 15)], 37)
    prices = market.asked(LOOKS - 1)
    assert (prices[0], market.used(prices[0])) == (49.0, 49)
    assert (prices[-1], market.used(prices[-1])) == (3665.0, 37)
