"""When to stop: a moment on the clock, or somebody's word; and how to tell a running solver."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread

from ortools.util.python.solve_interrupter import SolveInterrupter

LOOK_EVERY_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Stop:
    """`deadline` is a moment of `time.monotonic()`; `asked` is polled, also from another thread."""

    deadline: float | None = None
    asked: Callable[[], bool] | None = None

    def cancelled(self) -> bool:
        """Somebody asked to stop."""
        return self.asked is not None and self.asked()

    def late(self) -> bool:
        """The time is up."""
        return self.deadline is not None and time.monotonic() >= self.deadline

    def now(self) -> bool:
        """Time to stop, for either reason."""
        return self.late() or self.cancelled()

    @contextmanager
    def watching(self) -> Iterator[SolveInterrupter]:
        """An interrupter that goes off when it is time to stop."""
        interrupter, done = SolveInterrupter(), Event()

        def watch() -> None:
            while not done.wait(LOOK_EVERY_SECONDS):
                if self.now():
                    interrupter.interrupt()
                    return

        watcher = Thread(target=watch, daemon=True)
        if self.deadline is not None or self.asked is not None:
            watcher.start()
        try:
            yield interrupter
        finally:
            done.set()
            if watcher.is_alive():
                watcher.join()
