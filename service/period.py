"""A stretch of whole days, as people say it: from the first day to the last, or open-ended."""

from datetime import date
from typing import Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.types import TypeDecorator

from service.clock import DAY
from service.wire import Day, Inbound


class Period(Inbound):
    """Both days count; no end date means until further notice."""

    start_date: Day = Field(description="First day (eerste dag)", examples=["2026-12-01"])
    end_date: Day | None = Field(
        default=None, description="Last day (laatste dag); absent when open-ended", examples=[None]
    )

    @model_validator(mode="after")
    def _in_order(self) -> "Period":
        if self.end_date is not None and self.end_date < self.start_date:
            raise PydanticCustomError("period_order", "ends before it starts")
        return self

    def covers(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.start_date <= day and (self.end_date is None or day <= self.end_date)

    def contains(self, other: "Period") -> bool:
        """Whether all days of the other lie in the period."""
        lasts = self.end_date is None or (
            other.end_date is not None and other.end_date <= self.end_date
        )
        return self.start_date <= other.start_date and lasts

    def since(self, day: date) -> "Period | None":
        """What is left of it from this day on; None where it does not run on it."""
        return Period.of(day, self.end_date) if self.contains(Period.of(day, day)) else None

    def as_range(self) -> Range[date]:
        """As PostgreSQL keeps it: the upper bound is the first day that no longer counts."""
        upper = None if self.end_date is None else self.end_date + DAY
        return Range(self.start_date, upper, bounds="[)")

    @classmethod
    def of(cls, start: date, end: date | None = None) -> "Period":
        """A period from its first and last day."""
        return cls.model_validate({"startDate": start, "endDate": end})


class DayPeriod(TypeDecorator[Period]):
    """A `daterange` column that reads and writes `Period`."""

    impl = DATERANGE
    cache_ok = True
    comparator_factory = DATERANGE.comparator_factory

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        """Accepts a range and a day too, so that `&&` and `@>` can be asked with one."""
        if isinstance(value, date):
            return Range(value, value, bounds="[]")
        return value.as_range() if isinstance(value, Period) else value

    def process_result_value(self, value: Any, dialect: Any) -> Period | None:
        """The upper bound comes back exclusive."""
        if value is None:
            return None
        return Period.of(value.lower, None if value.upper is None else value.upper - DAY)
