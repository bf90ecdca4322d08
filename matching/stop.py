"""When to stop: a moment on the clock, or somebody's word."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Stop:
    """`deadline` is a moment of `time.monotonic()`; `asked` is polled between solver calls."""

    deadline: float | None = None
    asked: Callable[[], bool] | None = None

    def cancelled(self) -> bool:
        """Somebody asked to stop."""
        return self.asked is not None and self.asked()

    def seconds_left(self) -> float | None:
        """What a solver may still use; None when there is no deadline."""
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())

    def earlier(self, seconds: float) -> "Stop":
        """The same, so much before the deadline."""
        return replace(self, deadline=None if self.deadline is None else self.deadline - seconds)

    def now(self) -> bool:
        """Time to stop, for either reason."""
        return self.seconds_left() == 0.0 or self.cancelled()
