"""The watch list as it is shown."""

from datetime import date
from typing import Annotated, Generic, NamedTuple, TypeVar
from uuid import UUID

from service.audit.shown import About
from service.codelists.decisions import MilestoneKind
from service.codelists.requests import RequestState
from service.watchlist import clock
from service.wire import FromRow

R = TypeVar("R")


class Waits(FromRow):
    """A request that waits, under its care provider's key."""

    request_id: Annotated[UUID, About("requests")]
    reference: str
    provider: str
    municipality: str
    state: RequestState
    since_date: date
    coordinator: str | None
    day_date: date

    @property
    def days(self) -> int:
        """How long it waits already."""
        return (self.day_date - self.since_date).days

    @property
    def days_left(self) -> int:
        """Of the three months; below 0 once they are over."""
        return clock.days_left(self.since_date, self.day_date)

    @property
    def alarm(self) -> str:
        """How late it is for somebody who is young."""
        return clock.alarm(self.since_date, self.day_date).value


class Lives(FromRow):
    """A placement that ends, or at which something is due."""

    placement_id: Annotated[UUID, About("placements")]
    proposal_id: Annotated[UUID, About("proposals")]
    reference: str
    provider: str
    address: str
    town: str
    due_date: date
    kind: MilestoneKind | None
    day_date: date

    @property
    def days(self) -> int:
        """Until that day; below 0 once it is over."""
        return (self.due_date - self.day_date).days


class Counted(NamedTuple, Generic[R]):
    """The first rows of a list, and how many there are."""

    rows: list[R]
    all: int


class Youth(NamedTuple):
    """The young without a home: the first rows, and how many are how late."""

    rows: list[Waits]
    all: int
    first_alarm: int
    second_alarm: int
