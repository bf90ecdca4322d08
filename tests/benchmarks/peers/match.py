"""A whole comparison: every engine on every instance, judged by one checker."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from matching.archive import digest, save
from matching.check.verdict import judged
from matching.pairs.columns import Columns
from matching.policy import Policy
from matching.problem import Problem
from matching.solution import ENGINE_VERSION
from peers.engines import ENGINES, OURS
from peers.kinds import Kind, instance
from peers.minimums import minimums_of
from peers.programs import AT_THE_LIMIT
from peers.runs import CANNOT, DONE, FAILED, SKIPPED, STOPPED, Limits, Run, told_by

COSTS = ("remark", "cpu", "wall", "listed", "megabytes", "pairs", "columns")
Ask = Callable[[str, Path, Limits], dict[str, Any]]


def compared(
    sizes: Sequence[int],
    seed: int,
    kinds: Sequence[Kind],
    limits: Limits,
    engines: Sequence[str] = ENGINES,
    ask: Ask = told_by,
    known: Callable[[Run], Run | None] = lambda _: None,
) -> Iterator[Run]:
    """Who was stopped at a size is not asked at a larger one of the same kind; nor is anybody of
    whom it is `known` what came of it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "problem.npz"
        for kind in kinds:
            stopped: dict[str, int] = {}
            for people in sorted(sizes):
                problem = instance(kind, people, seed)
                save(path, problem)
                name = digest(problem)
                for engine in engines:
                    run = Run(engine, kind, people, SKIPPED, problem=name, version=_version(engine))
                    if engine in stopped:
                        yield replace(run, remark=f"at {stopped[engine]:,}")
                        continue
                    found = known(run) or _asked(run, problem, path, limits, ask)
                    if found.state == STOPPED or found.remark == AT_THE_LIMIT:
                        stopped[engine] = people
                    yield found


def _version(engine: str) -> str:
    """Ours changes; the versions of what others rest on stand with the machine."""
    return ENGINE_VERSION if engine == OURS else ""


def _asked(run: Run, problem: Problem, path: Path, limits: Limits, ask: Ask) -> Run:
    """What came of it."""
    said = ask(run.engine, path, limits)
    for state in (STOPPED, CANNOT, FAILED):
        if state in said:
            return replace(run, state=state, remark=said[state])
    verdict = judged(problem, Policy(), [tuple(choice) for choice in said["choices"]])
    minimums = minimums_of(problem, _columns(said["choices"]))
    return replace(
        run,
        state=DONE,
        **{name: said[name] for name in COSTS},
        tiers=verdict.tiers,
        score=verdict.score,
        reached=minimums.reached(),
        asked=minimums.asked,
        faults=verdict.faults,
    )


def _columns(choices: Sequence[Sequence[int]]) -> Columns:
    """Choices as columns, whose score nobody asks."""
    rows = np.array([(*choice, 0) for choice in choices], dtype=np.int64).reshape(-1, 5)
    return Columns(*rows.T)
