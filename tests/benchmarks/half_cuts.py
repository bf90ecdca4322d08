"""Whether a place that the linear model still sees is there: `half_cuts.py PEOPLE SEED TIER`.

Where shares of a half remain, prices alone cannot tell. Half the sum of some limits of which each
choice uses two or none is a limit too, and where that half is no whole number, it is rounded down
(Chvatal and Gomory; which limits, Caprara and Fischetti, 1996: sums that are even, found by
elimination). Each round adds some that the optimum breaks. TIER counts from 0; those before it go
first, a step of 16 each. Ends with a bound on their weighted count, in whole numbers.
"""

import sys
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.arrange import arranged, by_lot
from matching.capacity.family import NOWHERE, Family, Rows
from matching.capacity.limits import families
from matching.capacity.minimums import FIXED, order_of
from matching.capacity.model import Model, undominated
from matching.generate import country
from matching.optimum.bound import bound_of
from matching.optimum.optimizer import Numbers, relaxed
from matching.pairs.candidates import pairs_of
from matching.pairs.columns import columns_at
from matching.pairs.kernel import kernel_of
from matching.pairs.sheet import sheet_of
from matching.policy import Policy
from matching.stop import Stop
from matching.tiers import tiers_of

STEP, FINE, ROUNDS, TRIES, EACH, LITTLE = 16, 8192, 60, 40, 12, 1e-6
NEVER = Stop()


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """All choices of the first tiers without points, their worth, and each one's rows: first its
    request, then those of the families; -1 for none. `upper` is each row's limit.
    """

    model: Model
    worth: Rows
    rows: Rows
    upper: Rows


def asked(people: int, seed: int, tier: int) -> Asked:
    """The first tiers of a country whose limits cross; what is asked at least comes after them."""
    policy = Policy()
    problem = arranged(country(people, seed, crossing=True), by_lot(policy.seed))
    order = order_of(problem, policy, tiers_of(problem, policy))
    sheet = sheet_of(problem, policy)
    kernel = kernel_of(sheet)
    pairs = pairs_of(kernel)
    columns = columns_at(kernel, pairs, np.arange(len(pairs)))
    rank = order.rank[: len(problem.requests)]
    columns = columns.take(rank[columns.request] <= order.tiers[tier])
    limits = tuple(family for family in families(sheet, columns) if family.sign > 0)
    limits = tuple(family for family in limits if len(family.upper) and not family.continues)
    model = Model(columns, rank, len(rank), limits)
    model = model.take(undominated(model))
    first = order.tiers[tier] - rank[model.columns.request]
    rows = [model.columns.request]
    for at, family in zip(model.offsets(), model.families, strict=True):
        rows.append(np.where(family.row >= 0, model.requests + at + family.row, NOWHERE))
    upper = np.concatenate([np.ones(model.requests, dtype=np.int64), model.upper()])
    assert (rank > FIXED).all()
    return Asked(model, STEP**first, np.stack(rows), upper)


def halves(
    asked: Asked, shares: Numbers, random: np.random.Generator
) -> list[tuple[NDArray[np.bool_], int]]:
    """Choices of which so many can be at most, and the optimum has more; the smallest first."""
    used = np.zeros(len(asked.upper))
    for row in asked.rows:
        np.add.at(used, row[row >= 0], shares[row >= 0])
    tight = random.permutation(np.flatnonzero(np.abs(used - asked.upper) < LITTLE))
    found = []
    for those in _even(asked, np.flatnonzero(shares > LITTLE), tight, random):
        uses = np.zeros(len(shares), dtype=np.int64)
        for row in asked.rows:
            uses += (row >= 0) & np.append(those, False)[row]
        most, counts = int(asked.upper[those].sum()) // 2, uses // 2
        if counts.max() == 1 and counts @ shares > most + LITTLE:
            found.append((int(those.sum()), counts > 0, most))
    found.sort(key=lambda one: one[0])
    return [(counts, most) for _, counts, most in found[:EACH]]


def _even(
    asked: Asked, choices: Rows, tight: Rows, random: np.random.Generator
) -> list[NDArray[np.bool_]]:
    """Rows of which each of the choices uses an even number, and whose limits are odd together."""
    number = np.full(len(asked.upper) + 1, NOWHERE)
    number[tight] = np.arange(len(tight))
    matrix = np.zeros((len(choices) + 1, len(tight) + 1), dtype=np.bool_)
    for row in asked.rows:
        at = number[row[choices]]
        matrix[np.flatnonzero(at >= 0), at[at >= 0]] ^= True
    matrix[-1, :-1], matrix[-1, -1] = asked.upper[tight] % 2 == 1, True
    solved, leads = _eliminated(matrix)
    if solved[len(leads) :, -1].any():
        return []
    free, found = np.setdiff1d(np.arange(len(tight)), leads), []
    for turn in range(TRIES if len(free) else 1):
        chosen = np.zeros(len(tight), dtype=np.bool_)
        chosen[random.choice(free, min(turn, len(free)), replace=False)] = True
        mine = solved[: len(leads)]
        chosen[leads] = (mine[:, :-1][:, chosen].sum(axis=1) % 2 == 1) ^ mine[:, -1]
        rows = np.zeros(len(asked.upper), dtype=np.bool_)
        rows[tight[chosen]] = True
        found.append(rows)
    return found


def _eliminated(matrix: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], list[int]]:
    """The same equations of even and odd, solved for one unknown each; the last column is what they
    come to, and the unknowns of the first rows are told.
    """
    packed, leads, many = np.packbits(matrix, axis=1), list[int](), matrix.shape[1]
    for column in range(many - 1):
        bit = (packed[:, column >> 3] >> (7 - (column & 7))) & 1
        below = np.flatnonzero(bit[len(leads) :])
        if not len(below):
            continue
        top, other = len(leads), len(leads) + int(below[0])
        packed[[top, other]], bit[other] = packed[[other, top]], bit[top]
        bit[top] = 0
        packed[np.flatnonzero(bit)] ^= packed[top]
        leads.append(column)
    return np.unpackbits(packed, axis=1)[:, :many].astype(np.bool_), leads


def main() -> None:
    """Prints a line a round, and what is proven."""
    people, seed, tier = map(int, sys.argv[1:])
    given, random = asked(people, seed, tier), np.random.default_rng(0)
    model, target = given.model, None
    towards = given.worth * FINE + random.integers(0, 4, len(model))
    for turn in range(ROUNDS):
        found = relaxed(model, towards, NEVER)
        assert found is not None
        worth = float(given.worth @ found.shares)
        target = int(worth + LITTLE) if target is None else target
        parts = np.count_nonzero((found.shares > LITTLE) & (found.shares < 1 - LITTLE))
        sys.stdout.write(f"{turn}: {worth:.3f}, {parts} shares not whole\n")
        sys.stdout.flush()
        if worth < target - LITTLE or not parts:
            break
        cuts = halves(given, found.shares, random)
        more = (
            Family("CUT", np.where(counts, 0, NOWHERE), np.array([most], dtype=np.int64))
            for counts, most in cuts
        )
        model = replace(model, families=(*model.families, *more))
        if not cuts:
            towards = given.worth * FINE + random.integers(0, 4, len(model))
    last = relaxed(model, given.worth, NEVER)
    assert last is not None
    most = bound_of(model, given.worth, last.prices).most
    sys.stdout.write(f"at most {most} of {target}, with {len(model.families)} families of rows\n")


if __name__ == "__main__":
    main()
