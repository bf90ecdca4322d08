"""The engine's answers as the oracle spells a plan."""

from by_hand import Option

from matching.difference import Seat
from matching.reasons.standing import Standing
from matching.solution import Assignment, Solution

Plan = dict[int, Option]


def option_of(stood: Standing, seat: Assignment | Seat) -> Option:
    """A choice by the rows of its place and provider (-1 for nobody)."""
    provider = -1 if seat.provider is None else stood.names.provider.index(seat.provider)
    return stood.names.place[seat.place], seat.contract_form, provider


def plan_of(stood: Standing, solution: Solution) -> Plan:
    """Who gets what, by their rows."""
    return {
        stood.names.request_row[one.request]: option_of(stood, one) for one in solution.assignments
    }
