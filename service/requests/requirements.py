"""What a request must meet beyond the form of its fields."""

from dataclasses import dataclass

from matching.codes.care import CareLevel, CareType
from matching.codes.households import AgeBand
from service.clock import YEARS_AHEAD, last_planned, now, today
from service.codelists.requests import (
    EqualTreatment,
    EthosLight,
    FundingRegime,
    RequestState,
)
from service.households.requirements import one_kind_at_most
from service.models import Household, Request
from service.requirements import Requirement

SHELTER_OR_STREET = frozenset(
    {
        EthosLight.PUBLIC_SPACE,
        EthosLight.EMERGENCY_SHELTER,
        EthosLight.TEMPORARY_ACCOMMODATION,
        EthosLight.NON_CONVENTIONAL,
    }
)
"""Where the youth clock of three months runs."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A request and the household it is for."""

    request: Request
    household: Household

    @property
    def youth_clock_runs(self) -> bool:
        """Whether all are under 27 and in a shelter or on the street."""
        young = all(member.age_band is not AgeBand.AGE_27_PLUS for member in self.household.members)
        return young and self.request.ethos in SHELTER_OR_STREET


def _all_or_none(*values: object) -> bool:
    return len({value is None for value in values}) == 1


def _region_is_decided(request: Request) -> bool:
    reason, day = request.region_decision_reason, request.region_decision_date
    return _all_or_none(reason, day) and (reason is None or request.preferred_region_id is not None)


REQUIREMENTS: tuple[Requirement[Asking], ...] = (
    Requirement(
        code="care_level_disagrees",
        where="careLevel",
        nl="Soort en zwaarte van de begeleiding horen bij elkaar: kies allebei of geen van beide.",
        en="Kind and level of support go together: choose both, or neither.",
        basis="practice of housing with support",
        met=lambda a: (
            (a.request.care_type is CareType.NONE) == (a.request.care_level is CareLevel.NONE)
        ),
    ),
    Requirement(
        code="funding_disagrees",
        where="fundingRegime",
        nl="Zeg uit welke wet de begeleiding wordt betaald; zonder begeleiding geen wet.",
        en="Say which law pays for the support; without support, no law.",
        basis="Wmo 2015, Wlz, Jeugdwet, Zvw: a slot that nobody pays for cannot be filled",
        met=lambda a: (
            (a.request.care_type is CareType.NONE)
            == (a.request.funding_regime is FundingRegime.NONE)
        ),
    ),
    Requirement(
        code="urgency_incomplete",
        where="urgencyDecisionNumber",
        nl="Urgentie is een besluit: geef grond, nummer en laatste dag, of geen van drieën.",
        en="Urgency is a decision: give ground, number and last day, or none of the three.",
        basis="Huisvestingswet 2014, article 12 and 13",
        met=lambda a: _all_or_none(
            a.request.urgency_ground,
            a.request.urgency_decision_number,
            a.request.urgency_until_date,
        ),
    ),
    Requirement(
        code="refusal_effect_without_urgency",
        where="urgencyRefusalEffect",
        nl="Het gevolg van weigeren hoort bij een urgentie: geef ook grond, nummer en laatste dag.",
        en="The effect of refusing belongs to an urgency: give ground, number and last day too.",
        basis="a refusal has no consequence without a decision that says so",
        met=lambda a: (
            a.request.urgency_refusal_effect is None or a.request.urgency_ground is not None
        ),
    ),
    Requirement(
        code="region_decision_incomplete",
        where="regionDecisionReason",
        nl="Een regiobesluit heeft een motivering, een datum en een regio.",
        en="A region decision has a motivation, a day and a region.",
        basis="Wmo 2015: access is nationwide, so a region binds by a motivated decision only",
        met=lambda a: _region_is_decided(a.request),
    ),
    Requirement(
        code="equal_treatment_disagrees",
        where="equalTreatmentReason",
        nl="Bij gelijke behandeling hoort een motivering; zonder uitkomst is er geen.",
        en="With equal treatment goes the municipality's reason; without a finding there is none.",
        basis="Awb, article 3:46: a finding is motivated",
        met=lambda a: (
            (a.request.equal_treatment is EqualTreatment.NOT_APPLICABLE)
            == (a.request.equal_treatment_reason is None)
        ),
    ),
    Requirement(
        code="homeless_since_needed",
        where="homelessSinceDate",
        nl="Iedereen is jonger dan 27: geef op sinds wanneer zij in de opvang of op straat zijn.",
        en="All are under 27: say since when they are in a shelter or on the street.",
        basis="Actieprogramma dakloze jongeren: no longer than three months",
        met=lambda a: not a.youth_clock_runs or a.request.homeless_since_date is not None,
    ),
    Requirement(
        code="parked_until_disagrees",
        where="parkedUntilDate",
        nl="Een geparkeerde aanvraag heeft een einddatum; een andere aanvraag heeft die niet.",
        en="A parked request has a last day of the pause; any other has not.",
        basis="nobody is forgotten",
        met=lambda a: (
            (a.request.state is RequestState.PARKED) == (a.request.parked_until_date is not None)
        ),
    ),
    Requirement(
        code="waiting_since_in_future",
        where="waitingSinceDate",
        nl="De wachttijd kan niet in de toekomst beginnen.",
        en="The waiting time cannot begin in the future.",
        basis="waiting is counted in days that have been",
        met=lambda a: a.request.waiting_since_date <= today(),
    ),
    Requirement(
        code="homeless_since_in_future",
        where="homelessSinceDate",
        nl="Deze dag ligt in de toekomst.",
        en="This day lies in the future.",
        basis="Actieprogramma dakloze jongeren: the clock counts days that have been",
        met=lambda a: (
            a.request.homeless_since_date is None or a.request.homeless_since_date <= today()
        ),
    ),
    Requirement(
        code="needed_from_too_far_ahead",
        where="neededFromDate",
        nl=f"Deze dag ligt te ver vooruit: hoogstens {YEARS_AHEAD} jaar.",
        en=f"This day lies too far ahead: {YEARS_AHEAD} years at most.",
        basis="nobody waits so long for a home that is promised now",
        met=lambda a: a.request.needed_from_date <= last_planned(),
    ),
    Requirement(
        code="consent_in_future",
        where="consentGivenAt",
        nl="De toestemming kan niet in de toekomst zijn gegeven.",
        en="Consent cannot have been given in the future.",
        basis="AVG, article 7: consent comes before the processing",
        met=lambda a: a.request.consent_given_at <= now(),
    ),
    Requirement(
        code="forbidden_and_required",
        where="wantsRequired",
        nl="Hetzelfde kan niet tegelijk verboden en verplicht zijn in een huis.",
        en="The same thing cannot be forbidden and required in one house.",
        basis="no such house can be",
        met=lambda a: not set(a.request.wants_forbidden) & set(a.request.wants_required),
    ),
    Requirement(
        code="women_and_men_only",
        where="wantsRequired",
        nl="Kies alleen vrouwen of alleen mannen, niet allebei.",
        en="Choose women only or men only, not both.",
        basis="no such house can be",
        met=lambda a: one_kind_at_most(a.request.wants_required),
    ),
)
