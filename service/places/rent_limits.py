"""The highest bare rent that rent points allow, dated and with its source."""

from dataclasses import dataclass
from datetime import date

RENT_2026 = "volkshuisvestingnederland.nl, Wet betaalbare huur, huurgrenzen 2026, 25 Nov 2025"


@dataclass(frozen=True, slots=True)
class RentLimits:
    """Euro cents a month for a self-contained home, by points of the rent rating system (WWS).

    Up to `social_points` it is social rent, up to `middle_points` middle rent, above that free."""

    valid_from: date
    social_points: int
    social_rent_cents: int
    middle_points: int
    middle_rent_cents: int
    source: str

    def most(self, points: int) -> int | None:
        """The most that a home with so many points may cost, None when there is no limit."""
        if points <= self.social_points:
            return self.social_rent_cents
        return self.middle_rent_cents if points <= self.middle_points else None


RENT_LIMITS = (
    RentLimits(
        valid_from=date(2026, 1, 1),
        social_points=143,
        social_rent_cents=932_93,
        middle_points=186,
        middle_rent_cents=1_228_07,
        source=RENT_2026,
    ),
)
"""Oldest first."""


def limits_on(day: date) -> RentLimits:
    """The limits that hold on a day: the latest begun, and the first for days before it."""
    begun = [limits for limits in RENT_LIMITS if limits.valid_from <= day]
    return begun[-1] if begun else RENT_LIMITS[0]
