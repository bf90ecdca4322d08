"""All that is wrong with a value of the engine, told at once and each with its place."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

Path = tuple[str | int, ...]


class Fault(NamedTuple):
    """One thing that is wrong: the names and rows that lead to it, a stable code, a sentence."""

    path: Path
    code: str
    says: str

    def __str__(self) -> str:
        return f"{_spelled(self.path)}: {self.says}"


class Faulty(ValueError):
    """A value that cannot be used; the message names each field that is wrong."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "; ".join(map(str, self.faults))


def refuse(faults: Iterable[Fault], kind: type[Faulty] = Faulty) -> None:
    """Raises what is wrong, if anything is."""
    if found := tuple(faults):
        raise kind(found)


def between(path: Path, value: int, highest: int) -> Iterator[Fault]:
    """A number that may be from 0 to the highest."""
    if not 0 <= value <= highest:
        yield Fault(path, "out_of_range", f"must lie between 0 and {highest}")


def distinct(path: Path, values: Sequence[str]) -> Iterator[Fault]:
    """A list that may name each of its things once."""
    if len(set(values)) != len(values):
        yield Fault(path, "named_twice", "names something twice")


def _spelled(path: Path) -> str:
    """`levels[0].rule`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")
