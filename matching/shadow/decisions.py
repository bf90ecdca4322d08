"""Decisions as people wrote them down, and what keeps them from being compared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from uuid import UUID

from matching.problem import Problem
from matching.reasons.report import uuids

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Decision:
    """A household's request that people gave a place to, on a day."""

    request: UUID
    place: UUID
    day: date


class Fault(Enum):
    """What is wrong with a decision: the field that it is about, in Dutch and in English."""

    UNKNOWN_REQUEST = (
        "request",
        "Deze aanvraag staat niet in het bestand met de stand van die dag.",
        "This request is not in the snapshot.",
    )
    DECIDED_TWICE = (
        "request",
        "Over deze aanvraag staat al een besluit hierboven.",
        "There is a decision on this request above already.",
    )
    UNKNOWN_PLACE = (
        "place",
        "Deze woonplek staat niet in het bestand met de stand van die dag.",
        "This place is not in the snapshot.",
    )
    GIVEN_TWICE = (
        "place",
        "Deze woonplek is hierboven al aan iemand anders gegeven.",
        "This place is given to somebody else above already.",
    )
    FIXED_ELSEWHERE = (
        "place",
        "Voor deze aanvraag lag al een andere woonplek vast.",
        "Another place was fixed for this request already.",
    )
    OTHER_DAY = (
        "date",
        "Dit is niet de dag van de stand: {day}.",
        "This is not the day of the snapshot: {day}.",
    )

    def __init__(self, field: str, nl: str, en: str) -> None:
        self.field = field
        self.nl = nl
        self.en = en


def day_of(problem: Problem) -> date:
    """The day of the snapshot."""
    return EPOCH + timedelta(days=problem.day)


def fixed_places(problem: Problem) -> dict[int, int]:
    """The place of each request that has one already, by row."""
    fixed = problem.fixed
    return dict(zip(fixed.request.tolist(), fixed.place.tolist(), strict=True))


def faults_of(problem: Problem, decisions: Sequence[Decision]) -> Iterator[tuple[int, Fault]]:
    """By number of the decision (from 0) what is wrong with it."""
    requests = {name: row for row, name in enumerate(uuids(problem.requests.id))}
    units = dict(zip(uuids(problem.units.id), problem.units.place.tolist(), strict=True))
    fixed = fixed_places(problem)
    asked: set[UUID] = set()
    given: set[UUID] = set()
    for number, decision in enumerate(decisions):
        request, place = decision.request, decision.place
        if request not in requests:
            yield number, Fault.UNKNOWN_REQUEST
        elif request in asked:
            yield number, Fault.DECIDED_TWICE
        if place not in units:
            yield number, Fault.UNKNOWN_PLACE
        elif place in given:
            yield number, Fault.GIVEN_TWICE
        elif fixed.get(requests.get(request, -1), units[place]) != units[place]:
            yield number, Fault.FIXED_ELSEWHERE
        if decision.day != day_of(problem):
            yield number, Fault.OTHER_DAY
        asked.add(request)
        given.add(place)
