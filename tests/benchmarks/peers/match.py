"""A whole comparison: every engine on every instance, judged by one checker."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from matching.archive import save
from matching.check.verdict import judged
from matching.policy import Policy
from matching.problem import Problem
from peers.engines import OURS, PEERS
from peers.kinds import Kind, instance
from peers.programs import AT_THE_LIMIT
from peers.runs import CANNOT, DONE, FAILED, STOPPED, Limits, Run, told_by

COSTS = ("remark", "cpu", "wall", "listed", "megabytes", "pairs", "columns")
Ask = Callable[[str, Path, Limits], dict[str, Any]]


def compared(
    sizes: Sequence[int],
    seed: int,
    kinds: Sequence[Kind],
    limits: Limits,
    engines: Sequence[str] = (OURS, *PEERS),
    ask: Ask = told_by,
) -> Iterator[Run]:
    """Who was stopped at a size is not asked at a larger one of the same kind."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "problem.npz"
        for kind in kinds:
            stopped: dict[str, int] = {}
            for people in sorted(sizes):
                problem = instance(kind, people, seed)
                save(path, problem)
                for engine in engines:
                    run = _run(engine, kind, people, problem, path, limits, stopped, ask)
                    if run.state == STOPPED or run.remark == AT_THE_LIMIT:
                        stopped.setdefault(engine, people)
                    yield run


def _run(
    engine: str,
    kind: Kind,
    people: int,
    problem: Problem,
    path: Path,
    limits: Limits,
    stopped: dict[str, int],
    ask: Ask,
) -> Run:
    if engine in stopped:
        return Run(engine, kind, people, STOPPED, f"at {stopped[engine]:,} already")
    said = ask(engine, path, limits)
    for state in (STOPPED, CANNOT, FAILED):
        if state in said:
            return Run(engine, kind, people, state, said[state])
    verdict = judged(problem, Policy(), [tuple(choice) for choice in said["choices"]])
    costs = {name: said[name] for name in COSTS}
    return Run(
        engine,
        kind,
        people,
        DONE,
        **costs,
        tiers=verdict.tiers,
        score=verdict.score,
        faults=verdict.faults,
    )
