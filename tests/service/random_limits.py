"""What care providers, neighbourhoods, complexes and agreed numbers leave in a random registry."""

from builders import (
    ALWAYS,
    make_agreement,
    make_housing_first_rule,
    make_lease_budget,
    make_neighbourhood_capacity,
    make_quota,
    make_support_capacity,
)
from random_registries import HERE, NEARBY, NEIGHBOURHOODS, RandomRegistry
from random_rows import CARE, Row, day

from matching.codes.contracts import ContractForm
from service.period import Period

OVER = Period.of(day(-900), day(-1))
TERMS = (ALWAYS, Period.of(day(-100)), Period.of(day(-100), day(100)))


def give_support(registry: RandomRegistry) -> None:
    """Agreements, caseload and lease budgets; some of no use any more."""
    for provider in registry.providers:
        for owner in registry.owners:
            if owner is not provider and registry.likely(0.6):
                more = registry.random.choice(({}, {}, {}, {"period": OVER}))
                signed = {"contract_forms": registry.forms()} | more
                registry.withdrawn(make_agreement(registry.db, owner, provider, **signed))
        for kind in CARE:
            slots = registry.random.choice((0, 1, 2, 3))
            region = registry.random.choice((*[registry.regions[0]] * 5, registry.regions[1]))
            team = {"care_type": kind, "slots": slots}
            registry.withdrawn(make_support_capacity(registry.db, provider, region, **team))
        if registry.likely(0.7):
            leases = registry.random.choice((0, 1, 2, 3))
            registry.withdrawn(make_lease_budget(registry.db, provider, leases), 0.2)


def give_limits(registry: RandomRegistry) -> None:
    """What neighbourhoods and complexes carry, and agreed numbers."""
    for neighbourhood in NEIGHBOURHOODS[2:]:
        many = registry.random.choice((0, 1, 2, 9))
        made = make_neighbourhood_capacity(registry.db, registry.municipality, neighbourhood, many)
        made.period = registry.random.choice(TERMS)
        registry.withdrawn(made)
    for owner in registry.owners:
        terms = {"hard": registry.likely(0.4), "max_percent": registry.random.choice((0, 20, 25))}
        for complex, more in (("flat", terms), ("hof", {"hard": False})):
            registry.withdrawn(
                make_housing_first_rule(registry.db, registry.municipality, owner, complex, **more),
                0.3,
            )
    for _ in range(3):
        agreed = agreed_number(registry)
        registry.withdrawn(make_quota(registry.db, registry.municipality, **agreed))


def agreed_number(registry: RandomRegistry) -> Row:
    """A maximum on some of the placements."""
    return {
        "period": registry.random.choice(TERMS),
        "maximum": registry.random.choice((0, 1, 2, 3, 4)),
        "owner_id": registry.random.choice((None, None, *(owner.id for owner in registry.owners))),
        "contract_form": registry.random.choice((*[None] * 7, *ContractForm)),
        "youth_only": registry.likely(0.4),
        "from_shelter_only": registry.likely(0.4),
        "minimum": registry.random.choice((None, 0)),
        "place_municipality_code": registry.random.choice((None, None, HERE, NEARBY)),
    }
