"""Which care providers can stand behind which contract form, for each kind of pair.

Requests fall into classes by assigned provider and kind of care, places by owner and region, so a
table over classes answers for all pairs. Provider -1 is "no provider needed": own-name and guest
forms without support.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.codes.care import CareType
from matching.problem import Problem
from matching.rules.declaration import ALL_FORMS, BY_AGREEMENT, LEASED_BY_PROVIDER

Masks = NDArray[np.int32]
NO_CARE = CareType.NONE.position
NOBODY = -1


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
    lost = np.zeros((3, len(asked), len(offered)), dtype=np.int32)
    parts = []
    for rows, candidates in _candidates(asked, len(problem.providers)):
        able, roomy, leased = _steps(problem, asked[rows, 1], offered, candidates)
        left = [np.bitwise_or.reduce(step, axis=2) for step in (able, roomy, leased)]
        lost[:, rows] = ALL_FORMS & ~left[0], left[0] & ~left[1], left[1] & ~left[2]
        row, col, slot = np.nonzero(leased)
        provider = np.hstack([np.full((len(rows), 1), NOBODY), candidates])[row, slot]
        parts.append((rows[row] * len(offered) + col, provider, leased[row, col, slot]))
    cell, provider, forms = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.argsort(cell, kind="stable")
    no_provider, no_caseload, no_lease = lost.reshape(3, -1)
    return Support(
        request_class=request_class,
        place_class=place_class,
        place_classes=len(offered),
        first=np.searchsorted(cell[order], np.arange(len(asked) * len(offered) + 1)),
        provider=provider[order].astype(np.int32),
        forms=forms[order],
        no_provider=no_provider,
        no_caseload=no_caseload,
        no_lease=no_lease,
    )


def _candidates(asked: NDArray[Any], providers: int) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """Request classes with the providers that each may have: its own, or any."""
    own, free = np.nonzero(asked[:, 0] >= 0)[0], np.nonzero(asked[:, 0] < 0)[0]
    return [
        (own, asked[own, :1]),
        (free, np.broadcast_to(np.arange(providers), (len(free), providers))),
    ]


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
    problem: Problem, care: NDArray[Any], offered: NDArray[Any], candidates: NDArray[Any]
) -> list[Masks]:
    """Forms by request class, place class and "nobody" or candidate: agreed, roomy, leased."""
    providers, (owner, region) = problem.providers, offered.T
    who, kind = candidates[:, None, :], care[:, None, None]
    free = np.where(kind == NO_CARE, 0, ALL_FORMS & ~BY_AGREEMENT)
    agreed = agreed_forms(problem)[owner[:, None], who] & BY_AGREEMENT
    able = providers.contract_forms[who] & (agreed | free)
    room = caseload_table(problem)[who, region[:, None], kind] > 0
    roomy = np.where((kind == NO_CARE) | room, able, 0)
    leased = np.where(providers.free_leases[who] > 0, roomy, roomy & ~LEASED_BY_PROVIDER)
    alone = np.where(kind == NO_CARE, ALL_FORMS & ~BY_AGREEMENT, 0)
    nobody = np.broadcast_to(alone, (len(care), len(offered), 1))
    steps = (able, roomy, leased)
    return [np.concatenate([nobody, step], axis=2).astype(np.int32) for step in steps]
