"""What registrations must meet beyond the form of their fields, as tables of data."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from service.errors import Fault, InvalidInput

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Requirement(Generic[T]):
    """One thing that must hold of a `T`; where it does not, `where` names the field to correct."""

    code: str
    where: str
    """The field as it stands in the body, such as `period.endDate`."""
    nl: str
    en: str
    basis: str
    """The law or practice it rests on."""
    met: Callable[[T], bool]


def unmet(table: Iterable[Requirement[T]], subject: T) -> list[Requirement[T]]:
    """All requirements that the subject does not meet, in the table's order."""
    return [requirement for requirement in table if not requirement.met(subject)]


def require(table: Iterable[Requirement[T]], subject: T) -> None:
    """Raises InvalidInput that lists everything the subject does not meet."""
    faults = [Fault(f"body.{each.where}", each.code, each.en) for each in unmet(table, subject)]
    if faults:
        raise InvalidInput("What was sent does not fit together.", faults)


def by_code(*tables: Sequence[Requirement[Any]]) -> Mapping[str, Requirement[Any]]:
    """The requirements of some tables, each by its code."""
    return {requirement.code: requirement for table in tables for requirement in table}
