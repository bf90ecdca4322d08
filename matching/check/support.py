"""Who may stand behind a contract form, asked of one request, place and provider at a time."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

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
        care = self.problem.requests.care_type[request] != CareType.NONE.position
        if provider == NOBODY:
            return 0 if care else ContractForm.all_bits() & ~BY_AGREEMENT
        if int(self.problem.requests.provider[request]) not in (NOBODY, provider):
            return 0
        able = int(self.problem.providers.contract_forms[provider])
        plain = able & ~BY_AGREEMENT if care else 0
        return plain | (able & BY_AGREEMENT & self._signed(place, provider))

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

    def lost(self, request: int, place: int) -> tuple[int, int, int]:
        """Forms that fall away: nobody agrees, of those nobody has caseload, then no lease."""
        agreed = roomy = leased = 0
        for provider in self.candidates(request):
            forms = self.agreed(request, place, provider)
            agreed |= forms
            if forms and self.has_slot(request, place, provider):
                roomy |= forms
                leased |= forms & ~self._unleased(provider)
        return ContractForm.all_bits() & ~agreed, agreed & ~roomy, roomy & ~leased

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
        owner = int(self.problem.places.landlord[place])
        if int(self.problem.providers.landlord[provider]) == owner:
            return ContractForm.all_bits()
        return self.signed.get((owner, provider), 0)
