"""A linear optimum to begin with, put together from pieces of the country.

Each step of a solver takes ten times as long in a country as in a region. So regions go first, each
with its share of the limits that all use; what such a limit is worth in the middle one of them is
its price from then on. Then come groups of regions, larger each time, with the pairs that are near
at the new prices. (Shares and prices: the two ways to decompose, Geoffrion, 1970.)
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from matching.capacity.family import NOWHERE, Rows, united
from matching.capacity.model import Chosen, Model
from matching.flow.market import near_to_best
from matching.flow.worth import Worth
from matching.mapping import Map
from matching.optimum.apart import Piece, solved
from matching.optimum.clearing import OVER, After, Bids, dearer
from matching.optimum.optimizer import BASIC, LOWER, Numbers, Relaxed
from matching.optimum.pieces import Pieces, cut_out, groups, pieces_of
from matching.optimum.priced import Priced
from matching.optimum.restricted import Core, Goal, core_of, moved
from matching.stop import Stop

EACH, FAR, HOUSEHOLDS, LARGER, FEWEST = 4, 200, 700, (1, 4, 4, 8), 2
LOOKS, TRIES = 4, 2
Asking = tuple[int, After]


@dataclass(frozen=True, slots=True, eq=False)
class Country:
    """The pairs in the model, the optimum of its pieces, the region where each request is at home,
    and the group of each region.
    """

    core: Core
    found: Relaxed
    home: Rows
    group: Rows


def by_pieces(
    priced: Priced,
    goal: Goal,
    rank: Rows,
    core: Core,
    likely: Chosen,
    stop: Stop,
    spread: Map,
) -> tuple[Core, Relaxed] | None:
    """A model of more pairs, and what optima of pieces make together: shares, prices and a basis.

    `likely` are choices, one a request, of how things may go at first; pieces are solved by the
    map `spread`. When stopped those of the last turn that ended; None before, and where there are
    no pieces.
    """
    region = priced.region_of(core.model)
    many = min(len(np.unique(region[region >= 0])), len(rank) // HOUSEHOLDS)
    if many < FEWEST:
        return None
    nowhere = np.full(core.model.requests, NOWHERE, dtype=np.int64)
    home = _homes(nowhere, core.model, region, likely.astype(np.float64))
    regions = len(priced.kernel.sheet.problem.regions)
    group = groups(core.model.columns.request, region, regions, many)
    pieces = pieces_of(core.model, region, group, np.append(group, NOWHERE)[home], likely)
    first = _by_shares(core, pieces, likely, stop, spread)
    if first is None:
        return None
    found, bids = first
    at = Country(core, found, home, group)
    steps = [many // fewer for fewer in LARGER if many // fewer >= FEWEST]
    for turn, fewer in enumerate(steps, start=1):
        asking = (LOOKS, bids.after) if turn == 1 else (TRIES if turn == len(steps) else 1, dearer)
        following = _next(priced, goal, rank, at, fewer, pieces.wide, asking, stop, spread)
        if following is None:
            break
        at = following
    return at.core, squared(at.core, at.found)


def squared(core: Core, found: Relaxed) -> Relaxed:
    """The same with as many basic ones as there are rows, which a solver insists on: a row that two
    pieces have is counted in both.
    """
    basic = np.count_nonzero(found.columns == BASIC) + np.count_nonzero(found.rows == BASIC)
    if basic == len(found.rows):
        return found
    basis = _basis(core.model, core.objective, found.columns, found.rows)
    loose = (np.full_like(found.columns, LOWER), np.full_like(found.rows, BASIC))
    columns, rows = basis or loose
    return replace(found, columns=columns, rows=rows)


def _next(
    priced: Priced,
    goal: Goal,
    rank: Rows,
    at: Country,
    many: int,
    wide: Chosen,
    asking: Asking,
    stop: Stop,
    spread: Map,
) -> Country | None:
    """So many pieces, over the pairs that are near at the prices of the last, from its basis."""
    if stop.now():
        return None
    duals = priced.whole(at.core.model, at.found.prices, goal.grid)
    base = goal.base[: len(priced.pairs.first) - 1] * goal.grid
    gains = priced.gains(duals, goal.grid * goal.points)
    worth = Worth(priced.pairs.first, priced.pairs.place, base, gains)
    prices = priced.in_tree(at.core.model, at.found.prices, goal.grid)
    far = FAR * goal.grid * priced.before.point
    near = near_to_best(worth, priced.carried.tree, prices, EACH, far)
    used = at.core.pair[at.found.columns == BASIC]
    held = united(used[used < len(priced.pairs)], priced.in_groups())
    core = core_of(priced, goal, rank, united(near, held))
    found = moved(at.core, core, at.found)
    region = priced.region_of(core.model)
    home = _homes(at.home, core.model, region, found.shares)
    before = np.append(at.group, NOWHERE)[region]
    group = groups(core.model.columns.request, before, int(at.group.max()) + 1, many)
    group = np.append(group, NOWHERE)[at.group]
    pieces = pieces_of(
        core.model, region, group, np.append(group, NOWHERE)[home], found.columns == BASIC, wide
    )
    best = _by_prices(core, pieces, found, asking, stop, spread)
    return None if best is None else Country(core, best, home, group)


def _homes(before: Rows, model: Model, region: Rows, shares: Numbers) -> Rows:
    """The region where each request has the largest share; else where it was, else its first."""
    request = model.columns.request
    found = before.copy()
    new = np.nonzero((before[request] < 0) & (region >= 0))[0][::-1]
    found[request[new]] = region[new]
    some = np.nonzero((shares > 0) & (region >= 0))[0]
    some = some[np.argsort(shares[some], kind="stable")]
    found[request[some]] = region[some]
    return found


def _by_shares(
    core: Core, pieces: Pieces, likely: Chosen, stop: Stop, spread: Map
) -> tuple[Relaxed, Bids] | None:
    """Each piece with the share of the wide limits that it is likely to use, and what one more is
    worth to each.
    """
    model, wide = core.model, pieces.wide
    used = np.maximum(pieces.used(model, likely.astype(np.float64)), OVER)
    share = np.floor(used * (model.upper() / used.sum(axis=0))).astype(np.int64)
    parts = _solved(
        pieces,
        lambda piece: _limited(model, np.where(wide, share[piece], model.upper())),
        core.objective,
        None,
        stop,
        spread,
    )
    if parts is None:
        return None
    found, prices = parts
    bids = Bids(prices[:, wide], share[:, wide])
    found.prices[wide] = bids.middle
    return found, bids


def _by_prices(
    core: Core, pieces: Pieces, start: Relaxed, asking: Asking, stop: Stop, spread: Map
) -> Relaxed | None:
    """Every wide limit at its price, and at the next one, at most so many times as are asked."""
    wide, upper, (tries, after) = pieces.wide, core.model.upper(), asking
    model, price, found = _without(core.model, wide), np.where(wide, start.prices, 0.0), start
    for _ in range(tries):
        objective = core.objective - _paid(core.model, price)
        parts = _solved(pieces, lambda _: model, objective, found, stop, spread)
        if parts is None:
            return None if found is start else found
        found = replace(parts[0], prices=np.where(wide, price, parts[0].prices))
        used = pieces.used(core.model, found.shares).sum(axis=0)
        following = after(price[wide], used[wide], upper[wide])
        if np.array_equal(following, price[wide]):
            break
        price[wide] = following
    return found


def _limited(model: Model, upper: Rows) -> Model:
    """The model with other limits."""
    parts = zip(model.offsets(), model.families, strict=True)
    return replace(
        model,
        families=tuple(
            replace(family, upper=upper[at : at + len(family.upper)]) for at, family in parts
        ),
    )


def _without(model: Model, gone: Chosen) -> Model:
    """The model in which some of the rows are no limit."""
    parts = zip(model.offsets(), model.families, strict=True)
    kept = []
    for at, family in parts:
        free = np.append(gone[at : at + len(family.upper)], True)[family.row]
        kept.append(replace(family, row=np.where(free, NOWHERE, family.row)))
    return replace(model, families=tuple(kept))


def _paid(model: Model, price: Numbers) -> Numbers:
    """What each choice pays for the rows it uses."""
    found = np.zeros(len(model))
    for at, family in zip(model.offsets(), model.families, strict=True):
        found += family.sign * np.append(price[at : at + len(family.upper)], 0.0)[family.row]
    return found


def _solved(
    pieces: Pieces,
    model_of: Callable[[int], Model],
    objective: Numbers | Rows,
    start: Relaxed | None,
    stop: Stop,
    spread: Map,
) -> tuple[Relaxed, Numbers] | None:
    """The optima of all pieces together, and the price of each row in each; None when stopped."""
    first = model_of(0)
    prices = np.zeros((pieces.many, len(pieces.wide)))
    found = Relaxed(
        shares=np.zeros(len(first)),
        prices=np.zeros(len(pieces.wide)),
        columns=np.full(len(first), LOWER, dtype=np.int64),
        rows=np.full(first.requests + len(pieces.wide), BASIC, dtype=np.int64),
    )
    cuts: list[tuple[Rows, Rows]] = []
    asked = _cut(pieces, model_of, objective, start, stop, cuts)
    for piece, part in enumerate(spread(solved, asked)):
        if part is None or stop.cancelled():
            return None
        at, rows = cuts[piece]
        found.shares[at], found.columns[at], found.rows[rows] = part.shares, part.columns, part.rows
        limits = rows[len(rows) - len(part.prices) :]
        prices[piece, limits - first.requests] = part.prices
    if len(cuts) < pieces.many:
        return None
    found.prices[:] = prices.max(axis=0, initial=0.0)
    return found, prices


def _cut(
    pieces: Pieces,
    model_of: Callable[[int], Model],
    objective: Numbers | Rows,
    start: Relaxed | None,
    stop: Stop,
    cuts: list[tuple[Rows, Rows]],
) -> Iterator[Piece]:
    """Each piece when it is asked for, until it is time to stop; where its choices and rows come
    from is added to `cuts`.
    """
    for piece in range(pieces.many):
        if stop.now():
            return
        at = np.nonzero(pieces.part == piece)[0]
        small, rows = cut_out(model_of(piece), at)
        cuts.append((at, rows))
        basis = (
            None
            if start is None
            else _basis(small, objective[at], start.columns[at], start.rows[rows])
        )
        yield Piece(small, objective[at], basis, stop.seconds_left())


def _basis(
    model: Model, objective: Numbers | Rows, columns: Rows, rows: Rows
) -> tuple[Rows, Rows] | None:
    """A basis where rows or choices are gone: as many basic ones as there are rows.

    A row without a basic choice is loose; of too many basic choices those worth least leave.
    """
    basic, used = np.nonzero(columns == BASIC)[0], np.zeros(len(rows), dtype=np.bool_)
    used[model.columns.request[basic]] = True
    for at, family in zip(model.offsets(), model.families, strict=True):
        mine = family.row[basic]
        used[model.requests + at + mine[mine >= 0]] = True
    loose = np.where(used, rows, BASIC)
    extra = len(basic) + int((loose == BASIC).sum()) - len(rows)
    kept = columns.copy()
    kept[basic[np.argsort(objective[basic], kind="stable")[: max(extra, 0)]]] = LOWER
    return (kept, loose) if extra >= 0 else None
