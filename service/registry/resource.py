"""What a domain declares of one kind of registration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import func, inspect
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ExecutableOption

from matching.codes.code import Code
from service.actor import Actor
from service.codelists.organisations import OrganisationKind
from service.geometry import CrsQuery, asked_system
from service.models import Base, Identified
from service.paging import PageQuery
from service.wire import Inbound, Outbound

M = TypeVar("M", bound=Identified)


class Rules(Generic[M]):
    """What is special about one kind of registration; the defaults are the plain case."""

    def prepare(self, db: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """Checks and completes the columns of a new row; raises what is wrong."""
        return values

    def change(self, db: Session, actor: Actor, row: M, values: dict[str, Any]) -> None:
        """Puts the values on the row that are not on it already."""
        for name, value in differing(row, values).items():
            setattr(row, name, value)

    def withdraw(self, db: Session, actor: Actor, row: M) -> None:
        """Marks the row as withdrawn; raises when it is in use."""
        row.withdrawn_at = func.now()  # type: ignore[attr-defined]


def differing(row: Identified, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values that are not on the row already."""
    return {
        name: value for name, value in values.items() if _held(getattr(row, name)) != _held(value)
    }


def _held(value: Any) -> Any:
    """What there is to compare: of a set of codes not the order, of related rows not who they are
    of."""
    if not isinstance(value, list):
        return value
    if all(isinstance(each, Code) for each in value):
        return set(value)
    return [_columns(each) if isinstance(each, Base) else each for each in value]


def _columns(row: Base) -> dict[str, Any]:
    own = [column for column in inspect(row).mapper.columns if not column.foreign_keys]
    return {column.key: getattr(row, column.key) for column in own}


def with_article(noun: str) -> str:
    """A noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


class Listing(PageQuery):
    """The query of a list; a field named as a column filters by it."""


class LocatedListing(CrsQuery, Listing):
    """The query of a list with geometry."""


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
    made: type[Outbound] | None = None
    """What is answered to a registration, where that holds more than is ever shown again."""
    listing: type[Listing] = Listing
    filters: Mapping[str, Any] = field(default_factory=dict)
    """Filters that are more than a column: query field -> function of its value to a condition."""
    rules: Rules[M] = field(default_factory=Rules)
    options: tuple[ExecutableOption, ...] = ()
    """Loader options for what the answer shows of related rows."""
    kept: str = "it stays on record"
    """What becomes of it when it is withdrawn."""
    located: bool = False
    """Has geometry: the client may name the reference system it sends and the one it wants."""

    @property
    def one(self) -> str:
        """The noun with its article."""
        return with_article(self.noun)

    def shown(self, db: Session, actor: Actor, row: M) -> Outbound:
        """The row as this actor may see it, geometry in the system that was asked for."""
        context = {"reader": actor.organisation_id, "system": asked_system(db)}
        return self.out.model_validate(row, context=context)

    def shown_once(self, db: Session, actor: Actor, row: M) -> Outbound:
        """The row as the actor that just registered it may see it."""
        return self.made.model_validate(row) if self.made else self.shown(db, actor, row)
