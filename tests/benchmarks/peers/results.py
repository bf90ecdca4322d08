"""The file of figures: each run stands in it once it ended, and in the page and the picture."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from peers.engines import ENGINES
from peers.kinds import Kind
from peers.page import markdown
from peers.picture import picture
from peers.runs import FAILED, SKIPPED, Run
from service.cli.whole_file import write_whole

Key = tuple[Kind, int, str]


class OtherFigures(Exception):
    """The file holds something else than figures of this machine and seed."""


@dataclass(frozen=True, slots=True)
class Results:
    """Runs by kind, people and engine; of a `path` of None nothing is written."""

    path: Path | None
    machine: Mapping[str, str]
    seed: int
    runs: dict[Key, Run] = field(default_factory=dict)

    def known(self, run: Run) -> Run | None:
        """What came of it before, by the same version on the same problem; not where it broke."""
        found = self.runs.get(_key(run))
        if found is None or found.state in (FAILED, SKIPPED):
            return None
        same = (found.problem, found.version) == (run.problem, run.version)
        return found if same else None

    def add(self, run: Run) -> None:
        """Keeps it, and writes all there is: each file whole or as it was."""
        self.runs[_key(run)] = run
        self.write()

    def write(self) -> None:
        """The figures as JSON, and beside them as Markdown and as a picture."""
        if self.path is None:
            return
        runs = [self.runs[key] for key in sorted(self.runs, key=_order)]
        told = {"machine": self.machine, "seed": self.seed, "runs": [asdict(run) for run in runs]}
        write_whole(self.path, json.dumps(told, indent=1) + "\n")
        write_whole(self.path.with_suffix(".md"), markdown(self.machine, self.seed, runs))
        write_whole(self.path.with_suffix(".svg"), picture(runs))


def results_at(path: Path | None, machine: Mapping[str, str], seed: int) -> Results:
    """What the file holds already; raises `OtherFigures` where that cannot stand in one table."""
    results = Results(path, machine, seed)
    if path is None or not path.exists():
        return results
    try:
        told = json.loads(path.read_bytes())
        found = {_key(run): run for run in map(_run, told["runs"])}
        runs = {key: found[key] for key in sorted(found, key=_order)}
        head = (told["machine"], told["seed"])
    except (ValueError, KeyError, TypeError) as error:
        raise OtherFigures(f"{path} holds no figures of this program: {error!r}") from None
    for name, mine, theirs in zip(("machine", "seed"), (machine, seed), head, strict=True):
        if mine != theirs:
            raise OtherFigures(f"{path} holds figures of another {name}: {theirs}, not {mine}")
    results.runs.update(runs)
    return results


def _run(row: Mapping[str, Any]) -> Run:
    lists = {name: tuple(row[name]) for name in ("tiers", "faults")}
    return Run(**{**row, **lists, "kind": Kind(row["kind"])})


def _key(run: Run) -> Key:
    return run.kind, run.people, run.engine


def _order(key: Key) -> tuple[int, int, int]:
    kind, people, engine = key
    return list(Kind).index(kind), people, ENGINES.index(engine)
