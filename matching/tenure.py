"""What contract forms and tenure titles are in law and practice: each set defined once.

Rules, registration, rounds and leases all read it here.
"""

from matching.codes.contracts import ContractForm, TenureTitle

LEASED_BY_PROVIDER = (ContractForm.OMKLAP, ContractForm.INTERMEDIARY)
"""The care provider is the tenant on the first day and takes the lease on its own budget."""

OWN_LEASE = (ContractForm.OWN_NAME, ContractForm.OWN_NAME_ADDENDUM)
"""The household is the tenant, with the landlord alone."""

WITHOUT_LEASE = (ContractForm.CARE_STAY, ContractForm.GUEST_AGREEMENT)
"""No tenancy, so that the terms of the place's tenure title do not apply."""

WITH_PERMIT = (TenureTitle.VACANCY_ACT, TenureTitle.FLEX)
"""Ends with a permit (Leegstandwet, articles 15 and 16; BW 7:271 lid 4)."""

WITHOUT_RENT_LAW = (TenureTitle.LOAN_FOR_USE, TenureTitle.ANTI_SQUAT)
"""No rent is paid, so that rent law does not apply (BW 7A:1777, bruikleen)."""
