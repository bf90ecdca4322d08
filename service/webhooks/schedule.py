"""When a delivery is tried again, and when we stop trying."""

import random
from datetime import datetime, timedelta

DELAYS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""After the first try, the second and so on (Standard Webhooks); the last one repeats."""

TRIES_FOR = timedelta(days=4)
"""From the event, or from when somebody asked for it again."""

JITTER = 0.1
"""So much of a delay is chance: those who failed together do not come back together."""

SHORTEST_REST, LONGEST_REST = timedelta(seconds=5), timedelta(minutes=30)


def next_try(attempts: int, at: datetime) -> datetime:
    """When to try again what failed for the `attempts`-th time at this moment."""
    return at + _spread(DELAYS[min(attempts, len(DELAYS)) - 1])


def rest(silent_tries: int, at: datetime) -> datetime:
    """Until when an endpoint that gave no answer so often in a row is left alone: what else waits
    for it waits too, so that a receiver that hangs does not keep others waiting."""
    doubled = SHORTEST_REST * 2 ** min(silent_tries - 1, 16)
    return at + _spread(min(doubled, LONGEST_REST))


def _spread(delay: timedelta) -> timedelta:
    return delay * random.uniform(1 - JITTER, 1 + JITTER)
