"""The results as a page (Markdown): costs and plans, an engine a row and a size a column."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from peers.engines import OURS
from peers.kinds import MEANS
from peers.runs import DONE, Run
from peers.tables import growth

SAME = "same"


def markdown(machine: Mapping[str, str], seed: int, runs: Sequence[Run]) -> str:
    """All runs by kind, the machine, and a line for each remark."""
    named = ", ".join(f"{name} {what}" for name, what in machine.items())
    lines = [f"Measured on: {named}. Seed {seed}.", ""]
    for kind in dict.fromkeys(run.kind for run in runs):
        mine = _Grid({(run.engine, run.people): run for run in runs if run.kind is kind})
        lines += [f"### {kind}: {MEANS[kind]}", "", *mine.costs(), "", *mine.plans(), ""]
        lines += [*mine.remarks(), ""]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Grid:
    """The runs of one kind by engine and size."""

    runs: Mapping[tuple[str, int], Run]

    @property
    def engines(self) -> list[str]:
        return list(dict.fromkeys(engine for engine, _ in self.runs))

    @property
    def sizes(self) -> list[int]:
        return sorted({people for _, people in self.runs})

    def of(self, engine: str) -> list[Run | None]:
        return [self.runs.get((engine, people)) for people in self.sizes]

    def costs(self) -> Iterator[str]:
        """CPU seconds and memory, or what became of it, and how the seconds grow."""
        yield from self._head("CPU s, MB", "growth")
        pairs = {run.people: f"{run.pairs:,}" for run in self.runs.values() if run.pairs}
        yield _line(["eligible pairs", *(pairs.get(people, "") for people in self.sizes), ""])
        for engine in self.engines:
            grows = growth([run for run in self.of(engine) if run])
            yield _line([engine, *map(_cost, self.of(engine)), grows])

    def plans(self) -> Iterator[str]:
        """Who is housed by tier, what of the minimums is reached, and the score; of others than
        ours how much more or less."""
        yield from self._head("housed by tier; reached of minimums, where any; score")
        for engine in self.engines:
            beside = self.of(OURS) if engine != OURS else [None] * len(self.sizes)
            yield _line([engine, *map(_plan, self.of(engine), beside)])

    def remarks(self) -> Iterator[str]:
        """Each remark of an engine, with its sizes."""
        said: dict[tuple[str, str], list[str]] = {}
        for run in self.runs.values():
            if words := _remark(run):
                said.setdefault((run.engine, words), []).append(f"{run.people:,}")
        for (engine, words), sizes in said.items():
            yield f"- {engine} at {'; '.join(sizes)}: {words}"

    def _head(self, title: str, *more: str) -> Iterator[str]:
        cells = [title, *(f"{people:,}" for people in self.sizes), *more]
        yield _line(cells)
        yield _line(["---"] * len(cells))


def _cost(run: Run | None) -> str:
    if run is None or run.state != DONE:
        return run.state if run else ""
    return f"{run.cpu:.2f}, {run.megabytes:,}"


def _plan(run: Run | None, ours: Run | None) -> str:
    if run is None or run.state != DONE:
        return ""
    if ours is None or ours.state != DONE:
        agreed = [f"{run.reached:,} of {run.asked:,}"] if run.asked else []
        return "; ".join([" ".join(map(_whole, run.tiers)), *agreed, _whole(run.score)])
    if run.value == ours.value:
        return SAME
    away = (f"{a - b:+,}" for a, b in zip(run.tiers, ours.tiers, strict=True))
    agreed = [f"{run.reached - ours.reached:+,}"] if run.asked else []
    return "; ".join([" ".join(away), *agreed, f"{run.score - ours.score:+,}"])


def _remark(run: Run) -> str:
    if run.state != DONE:
        return f"{run.state}: {run.remark}"
    return f"WRONG: {run.faults[0]}" if run.faults else run.remark


def _whole(many: int) -> str:
    return f"{many:,}"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
