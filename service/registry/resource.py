"""What a domain declares of one kind of registration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ExecutableOption

from service.actor import Actor
from service.codelists.organisations import OrganisationKind
from service.models import Identified
from service.paging import PageQuery
from service.wire import Inbound, Outbound

M = TypeVar("M", bound=Identified)


class Rules(Generic[M]):
    """What is special about one kind of registration; the defaults are the plain case."""

    def prepare(self, db: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """Checks and completes the columns of a new row; raises what is wrong."""
        return values

    def change(self, db: Session, actor: Actor, row: M, values: dict[str, Any]) -> None:
        """Puts changed columns on the row."""
        for name, value in values.items():
            setattr(row, name, value)

    def withdraw(self, db: Session, actor: Actor, row: M) -> None:
        """Checks that the row may be withdrawn; raises when it is in use."""


class Listing(PageQuery):
    """The query of a list; a field named as a column filters by it."""


@dataclass(frozen=True)
class Resource(Generic[M]):
    """One kind of registration."""

    model: type[M]
    path: str
    """Plural, kebab-case: the path under `/v1` and, in camelCase, the name of the list."""
    noun: str
    """Singular in English for summaries, such as "support capacity"."""
    dutch: str
    """The Dutch term for the description."""
    create: type[Inbound]
    change: type[Inbound]
    out: type[Outbound]
    writers: frozenset[OrganisationKind]
    listing: type[Listing] = Listing
    filters: Mapping[str, Any] = field(default_factory=dict)
    """Filters that are more than a column: query field -> function of its value to a condition."""
    rules: Rules[M] = field(default_factory=Rules)
    options: tuple[ExecutableOption, ...] = ()
    """Loader options for what the answer shows of related rows."""

    @property
    def one(self) -> str:
        """The noun with its article."""
        return f"{'an' if self.noun[0] in 'aeiou' else 'a'} {self.noun}"
