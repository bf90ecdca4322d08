"""What an executor brings: `python tests/benchmarks/spread_pieces.py PEOPLE SEED [EXECUTOR ...]`.

A country whose limits cross is solved here, once with a look at its pieces (one line a turn: how
many, their seconds here and the bytes that one is, as it is and packed), and by each executor:
seconds on the clock, CPU seconds of this process and of those it waited for.
"""

import hashlib
import pickle
import resource
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from matching.generate import country
from matching.mapping import Map, Payload, Result
from matching.problem import Problem
from matching.solve import Progress, solve
from service.rounds.executors import opened

TURN = "  {} pieces, {:.1f} s, the longest {:.1f}; the largest {:.1f} MB, packed {:.2f}\n"
RUN = "{:<12}{:.1f} s, cpu {:.1f} here and {:.1f} elsewhere; {:.1f} s in pieces; {} {} {}\n"


def seconds() -> float:
    """CPU seconds of this process, its own and the system's."""
    return time.process_time()


@dataclass
class Timed:
    """A map that knows how long it was waited for."""

    spread: Map
    waited: float = 0.0

    def __call__(
        self, function: Callable[[Payload], Result], payloads: Iterable[Payload], /
    ) -> Iterator[Result]:
        """The results of the map."""
        results = iter(self.spread(function, payloads))
        while True:
            began = time.monotonic()
            try:
                result = next(results)
            except StopIteration:
                return
            finally:
                self.waited += time.monotonic() - began
            yield result


def looked_at(
    function: Callable[[Payload], Result], payloads: Iterable[Payload], /
) -> Iterator[Result]:
    """The builtin map, which tells of a turn when it is over."""
    spent, size, packed = [], 0, 0
    for payload in payloads:
        whole = pickle.dumps(payload)
        size, packed = max(size, len(whole)), max(packed, len(zlib.compress(whole, level=1)))
        began = seconds()
        yield function(payload)
        spent.append(seconds() - began)
    line = TURN.format(len(spent), sum(spent), max(spent), size / 1e6, packed / 1e6)
    sys.stdout.write(line)


def measured(problem: Problem, executor: str) -> str:
    """One line about a run."""
    elsewhere = resource.getrusage(resource.RUSAGE_CHILDREN)
    began, cpu = time.monotonic(), seconds()
    with opened(executor) as spread:
        timed = Timed(spread)
        found = solve(problem, map=timed)
    cpu, clock = seconds() - cpu, time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    beside = after.ru_utime + after.ru_stime - elsewhere.ru_utime - elsewhere.ru_stime
    told, digest = found.certificate, hashlib.sha256(found.to_json().encode()).hexdigest()[:12]
    return RUN.format(
        executor or "here",
        clock,
        cpu,
        beside,
        timed.waited,
        len(found.assignments),
        told.gap,
        digest,
    )


def phases(problem: Problem) -> str:
    """When each phase begins, in CPU seconds, with a look at the pieces."""
    began, seen = seconds(), []

    def tell(progress: Progress) -> None:
        seen.append(f"{progress.phase} {seconds() - began:.1f}")

    solve(problem, progress=tell, map=looked_at)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return f"  {', '.join(seen)}, all {seconds() - began:.1f}; {megabytes} MB\n"


def main() -> None:
    """Prints what it measures, line by line."""
    people, seed, *executors = sys.argv[1:]
    problem = country(int(people), int(seed), crossing=True)
    sys.stdout.write(phases(problem))
    for executor in ("", *executors):
        sys.stdout.write(measured(problem, executor))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
