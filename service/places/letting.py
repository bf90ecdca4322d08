"""How a place is let, with the few questions that the rules on it ask."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from matching.codes.care import CareLevel, CareType
from matching.codes.code import Code
from matching.codes.contracts import ContractForm, TenureTitle
from matching.codes.households import Trait
from matching.codes.places import PlaceKind
from matching.tenure import WITHOUT_LEASE, WITHOUT_RENT_LAW
from service.period import Period
from service.places.rent_limits import RentLimits, limits_on

SELF_CONTAINED = frozenset(
    {PlaceKind.SELF_CONTAINED, PlaceKind.STUDIO_CLUSTERED, PlaceKind.FLEX_HOME}
)
OUTSIDE_POINTS = (*WITHOUT_RENT_LAW, TenureTitle.VACANCY_ACT)


@dataclass(frozen=True, slots=True)
class Letting:
    """The terms of a place, read from its row or from the body that registers it, and whether the
    landlord lives in its property."""

    kind: PlaceKind
    tenure_title: TenureTitle
    contract_forms: Sequence[Code]
    permit_number: str | None
    permit_until_date: date | None
    rent_cents: int
    maximum_rent_cents: int | None
    rent_points: int | None
    social_rent: bool
    rent_allowance_possible: bool
    min_persons: int
    max_persons: int
    age_bands: Sequence[Code]
    forbids: Sequence[Code]
    requires: Sequence[Code]
    care_types: Sequence[Code]
    care_level: CareLevel
    period: Period
    min_stay_days: int
    landlord_lives_in: bool

    @classmethod
    def of(cls, place: Any, landlord_lives_in: bool) -> "Letting":
        """The letting of a `Place` or a `PlaceIn`."""
        names = {field.name for field in fields(cls)} - {"landlord_lives_in"}
        terms: dict[str, Any] = {name: getattr(place, name) for name in names}
        return cls(**terms, landlord_lives_in=landlord_lives_in)

    @property
    def only_care_stay(self) -> bool:
        """People stay here for care and pay no rent."""
        return set(self.contract_forms) == {ContractForm.CARE_STAY}

    @property
    def has_leases(self) -> bool:
        """Somebody can sign a lease here."""
        return not set(WITHOUT_LEASE).issuperset(self.contract_forms)

    @property
    def is_self_contained(self) -> bool:
        """It has its own front door, kitchen and toilet."""
        return self.kind in SELF_CONTAINED

    @property
    def rent_limits(self) -> RentLimits:
        """The limits that hold when people can move in."""
        return limits_on(self.period.start_date)

    @property
    def is_regulated(self) -> bool:
        """Rent law (Wet betaalbare huur) limits the rent: social and middle rent."""
        if not self.has_leases or self.tenure_title in OUTSIDE_POINTS:
            return False
        return self.social_rent or self.rent_cents <= self.rent_limits.middle_rent_cents

    @property
    def most_by_points(self) -> int | None:
        """What the points allow; rooms have another table, which is not here."""
        if self.rent_points is None or not self.is_self_contained:
            return None
        return self.rent_limits.most(self.rent_points)

    @property
    def days(self) -> int | None:
        """How many days people may live here, None when open-ended."""
        if self.period.end_date is None:
            return None
        return (self.period.end_date - self.period.start_date).days + 1

    @property
    def permit_days(self) -> int:
        """How many days of the period the permit covers."""
        if self.permit_until_date is None:
            return 0
        return (self.permit_until_date - self.period.start_date).days + 1

    @property
    def gives_support(self) -> bool:
        """Some kind of support can be given here."""
        return bool(set(self.care_types) - {CareType.NONE})

    @property
    def contradicts_itself(self) -> bool:
        """No household can keep to these house rules."""
        asked = set(self.requires)
        return bool(asked & set(self.forbids)) or asked >= {Trait.WOMEN_ONLY, Trait.MEN_ONLY}
