"""Small worlds in which people do compete: seeded, so that each seed is a world of its own.

Hypothesis finds strange worlds and makes them simple, but most of them are nearly empty.
"""

from random import Random
from typing import Any

from invented import Row, World, agreement, anchor, pinned, place, provider, quota, refused, request
from invented import slot as caseload
from worlds import CARE, PLACE_CHANGES, REQUEST_CHANGES

from matching.codes.contracts import ContractForm
from matching.codes.households import GroupKind
from matching.codes.rounds import Level
from matching.policy import TIERS, Policy, RuleLevel, Tier
from matching.problem import FIXING

FORMS = tuple(ContractForm)
LEVELS = (
    RuleLevel("E12_SHARE", Level.HARD),
    RuleLevel("E15_INCOME", Level.WARNING),
    RuleLevel("E16_SUITABLE", Level.HARD),
    RuleLevel("E17_POINTS", Level.HARD),
)


def crowded(seed: int, households: int = 4) -> tuple[World, Policy]:
    """As many households as asked for a place or two less, with every feature now and then."""
    random = Random(seed)
    requests = [_changed(random, request, REQUEST_CHANGES, 3, 4) for _ in range(households)]
    places = [_changed(random, place, PLACE_CHANGES, 5, 2) for _ in range(households - 1)]
    groups = random.sample(list(GroupKind), 1) if random.random() < 0.4 else []
    for row in random.sample(requests, 2) if groups else []:
        row["group"] = 0
    for row in requests:
        row["provider"] = row["provider"] if random.random() < 0.5 else -1
    world = World(
        requests=requests,
        places=places,
        anchors=[
            anchor(random.randrange(households), x=x, must=random.random() < 0.2)
            for x in (100_000.0, 107_000.0)
        ],
        providers=[provider(free_leases=random.randint(0, 2)), provider(free_leases=1)],
        slots=[
            caseload(provider=who, region=region, care_type=care["care_type"], free=free)
            for who in range(2)
            for region in range(2)
            for care in (CARE[0], CARE[2])
            if (free := random.randint(0, 2))
        ],
        agreements=[
            agreement(*random.sample(FORMS, 5), landlord=owner, provider=who)
            for owner in range(2)
            for who in range(2)
        ],
        neighbourhood_caps=_some(random, [{"neighbourhood": 0, "free": random.randint(1, 2)}]),
        housing_first_caps=_some(random, [{"complex": 0, "free": random.randint(0, 1)}]),
        quotas=_some(random, [_quota(random)]),
        groups=groups,
        fixed=_fixed(random, households) if random.random() < 0.1 else [],
        forbidden=_some(random, [refused(0, random.randrange(households - 1))]),
    )
    return world, _policy(random)


def _changed(
    random: Random, make: Any, changes: tuple[Row, ...], forms: int, differences: int
) -> Row:
    row: Row = make(contract_forms=frozenset(random.sample(FORMS, forms)))
    for change in random.sample(changes, random.randint(0, differences)):
        row |= change
    return row


def _some(random: Random, rows: list[Row]) -> list[Row]:
    return [row for row in rows if random.random() < 0.5]


def _quota(random: Random) -> Row:
    conditions = (
        {"landlord": 0},
        {"provider": 0},
        {"region": 0},
        {"municipality": 1},
        {"youth": random.randint(0, 1)},
        {"contract_forms": frozenset(random.sample(FORMS, 3))},
    )
    return quota(**random.choice(conditions), at_most=random.randint(1, 2))


def _fixed(random: Random, households: int) -> list[Row]:
    pair = pinned(random.randrange(households), random.randrange(households - 1))
    return [pair | {"reason": random.choice(FIXING)}]


def _policy(random: Random) -> Policy:
    tiers = (
        TIERS,
        (Tier(TIERS[1].code, 59), TIERS[0], TIERS[-1]),
        (TIERS[-1],),
    )
    return Policy(
        tiers=random.choice(tiers),
        levels=tuple(random.sample(LEVELS, random.randint(0, 2))),
        waiting_points=random.choice((0, 1, 3)),
        seed=random.randint(0, 3),
    )
