"""Who may stand behind a contract form, asked of one request and provider at a time."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.codes.care import CareType
from matching.codes.contracts import ContractForm
from matching.problem import Problem
from matching.rules.declaration import BY_AGREEMENT, LEASED_BY_PROVIDER

NOBODY = -1
Slot = tuple[int, int, int]


@dataclass(frozen=True)
class Support:
    """The providers' side of a problem."""

    problem: Problem

    @cached_property
    def signed(self) -> dict[tuple[int, int], int]:
        """Forms agreed between owner and provider, as a mask."""
        found: dict[tuple[int, int], int] = defaultdict(int)
        for landlord, provider, forms in zip(
            *(column.tolist() for column in self.problem.agreements.columns().values()),
            strict=True,
        ):
            found[landlord, provider] |= forms
        return found

    @cached_property
    def slots(self) -> dict[Slot, int]:
        """Free caseload by provider, region and care type."""
        rows = zip(
            *(column.tolist() for column in self.problem.slots.columns().values()), strict=True
        )
        return {(provider, region, care): free for provider, region, care, free in rows}

    def slot(self, request: int, place: int, provider: int) -> Slot | None:
        """The caseload that a choice takes from; None without care."""
        care = int(self.problem.requests.care_type[request])
        if care == CareType.NONE.position:
            return None
        return provider, int(self.problem.places.region[place]), care

    def agreed(self, request: int, place: int, provider: int) -> int:
        """The forms that this provider, or nobody, may stand behind here, as a mask."""
        forms: int = self._able(request, provider, self._signed(place, provider))
        return forms

    def _able(self, request: int, provider: int, signed: Any) -> Any:
        """The same from what is signed with one owner, or with each of several."""
        care = self.problem.requests.care_type[request] != CareType.NONE.position
        if provider == NOBODY:
            return 0 if care else ContractForm.all_bits() & ~BY_AGREEMENT
        if int(self.problem.requests.provider[request]) not in (NOBODY, provider):
            return 0
        able = int(self.problem.providers.contract_forms[provider])
        plain = able & ~BY_AGREEMENT if care else 0
        return plain | (able & BY_AGREEMENT & signed)

    def agrees(self, request: int, place: int, form: ContractForm, provider: int) -> bool:
        """Whether this provider, or nobody, may stand behind the form here."""
        return bool(self.agreed(request, place, provider) & form.bit)

    def has_slot(self, request: int, place: int, provider: int) -> bool:
        """Whether the provider has any caseload for the care that is needed."""
        slot = self.slot(request, place, provider)
        return slot is None or provider == NOBODY or self.slots.get(slot, 0) > 0

    def has_lease(self, form: ContractForm, provider: int) -> bool:
        """Whether the provider may take on any lease that the form needs."""
        return not form.bit & self._unleased(provider)

    def lost(self, request: int, places: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Forms that fall away at some places: nobody agrees, of those nobody has caseload, then no
        lease. Shape (3, places).
        """
        agreed, roomy, leased = np.zeros((3, len(places)), dtype=np.int64)
        owners, regions = (
            column[places] for column in (self.problem.places.landlord, self.problem.places.region)
        )
        care = int(self.problem.requests.care_type[request])
        for provider in self.candidates(request):
            forms = self._able(request, provider, self._signed_by(provider)[owners])
            agreed |= forms
            if care != CareType.NONE.position and provider != NOBODY:
                forms = np.where(self._has_room(provider, care)[regions], forms, 0)
            roomy |= forms
            leased |= forms & ~self._unleased(provider)
        every = ContractForm.all_bits()
        return np.stack([every & ~agreed, agreed & ~roomy, roomy & ~leased]).astype(np.uint8)

    def _signed_by(self, provider: int) -> NDArray[np.int64]:
        """What each owner has signed with a provider."""
        if provider not in self._signatures:
            found = np.zeros(len(self.problem.landlords), dtype=np.int64)
            for (owner, signer), forms in self.signed.items():
                if signer == provider:
                    found[owner] = forms
            if provider != NOBODY and self.problem.providers.landlord[provider] >= 0:
                found[self.problem.providers.landlord[provider]] = ContractForm.all_bits()
            self._signatures[provider] = found
        return self._signatures[provider]

    @cached_property
    def _signatures(self) -> dict[int, NDArray[np.int64]]:
        return {}

    def _has_room(self, provider: int, care: int) -> NDArray[np.bool_]:
        """Whether a provider has caseload of a kind left, by region."""
        regions = range(len(self.problem.regions))
        free = [self.slots.get((provider, region, care), 0) > 0 for region in regions]
        return np.array(free, dtype=np.bool_)

    def candidates(self, request: int) -> list[int]:
        """Who might stand behind a form for this request: nobody, then the providers."""
        assigned = int(self.problem.requests.provider[request])
        known = range(len(self.problem.providers)) if assigned == NOBODY else [assigned]
        return [NOBODY, *known]

    def _unleased(self, provider: int) -> int:
        """The forms for which the provider lacks a lease."""
        if provider == NOBODY or self.problem.providers.free_leases[provider] > 0:
            return 0
        return LEASED_BY_PROVIDER

    def _signed(self, place: int, provider: int) -> int:
        if provider == NOBODY:
            return 0
        owner = int(self.problem.places.landlord[place])
        if int(self.problem.providers.landlord[provider]) == owner:
            return ContractForm.all_bits()
        return self.signed.get((owner, provider), 0)
