"""Which care providers can stand behind which contract form, for each kind of pair.

Requests fall into classes by assigned provider and kind of care, places by owner and region, so a
table over classes answers for all pairs. Provider -1 is "no provider needed": own-name and guest
forms without support.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.codes import CareType
from matching.problem import Problem
from matching.rules import ALL_FORMS, BY_AGREEMENT, LEASED_BY_PROVIDER

Masks = NDArray[np.int32]
NO_CARE = CareType.NONE.position


@dataclass(frozen=True, slots=True, eq=False)
class Support:
    """For class pair c: offers first[c]:first[c+1], each a provider with the forms it can do.

    `no_provider`, `no_caseload` and `no_lease` are the forms that fall away at each step: nobody
    has an agreement, those who have one have no caseload free, those with caseload no lease left.
    """

    request_class: NDArray[np.intp]
    place_class: NDArray[np.intp]
    place_classes: int
    first: NDArray[np.intp]
    provider: NDArray[np.int32]
    forms: Masks
    no_provider: Masks
    no_caseload: Masks
    no_lease: Masks

    def classes(self, rows: NDArray[Any], cols: NDArray[Any]) -> NDArray[np.intp]:
        """The class pair of each pair."""
        found: NDArray[np.intp] = (
            self.request_class[rows] * self.place_classes + self.place_class[cols]
        )
        return found


def support_of(problem: Problem) -> Support:
    """Reads agreements, caseload and lease budgets once."""
    requests, places = problem.requests, problem.places
    asked, request_class = _classes(requests.provider, requests.care_type)
    offered, place_class = _classes(places.landlord, places.region)
    agreed, caseload = agreed_forms(problem), caseload_table(problem)
    steps = [
        _steps(problem, agreed[offered[:, 0]], caseload[:, offered[:, 1], care].T, k, care)
        for k, care in asked
    ]
    usable = np.concatenate([step[2] for step in steps]) if steps else np.empty((0, 1), np.int32)
    cell, slot = np.nonzero(usable)
    shape = (len(asked) * len(offered),)
    able, roomy, leased = (
        np.concatenate([np.bitwise_or.reduce(step[at], axis=1) for step in steps]).reshape(shape)
        if steps
        else np.empty(0, np.int32)
        for at in range(3)
    )
    return Support(
        request_class=request_class,
        place_class=place_class,
        place_classes=len(offered),
        first=np.searchsorted(cell, np.arange(len(usable) + 1)),
        provider=(slot - 1).astype(np.int32),
        forms=usable[cell, slot],
        no_provider=ALL_FORMS & ~able,
        no_caseload=able & ~roomy,
        no_lease=roomy & ~leased,
    )


def agreed_forms(problem: Problem) -> Masks:
    """Forms by owner and provider: as agreed, and all forms where the provider is the owner."""
    found = np.zeros((len(problem.landlords), len(problem.providers)), dtype=np.int32)
    signed = problem.agreements
    np.bitwise_or.at(found, (signed.landlord, signed.provider), signed.contract_forms)
    own = problem.providers.landlord
    found[own[own >= 0], np.nonzero(own >= 0)[0]] = ALL_FORMS
    return found


def caseload_table(problem: Problem) -> NDArray[np.int32]:
    """Free slots by provider, region and care type; 0 where nothing is registered."""
    shape = (len(problem.providers), len(problem.regions), len(CareType))
    found = np.zeros(shape, dtype=np.int32)
    slots = problem.slots
    found[slots.provider, slots.region, slots.care_type] = slots.free
    return found


def _classes(one: NDArray[Any], other: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.intp]]:
    pairs = np.stack([one, other], axis=1).astype(np.int64)
    kinds, number = np.unique(pairs, axis=0, return_inverse=True)
    return kinds, number.reshape(-1)


def _steps(
    problem: Problem, agreed: Masks, free_slots: Masks, assigned: int, care: int
) -> list[Masks]:
    """Forms by place class (rows) and "nobody" or provider (columns): agreed, roomy, leased."""
    providers = problem.providers
    free = ALL_FORMS & ~BY_AGREEMENT
    able = providers.contract_forms & ((agreed & BY_AGREEMENT) | (free if care != NO_CARE else 0))
    if assigned >= 0:
        able = np.where(np.arange(len(providers)) == assigned, able, 0)
    roomy = able if care == NO_CARE else np.where(free_slots > 0, able, 0)
    leased = np.where(providers.free_leases > 0, roomy, roomy & ~LEASED_BY_PROVIDER)
    nobody = np.full((len(agreed), 1), free if care == NO_CARE else 0)
    return [np.hstack([nobody, step]).astype(np.int32) for step in (able, roomy, leased)]
