"""Who may stand behind a contract form, asked of one request, place and provider at a time."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from matching.codes import CareType, ContractForm
from matching.problem import Problem
from matching.rules import BY_AGREEMENT, LEASED_BY_PROVIDER

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

    def agrees(self, request: int, place: int, form: ContractForm, provider: int) -> bool:
        """Whether this provider, or nobody, may stand behind the form here."""
        care = self.problem.requests.care_type[request] != CareType.NONE.position
        by_agreement = bool(form.bit & BY_AGREEMENT)
        if provider == NOBODY:
            return not care and not by_agreement
        assigned = int(self.problem.requests.provider[request])
        if assigned not in (NOBODY, provider):
            return False
        if not int(self.problem.providers.contract_forms[provider]) & form.bit:
            return False
        return self._signed(place, form, provider) if by_agreement else care

    def has_slot(self, request: int, place: int, provider: int) -> bool:
        """Whether the provider has any caseload for the care that is needed."""
        slot = self.slot(request, place, provider)
        return slot is None or provider == NOBODY or self.slots.get(slot, 0) > 0

    def has_lease(self, form: ContractForm, provider: int) -> bool:
        """Whether the provider may take on any lease that the form needs."""
        if not form.bit & LEASED_BY_PROVIDER:
            return True
        return bool(self.problem.providers.free_leases[provider] > 0)

    def lost(self, request: int, place: int) -> tuple[int, int, int]:
        """Forms that fall away: nobody agrees, of those nobody has caseload, then no lease."""
        agreed = roomy = leased = 0
        for form in ContractForm:
            for provider in self.candidates(request):
                if self.agrees(request, place, form, provider):
                    agreed |= form.bit
                    if self.has_slot(request, place, provider):
                        roomy |= form.bit
                        leased |= form.bit if self.has_lease(form, provider) else 0
        return ContractForm.all_bits() & ~agreed, agreed & ~roomy, roomy & ~leased

    def candidates(self, request: int) -> list[int]:
        """Who might stand behind a form for this request: nobody, then the providers."""
        assigned = int(self.problem.requests.provider[request])
        known = range(len(self.problem.providers)) if assigned == NOBODY else [assigned]
        return [NOBODY, *known]

    def _signed(self, place: int, form: ContractForm, provider: int) -> bool:
        owner = int(self.problem.places.landlord[place])
        if int(self.problem.providers.landlord[provider]) == owner:
            return True
        return bool(self.signed.get((owner, provider), 0) & form.bit)
