"""A snapshot solved by `python -m matching`, and with it what can be told beside the plan."""

import json
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any

from matching.advice import Advice
from matching.canonical import FormError
from matching.codes.rounds import Status
from matching.solution import Solution
from service.rounds import engine_process
from service.rounds.engine_process import EngineFailed, EngineStopped
from service.rounds.executors import HERE
from service.rounds.snapshot_file import opened, path_of

log = logging.getLogger(__name__)

ADVICE_SECONDS = 20
"""What second places may take; after them there are as many as were found."""
LONGEST_ADVICE_SECONDS = 60.0
"""What all advice may take; a round goes on without what is later."""

SPREAD = "service.rounds.spread_engine"

Told = dict[str, Any]


@dataclass(frozen=True)
class Solved:
    """A plan, and what is told beside it; None where that failed or took too long."""

    solution: Solution
    advice: Advice | None


def solve(
    problem: bytes,
    told: Callable[[Told], None],
    stopped: Callable[[], bool],
    executor: str = HERE,
    seconds: int | None = None,
) -> Solution:
    """Solves a snapshot file. `told` gets each line of progress; `stopped` is asked a few times a
    second, and a yes ends the engine: `EngineStopped`. The pieces of a country are solved by the
    executor. After so many seconds the engine gives the best plan that it has, with its gap."""
    with opened(problem) as given, TemporaryFile() as result:
        words = [*_asked(path_of(given), path_of(result)), *_within("--seconds", seconds)]
        files = (given, result)
        _run(executor, words, files, lambda line: told(json.loads(line)), stopped)
        return _solution(_all_of(result))


def solve_and_advise(
    problem: bytes,
    told: Callable[[Told], None],
    stopped: Callable[[], bool],
    executor: str = HERE,
    seconds: int | None = None,
) -> Solved:
    """The same, and then what can be told beside the plan. The plan stands whatever comes of that:
    by the first line about it the plan is whole."""
    advising = _Advising(told)
    with opened(problem) as given, TemporaryFile() as result, TemporaryFile() as beside:
        words = [
            *_asked(path_of(given), path_of(result)),
            *_within("--seconds", seconds),
            *("--advice", str(path_of(beside))),
            *_within("--advice-seconds", ADVICE_SECONDS),
        ]
        files = (given, result, beside)
        try:
            _run(executor, words, files, advising.told, lambda: stopped() or advising.late())
        except (EngineFailed, EngineStopped) as error:
            if not advising.began or stopped():
                raise
            log.warning("the plan stands, but not what would have helped: %s", error)
        return Solved(_solution(_all_of(result)), _advice(_all_of(beside)))


def _run(
    executor: str,
    words: Sequence[str],
    files: Sequence[IO[bytes]],
    told: Callable[[bytes], None],
    stopped: Callable[[], bool],
) -> None:
    """The engine's own program, or that which hands it an executor."""
    if executor == HERE:
        engine_process.run("matching", words, files, told, stopped)
    else:
        engine_process.run(SPREAD, [executor, *words], files, told, stopped)


class _Advising:
    """Hears when the engine has its plan, and knows when it has looked beside it long enough."""

    def __init__(self, told: Callable[[Told], None]) -> None:
        self._told = told
        self._since = 0.0
        self.began = False

    def told(self, line: bytes) -> None:
        """Passes on a line of progress."""
        told: Told = json.loads(line)
        if told["phase"] == "ADVICE" and not self.began:
            self.began, self._since = True, time.monotonic()
        self._told(told)

    def late(self) -> bool:
        """Whether the round had better go on without."""
        return self.began and time.monotonic() - self._since > LONGEST_ADVICE_SECONDS


def _asked(problem: object, result: object) -> tuple[str, ...]:
    return str(problem), "--out", str(result)


def _within(name: str, seconds: int | None) -> tuple[str, ...]:
    return () if seconds is None else (name, str(seconds))


def _all_of(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _solution(text: bytes) -> Solution:
    solution = Solution.from_json(text)
    if solution.status is Status.CANCELLED:
        raise EngineStopped
    return solution


def _advice(text: bytes) -> Advice | None:
    """None of half a file too."""
    try:
        return Advice.from_json(text)
    except FormError:
        return None
