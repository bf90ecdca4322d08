"""What is left of every capacity, as the engine's tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from matching.problem import (
    Agreements,
    HousingFirstCaps,
    NeighbourhoodCaps,
    Providers,
    Quotas,
    Slots,
)
from matching.table import MOST
from service.rounds import capacity_repository as repository
from service.rounds.conditions import Rows
from service.rounds.folding import Stock, complex_id, neighbourhood_id
from service.rounds.input_repository import Area
from service.rounds.numbering import NONE, Numbering

ANY, ONLY = -1, 1


@dataclass(frozen=True)
class Support:
    """The care providers that could support somebody, and what each can still take on."""

    numbers: Numbering
    providers: Providers
    slots: Slots
    agreements: Agreements


def support(db: Session, area: Area, requests: Rows, stock: Stock, region: int) -> Support:
    """Providers that a request names, and those with slots, an agreement or places of their own."""
    named = {row.support_provider_id for row in requests} - {None}
    owners = stock.landlords.ids
    signed = repository.agreements(db, owners, area.day)
    slots = repository.slots(db, area)
    known = {provider for provider, _ in slots} | {row.provider_id for row in signed}
    forms = {
        row.id: row.contract_forms for row in repository.providers(db, known | named | {*owners})
    }
    numbers = Numbering(forms.keys() | named)
    budgets = repository.lease_budgets(db, area.day)
    held = repository.leases_held(db, area.day) if budgets else {}
    used = repository.supported(db, area) if slots else {}
    return Support(
        numbers,
        Providers.of(
            {
                "id": each,
                "contract_forms": forms.get(each, ()),
                "landlord": stock.landlords.get(each),
                "free_leases": _left(budgets.get(each, 0), held.get(each, 0)),
            }
            for each in numbers.ids
        ),
        Slots.of(
            {
                "provider": numbers[provider],
                "region": region,
                "care_type": care,
                "free": _left(slots[provider, care], used.get((provider, care), 0)),
            }
            for provider, care in sorted(slots)
            if provider in numbers
        ),
        Agreements.of(
            {
                "landlord": stock.landlords[row.organisation_id],
                "provider": numbers[row.provider_id],
                "contract_forms": row.contract_forms,
            }
            for row in signed
            if row.provider_id in numbers
        ),
    )


def neighbourhood_caps(db: Session, area: Area, stock: Stock) -> NeighbourhoodCaps:
    """Of the neighbourhoods in which places are free."""
    if not stock.neighbourhoods.ids:
        return NeighbourhoodCaps.of()
    caps = {
        neighbourhood_id(k): free for k, free in repository.neighbourhood_caps(db, area.day).items()
    }
    return NeighbourhoodCaps.of(
        {"neighbourhood": stock.neighbourhoods[each], "free": caps[each]}
        for each in sorted(caps)
        if each in stock.neighbourhoods
    )


@dataclass(frozen=True)
class Shares:
    """How many more Housing First households each complex can take, and whether that is a must."""

    caps: HousingFirstCaps
    hard: bool


def housing_first_shares(db: Session, area: Area, stock: Stock, all_hard: bool) -> Shares:
    """The hard rules of the region's municipalities; where there is none, the others as a warning.

    The engine knows one strength for all complexes, so a rule that only warns steps back when
    another is a must, unless the policy makes all of them one.
    """
    owners = stock.landlords.ids
    rules = [
        (complex_id(rule.owner_id, rule.complex_reference, rule.owner_id), rule)
        for rule in repository.housing_first_rules(db, area)
    ]
    near = [(each, rule) for each, rule in rules if each in stock.complexes]
    must = [(each, rule) for each, rule in near if rule.hard or all_hard]
    sizes = repository.complex_sizes(db, owners) if near else {}
    residents = repository.housing_first_residents(db, owners, area.day) if near else {}
    free: dict[UUID, int] = {}
    for each, rule in must or near:
        key = (rule.owner_id, rule.complex_reference)
        allowed = max(sizes.get(key, 0) * rule.max_percent // 100, 1)
        left = _left(allowed, residents.get(key, 0))
        free[each] = min(left, free.get(each, left))
    rows = [{"complex": stock.complexes[each], "free": free[each]} for each in sorted(free)]
    return Shares(HousingFirstCaps.of(rows), hard=bool(must))


def owners_of_minimums(agreed: Rows) -> list[UUID]:
    """Owners who must give places: that they have none free is told as a shortage."""
    rows = [row for row in agreed if row.minimum is not None or row.minimum_percent is not None]
    return [row.owner_id for row in rows if row.owner_id is not None]


def quotas(db: Session, area: Area, agreed: Rows, stock: Stock) -> Quotas:
    """What is left of the municipality's own maxima, and what is missing of its minimums; an owner
    without free places needs no maximum."""
    return Quotas.of(_quotas(db, area, agreed, stock))


def _quotas(db: Session, area: Area, agreed: Rows, stock: Stock) -> Iterable[dict[str, Any]]:
    for row in agreed:
        if row.owner_id is not None and row.owner_id not in stock.landlords:
            continue
        used = repository.placed_under(db, area.actor, row)
        most = MOST if row.maximum is None else _left(row.maximum, used)
        yield {
            "id": row.id,
            "landlord": stock.landlords.get(row.owner_id),
            "provider": NONE,
            "region": NONE,
            "municipality": int(row.place_municipality_code or NONE),
            "contract_forms": () if row.contract_form is None else (row.contract_form,),
            "youth": ONLY if row.youth_only else ANY,
            "from_shelter": ONLY if row.from_shelter_only else ANY,
            "at_least": min(_missing(row, used, stock), most),
            "at_most": most,
        }


def _missing(row: Any, used: int, stock: Stock) -> int:
    """What is missing of the period's number, or the share of the round's free places."""
    if row.minimum_percent is None:
        return _left(row.minimum or 0, used)
    places = stock.places
    meant = np.ones(len(places), dtype=np.bool_)
    if row.owner_id is not None:
        meant &= places.landlord == stock.landlords[row.owner_id]
    if row.place_municipality_code is not None:
        meant &= places.municipality == int(row.place_municipality_code)
    if row.contract_form is not None:
        meant &= (places.contract_forms & row.contract_form.bit) != 0
    free: int = int(meant[stock.units.place].sum())
    return free * int(row.minimum_percent) // 100


def _left(room: int, used: int) -> int:
    return max(room - used, 0)
