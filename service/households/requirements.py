"""What a household must meet beyond the form of its fields."""

from matching.codes.code import Code
from matching.codes.households import Trait
from service.clock import today
from service.models import Household
from service.requirements import Requirement

ONE_KIND_ONLY = frozenset({Trait.WOMEN_ONLY, Trait.MEN_ONLY})


def one_kind_at_most(traits: list[Code]) -> bool:
    """All adults cannot be women and men at once."""
    return not set(traits) >= ONE_KIND_ONLY


REQUIREMENTS: tuple[Requirement[Household], ...] = (
    Requirement(
        code="ages_recorded_in_future",
        where="agesRecordedDate",
        nl="De peildatum van de leeftijden ligt in de toekomst.",
        en="The day on which the ages held lies in the future.",
        basis="an age is a fact of a day that has been",
        met=lambda household: household.ages_recorded_date <= today(),
    ),
    Requirement(
        code="women_and_men_only",
        where="traits",
        nl="Kies alleen vrouwen of alleen mannen, niet allebei.",
        en="Choose women only or men only, not both.",
        basis="each says that all adults are of one kind",
        met=lambda household: one_kind_at_most(household.traits),
    ),
)
