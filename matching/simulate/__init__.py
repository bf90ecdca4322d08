"""A year of weekly rounds in an invented country: what ways of planning do and do not bring."""

from matching.simulate.clairvoyant import most_placed
from matching.simulate.outcome import Outcome, outcome_of
from matching.simulate.run import WrongPlan, run
from matching.simulate.ways import WAYS, Way
from matching.simulate.year import Year, year_of

__all__ = [
    "WAYS",
    "Outcome",
    "Way",
    "WrongPlan",
    "Year",
    "most_placed",
    "outcome_of",
    "run",
    "year_of",
]
