"""Decisions that people took, beside what the engine would have proposed on the same day."""

from matching.shadow.decisions import Decision, Fault, faults_of
from matching.shadow.replay import replay
from matching.shadow.report import (
    Broken,
    Difference,
    Line,
    MinimumCount,
    Outcome,
    Shadow,
    TierCount,
)

__all__ = [
    "Broken",
    "Decision",
    "Difference",
    "Fault",
    "Line",
    "MinimumCount",
    "Outcome",
    "Shadow",
    "TierCount",
    "faults_of",
    "replay",
]
